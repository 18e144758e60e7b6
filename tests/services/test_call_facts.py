"""What the call log keeps of a request: never a body, a query, a header with a secret."""

import json

import pytest

from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect
from ichigen.services.call_facts import facts, request_id

SECRET = "himitsu-himitsu-himitsu-himitsu-himitsu-himitsu-himitsu"


def call(path: str = "/es/2.0/items") -> Call:
    return Call(
        "stock.write",
        Effect.WRITE,
        "POST",
        f"https://api.example.test{path}?token={SECRET}&buyer=架空花子",
        headers={"Authorization": f"Bearer {SECRET}"},
        params={"key": SECRET},
        content=f"架空花子 {SECRET}".encode(),
    )


def test_sizes_and_the_path_are_kept_and_nothing_that_could_be_a_secret() -> None:
    headers = {"content-type": "application/json; charset=utf-8", "set-cookie": SECRET, "retry-after": "30"}
    kept = facts(call(f"/es/{SECRET}/items"), Reply(429, headers, f"架空花子 {SECRET}".encode(), 0.2))

    assert kept == {
        "host": "api.example.test",
        "method": "POST",
        "path": "/es/…/items",
        "request_bytes": 13 + len(SECRET),
        "reply_bytes": 13 + len(SECRET),
        "content_type": "application/json",
        "retry_after": "30",
    }
    assert SECRET not in json.dumps(kept)


def test_without_an_answer_only_what_was_sent_is_kept() -> None:
    assert set(facts(call(), None)) == {"host", "method", "path", "request_bytes"}
    assert request_id(None) == ""


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"X-Request-Id": "req-7"}, "req-7"),
        ({"x-vendor-requestid": "a/b+c="}, "a/b+c="),
        ({"x-trace-id": "t1", "date": "x"}, "t1"),
        ({"x-request-id": "two words"}, ""),
        ({"x-request-id": "9" * 81}, ""),
        ({"x-user-id": "u1"}, ""),
        ({}, ""),
    ],
)
def test_the_malls_number_of_the_request(headers: dict[str, str], found: str) -> None:
    assert request_id(Reply(200, headers, b"", 0.1)) == found
