"""The mall's errors → the four kinds."""

from datetime import UTC, datetime, timedelta

import pytest

from ichigen.mallkit.errors import AuthExpired, Refused, Retryable, Throttled
from ichigen.mallkit.http import Reply
from ichigen.mallkit.manifest import Effect
from ichigen.malls.yahoo_shopping.client_check import PERMISSIONS
from ichigen.malls.yahoo_shopping.errors import AUTH, error_of, token_expired
from tests.malls.yahoo_shopping import documents

NOON_JST = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)


def reply(status: int, content: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content, 0.1)


@pytest.mark.parametrize(
    ("status", "code", "permission"),
    [
        (401, "px-04102", "public_key"),
        (401, "px-04303", "order_api"),
        (403, "px-04306", "source_ip"),
        (403, "px-14303", "store_api"),
    ],
)
def test_missing_permissions_are_named_section_2_5(status: int, code: str, permission: str) -> None:
    found = error_of(reply(status, documents.error(code)), Effect.READ, NOON_JST)

    assert isinstance(found, AuthExpired)
    assert (found.code, found.permission) == (code, permission)


def test_every_named_permission_is_a_line_of_the_check() -> None:
    assert {permission for permission, _ in AUTH.values()} <= {permission.code for permission in PERMISSIONS}


def test_a_missing_scope_is_told_by_the_header_or_the_body_section_2_4() -> None:
    header = reply(401, b"", www_authenticate='Bearer realm="yahooapis.jp", error="insufficient_scope"')
    body = reply(401, documents.TOKEN_EXPIRED.replace(b"invalid_token", b"insufficient_scope"))

    for answer in (header, body):
        found = error_of(answer, Effect.READ, NOON_JST)
        assert isinstance(found, AuthExpired)
        assert found.permission == "store_scope"
        assert not token_expired(answer)


def test_only_an_expired_token_is_cured_by_a_refresh_trap_13() -> None:
    assert token_expired(reply(401, documents.TOKEN_EXPIRED))
    assert not token_expired(reply(401, documents.error("px-04102")))
    assert not token_expired(reply(403, documents.TOKEN_EXPIRED))


@pytest.mark.parametrize(
    ("now", "retry_at"),
    [
        (NOON_JST, datetime(2026, 10, 1, 3, 5, tzinfo=UTC)),
        (datetime(2026, 10, 1, 14, 58, tzinfo=UTC), datetime(2026, 10, 1, 15, 0, tzinfo=UTC)),
    ],
)
def test_the_day_budget_waits_at_the_latest_for_the_next_day_in_japan_section_2_5(
    now: datetime, retry_at: datetime
) -> None:
    found = error_of(reply(403, b"Your Request was Forbidden"), Effect.WRITE, now)

    assert isinstance(found, Throttled)
    assert (found.code, found.retry_at) == ("daily_limit", retry_at)


@pytest.mark.parametrize(
    ("status", "effect", "wait_s"), [(429, Effect.READ, 5), (429, Effect.WRITE, 5), (503, Effect.READ, 10)]
)
def test_overload_waits(status: int, effect: Effect, wait_s: float) -> None:
    found = error_of(reply(status), effect, NOON_JST)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOON_JST + timedelta(seconds=wait_s)


def test_the_mall_may_name_the_wait() -> None:
    found = error_of(reply(429, b"", retry_after="20"), Effect.READ, NOON_JST)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOON_JST + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("status", "content"), [(500, b""), (502, b"<html>"), (503, b""), (408, b""), (400, documents.error("ed-00002"))]
)
def test_a_passing_fault_of_a_write_is_unknown_in_effect(status: int, content: bytes) -> None:
    found = error_of(reply(status, content), Effect.WRITE, NOON_JST)

    assert isinstance(found, Retryable)
    assert found.unknown_effect is True


def test_a_passing_fault_of_a_read_has_no_effect() -> None:
    found = error_of(reply(500, documents.error("ed-00002")), Effect.READ, NOON_JST)

    assert isinstance(found, Retryable)
    assert (found.code, found.unknown_effect) == ("ed-00002", False)


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (
            documents.error("st-02104", namespace="urn:yahoo:api"),
            "st-02104",
            "在庫数の形式が正しくありません。",
        ),
        (
            documents.error("od91062", "ShipStatus"),
            "od91062",
            "モールが受け付けませんでした: ShipStatus (od91062)",
        ),
        (
            documents.error("od00000", "Cannot Be Operated : CancelOrder OrderStatus[5]"),
            "order_cancelled",
            "モールでキャンセル済みの注文です。これ以上は変更できません。",
        ),
        (documents.error("od00000", "Order Not Exists"), "order_missing", "この注文はモールにありません。"),
        (b"", "http_400", "モールが受け付けませんでした: 理由なし (http_400)"),
    ],
)
def test_refusals_in_japanese_sections_2_6_and_3_4(content: bytes, code: str, message: str) -> None:
    found = error_of(reply(400, content), Effect.WRITE, NOON_JST)

    assert isinstance(found, Refused)
    assert (found.code, found.message) == (code, message)


def test_a_bare_403_is_no_refusal_of_a_row() -> None:
    assert isinstance(error_of(reply(403), Effect.WRITE, NOON_JST), AuthExpired)
