"""The same request twice has one effect and one answer (IETF draft: The Idempotency-Key HTTP Header Field)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from ichigen.domain.api_scopes import Scope
from ichigen.services.clock import now
from ichigen.services.idempotency import KEPT, Answer, answer_once, forget_answers
from ichigen.store.api_answers import ApiAnswer
from ichigen.store.goods import Sku
from ichigen.store.stock import LedgerEntry, StockLevel
from ichigen.store.worklist import AuditLog
from tests.api.shop import Api
from tests.builders import make_sku
from tests.store.threads import Worker, run_together

BODY = {"location": "main", "delta": 3, "reason": "入荷の数え直し"}


def path(sku: Sku) -> str:
    return f"/skus/{sku.pk}/adjustments"


def on_hand(sku: Sku) -> int:
    return StockLevel.objects.get(sku=sku).on_hand


@pytest.mark.django_db
def test_the_same_key_and_body_replays_the_answer_and_adds_nothing() -> None:
    sku, api = make_sku(on_hand=5), Api()
    first = api.post(path(sku), BODY, key="k-1")
    again = api.post(path(sku), dict(reversed(BODY.items())), key="k-1")

    assert (first.status_code, first.json()) == (201, {"sku_id": sku.pk, "location": "main", "change": 3})
    assert (again.status_code, again.content) == (201, first.content)
    assert (first.headers.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert on_hand(sku) == 8


@pytest.mark.django_db
def test_the_same_key_with_another_body_or_address_is_422_and_does_nothing() -> None:
    sku, other, api = make_sku(on_hand=5), make_sku("B-1", on_hand=5), Api()
    api.post(path(sku), BODY, key="k-1")

    for answer in (api.post(path(sku), BODY | {"delta": 4}, key="k-1"), api.post(path(other), BODY, key="k-1")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (on_hand(sku), on_hand(other)) == (8, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "鍵", "x" * 256])
def test_a_write_without_a_usable_key_is_400_and_does_nothing(key: str) -> None:
    sku, api = make_sku(on_hand=5), Api()
    sent = {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}
    answer = api.post(path(sku), BODY, key="", **sent)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert on_hand(sku) == 5


@pytest.mark.django_db
def test_two_tokens_may_use_the_same_key() -> None:
    sku = make_sku(on_hand=5)

    assert [Api().post(path(sku), BODY, key="k-1").status_code for _ in range(2)] == [201, 201]
    assert on_hand(sku) == 11


@pytest.mark.django_db
def test_a_refusal_is_remembered_and_a_request_that_never_began_is_not() -> None:
    sku, api = make_sku(on_hand=5), Api()
    refused = api.post(path(sku), BODY | {"delta": -9}, key="k-1")
    make_stock = api.post(path(sku), BODY | {"delta": 9}, key="k-2")
    again = api.post(path(sku), BODY | {"delta": -9}, key="k-1")
    wrong = api.post(path(sku), BODY | {"delta": "3"}, key="k-3")
    assert api.post(path(sku), BODY | {"delta": True}, key="k-3").status_code == 422
    mended = api.post(path(sku), BODY, key="k-3")

    assert (refused.status_code, refused.json()["code"]) == (409, "below_zero")
    assert (again.status_code, again.content, again["Content-Type"]) == (409, refused.content, refused["Content-Type"])
    assert (make_stock.status_code, wrong.status_code, mended.status_code) == (201, 422, 201)
    assert on_hand(sku) == 17


@pytest.mark.django_db(transaction=True)
def test_what_breaks_after_the_effect_takes_effect_and_memory_back_together() -> None:
    sku, api = make_sku(on_hand=5), Api()

    class Crash(Exception):
        pass

    def effect() -> Answer:
        from ichigen.services.stock.adjust import adjust_stock
        from tests.builders import main_location

        adjust_stock(sku.pk, main_location().pk, delta=3, reason="x", actor_id=None)
        raise Crash

    with pytest.raises(Crash):
        answer_once(api.issued.id, "k-1", "f", effect)

    assert (on_hand(sku), ApiAnswer.objects.count()) == (5, 0)
    assert api.post(path(sku), BODY, key="k-1").status_code == 201
    assert (on_hand(sku), ApiAnswer.objects.count()) == (8, 1)


@pytest.mark.django_db(transaction=True)
def test_while_the_first_request_runs_a_second_with_its_key_is_409() -> None:
    sku, api = make_sku(on_hand=5), Api()
    with transaction.atomic():
        Sku.objects.select_for_update().get(pk=sku.pk)  # the first request will wait here, after it took its key
        answers: list[Any] = []
        first = Worker(lambda: answers.append(api.post(path(sku), BODY, key="k-1")))
        first.wait_until_blocked()
        second = Worker(lambda: answers.append(Api.post(api, path(sku), BODY, key="k-1")))
        second.finish()
        other = api_with(api).post("/worklist/1/close", {"reason": "x"}, key="k-2")
    first.finish()

    assert [(answer.status_code, answer.json().get("code")) for answer in answers] == [
        (409, "idempotency_key_in_use"),
        (201, None),
    ]
    assert answers[0]["Retry-After"] == "1"
    assert other.status_code == 404
    assert on_hand(sku) == 8


def api_with(api: Api) -> Api:
    return api


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_have_one_effect() -> None:
    sku, api = make_sku(on_hand=5), Api(Scope.STOCK_WRITE)
    answers: list[Any] = []
    run_together([lambda: answers.append(api.post(path(sku), BODY, key="k-1"))] * 8)

    statuses = {answer.status_code for answer in answers}
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {
        b'{"sku_id":%d,"location":"main","change":3}' % sku.pk
    }
    assert on_hand(sku) == 8
    assert LedgerEntry.objects.filter(sku=sku, note=BODY["reason"]).count() == 1
    assert api.post(path(sku), BODY, key="k-1").status_code == 201
    assert on_hand(sku) == 8
    connection.close()


@pytest.mark.django_db
def test_keys_are_forgotten_after_their_time() -> None:
    sku, api = make_sku(on_hand=5), Api()
    api.post(path(sku), BODY, key="old")
    api.post(path(sku), BODY, key="new")
    ApiAnswer.objects.filter(key="old").update(created_at=now() - KEPT - timedelta(minutes=1))
    forget_answers()

    assert list(ApiAnswer.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_the_audit_log_and_the_ledger_name_the_token() -> None:
    sku, api = make_sku(on_hand=5), Api()
    api.post(path(sku), BODY)

    entry = AuditLog.objects.get(action="stock.adjust")
    assert entry.actor is not None
    assert (entry.actor.api_token.pk, entry.actor.display_name, entry.reason) == (
        api.issued.id,
        "API: 倉庫システム",
        BODY["reason"],
    )
    assert LedgerEntry.objects.latest("id").actor_id == entry.actor_id
