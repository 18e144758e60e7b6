"""Every error is a problem document (RFC 9457), in the language that was asked for."""

from typing import Any

import pytest
from django.test import Client, override_settings

from ichigen.api.problems import KINDS
from ichigen.store.goods import Sku
from tests.api.shop import Api
from tests.web.scene import build_scene

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "detail", "code", "instance"}


def problem(answer: Any) -> dict[str, Any]:
    """The document, with what every one of them must hold."""
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert MEMBERS <= set(document) <= MEMBERS | {"errors"}
    assert document["status"] == answer.status_code
    assert document["type"].removeprefix("urn:ichigen:problem:") in KINDS
    assert document["instance"].startswith("urn:uuid:")
    return document


def adjustments() -> str:
    return f"/skus/{Sku.objects.get(code='TNG-AI').pk}/adjustments"


def test_each_wrong_value_has_its_place() -> None:
    build_scene(orders=8)
    body = {"location": "main", "delta": 1.5, "reason": "", "quantity": 5, "a/b~c": 1}
    found = problem(Api().post(adjustments(), body))

    assert (found["status"], found["code"]) == (422, "invalid")
    assert {(row["pointer"], row["code"]) for row in found["errors"]} == {
        ("#/delta", "int_from_float"),
        ("#/reason", "string_too_short"),
        ("#/quantity", "extra_forbidden"),
        ("#/a~1b~0c", "extra_forbidden"),
    }


def test_the_place_reaches_into_lists_and_names_query_parameters() -> None:
    scene = build_scene(orders=8)
    order = scene.order("2026-10000").id
    parcels = [{"carrier": "yamato", "tracking_number": "12"}, {"carrier": "pigeon", "tracking_number": "1 2"}]
    found = problem(Api().post(f"/orders/{order}/shipments", {"parcels": parcels}))
    asked = problem(Api().get("/orders?limit=201&phase=gone&colour=red"))
    both = problem(Api().get("/orders?limit=201&phase=gone"))

    assert [row["pointer"] for row in found["errors"]] == ["#/parcels/1/carrier", "#/parcels/1/tracking_number"]
    assert [(row["parameter"], row["code"]) for row in asked["errors"]] == [("colour", "extra_forbidden")]
    assert sorted(row["parameter"] for row in both["errors"]) == ["limit", "phase"]


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("ja", "見つかりません", "指定されたものはありません。番号を確認してください。"),
        ("en-GB,en;q=0.8", "Not found", "There is nothing of that number. Please check it."),
        ("fr", "見つかりません", "指定されたものはありません。番号を確認してください。"),
    ],
)
def test_the_language_is_the_one_asked_for(language: str, title: str, detail: str) -> None:
    found = problem(Api(language=language).get("/skus/999999"))

    assert (found["title"], found["detail"], found["code"]) == (title, detail, "not_found")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nowhere", 404, "not_found"),
        ("/skus/abc", 404, "not_found"),
        ("/skus/0", 404, "not_found"),
        ("/skus/9999999999999999999999", 404, "not_found"),
        ("/skus/1/", 404, "not_found"),
        ("/skus?cursor=rubbish", 422, "cursor_invalid"),
        ("/skus?updated_since=1700000000", 422, "invalid"),
        ("/skus?updated_since=2026-11-22T09:00:00", 422, "invalid"),
    ],
)
def test_reading_what_is_not_there_or_not_so(path: str, status: int, code: str) -> None:
    found = problem(Api().get(path))

    assert (found["status"], found["code"]) == (status, code)


def test_a_body_that_is_no_json_or_of_another_type() -> None:
    build_scene(orders=8)
    api = Api()

    def send(body: bytes, kind: str) -> dict[str, Any]:
        headers = api.headers | {"Idempotency-Key": "k"}
        return problem(api.client.post(f"/api/v1{adjustments()}", body, content_type=kind, headers=headers))

    assert send(b"{", "application/json")["code"] == "malformed"
    assert send(b'{"delta": 1}', "text/plain")["status"] == 415
    assert send(b"delta=1", "application/x-www-form-urlencoded")["status"] == 415
    assert send(b"", "application/json")["status"] == 415  # without a body there is no type either
    assert [row["pointer"] for row in send(b"[]", "application/json")["errors"]] == ["#"]
    assert send(b'{"\\ud800": "\\udfff", "reason": "\\ud800"}', "application/json")["status"] == 422
    assert send(b"[" * 100_000, "application/json")["code"] == "malformed"
    assert send(b"\xff\xfe", "application/json")["code"] == "malformed"
    assert send(b'{"delta": NaN}', "application/json")["status"] == 422
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        assert send(b'{"location": "main"}', "application/json")["status"] == 413


def test_a_refusal_carries_the_reason_of_the_use_case() -> None:
    scene = build_scene(orders=8)
    unpaid = scene.order("2026-10003").id
    parcels = {"parcels": [{"carrier": "yamato", "tracking_number": "1234"}]}
    found = problem(Api().post(f"/orders/{unpaid}/shipments", parcels))

    assert (found["status"], found["code"]) == (409, "payment_due")
    assert found["detail"] == "前払いの入金がまだ確認できないため、出荷に進めません。入金を確認してください。"
    assert Api().get(f"/orders/{unpaid}").json()["shipments"] == []


def test_an_unforeseen_error_is_a_problem_too_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from ichigen.api.stock import routes

    def broken() -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(routes, "locations", broken)
    answer = Api().get("/locations")

    assert (answer.status_code, problem(answer)["code"]) == (500, "internal")
    assert b"secret" not in answer.content


def test_the_document_is_openapi_3_1_and_its_page_loads_nothing_from_elsewhere(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/")

    assert document["openapi"] == "3.1.0"
    assert document["components"]["schemas"]["Adjustment"]["additionalProperties"] is False
    assert "http://" not in page.content.decode().replace("http://www.w3.org", "")
    assert "https://" not in page.content.decode()
    assert "unsafe" not in page["Content-Security-Policy"]
    for path in document["paths"]:
        assert path in page.content.decode()
    assert client.post("/api/v1/openapi.json").status_code == 405
