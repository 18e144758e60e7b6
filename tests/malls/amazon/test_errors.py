"""The error table and the token: every way an answer fails is one of the four kinds (page sections 1.2 and 2)."""

from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

import httpx2
import pytest

from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect, Pace, StockMode
from ichigen.malls.amazon.errors import error_of
from ichigen.malls.amazon.manifest import MALL
from ichigen.malls.amazon.operations import LISTINGS_ROLE, OPERATIONS, ORDERS_ROLE, pace
from tests.malls.amazon import documents
from tests.malls.amazon.account import NOW, Account, KeptTokens, error, said

WINDOW = Window(NOW - timedelta(hours=1), NOW)
TOKEN = said({"access_token": "Atza|two", "token_type": "bearer", "expires_in": 3600})
GONE = error(
    403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired."
)


def verdict(status: int, document: object, effect: Effect = Effect.READ, operation: str = "orders.list") -> MallError:
    response = said(document, status)
    reply = Reply(status, dict(response.headers), response.content, 0.1)
    return error_of(Call(operation, effect, "GET", "http://127.0.0.1:9/"), reply, NOW, ORDERS_ROLE)


def errors(code: str, details: str = "") -> dict[str, list[dict[str, str]]]:
    return {"errors": [{"code": code, "message": "said", "details": details}]}


@pytest.mark.parametrize(
    ("status", "document", "kind", "code"),
    [
        (400, errors("InvalidInput"), Refused, "InvalidInput"),
        (400, errors("InvalidParameterValue"), Refused, "InvalidParameterValue"),
        (403, errors("Unauthorized"), AuthExpired, "Unauthorized"),
        (404, errors("NotFound"), Refused, "NotFound"),
        (404, None, Refused, "http_404"),
        (413, None, Refused, "http_413"),
        (415, None, Refused, "http_415"),
        (429, errors("QuotaExceeded"), Throttled, "QuotaExceeded"),
        (429, None, Throttled, "http_429"),
        (500, errors("InternalFailure"), Retryable, "InternalFailure"),
        (503, errors("ServiceUnavailable"), Retryable, "ServiceUnavailable"),
        (302, None, Retryable, "http_302"),
        (400, {"error": "invalid_grant", "error_description": "revoked"}, AuthExpired, "invalid_grant"),
        (401, {"error": "invalid_client"}, AuthExpired, "invalid_client"),
        (400, {"error": "unauthorized_client"}, AuthExpired, "unauthorized_client"),
        (400, {"error": "access_denied"}, AuthExpired, "access_denied"),
        (400, {"error": "invalid_scope"}, AuthExpired, "invalid_scope"),
        (400, {"error": "invalid_request"}, Refused, "invalid_request"),
        (500, {"error": "server_error"}, Retryable, "server_error"),
        (503, {"error": "temporarily_unavailable"}, Retryable, "temporarily_unavailable"),
        (400, {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no"}, Refused, "QueueDoesNotExist"),
        (403, {"__type": "com.amazon.coral.service#AccessDeniedException"}, Refused, "AccessDeniedException"),
    ],
)
def test_every_answer_is_one_of_the_four_kinds_sections_1_2_and_2(
    status: int, document: object, kind: type[MallError], code: str
) -> None:
    found = verdict(status, document)

    assert (type(found), found.code) == (kind, code)
    assert found.message


@pytest.mark.parametrize(("effect", "open_"), [(Effect.READ, False), (Effect.WRITE, True)])
def test_a_server_error_leaves_only_a_write_open(effect: Effect, open_: bool) -> None:
    found = verdict(503, errors("ServiceUnavailable"), effect)

    assert isinstance(found, Retryable)
    assert found.unknown_effect is open_


def test_a_missing_role_is_named_section_1_5() -> None:
    found = verdict(403, errors("Unauthorized"))

    assert isinstance(found, AuthExpired)
    assert found.permission == ORDERS_ROLE
    assert "在庫と注文の追跡" in found.message


@pytest.mark.parametrize(
    ("operation", "rate", "seconds"),
    [
        ("orders.list", None, 1 / 0.0056),
        ("orders.get", None, 2.0),
        ("orders.list", "0.05", 20.0),
        ("stock.write", "x", 0.2),
    ],
)
def test_a_throttled_call_waits_for_one_turn_section_2(operation: str, rate: str | None, seconds: float) -> None:
    headers = {"x-amzn-RateLimit-Limit": rate} if rate else {}
    response = error(429, "QuotaExceeded", **headers)
    reply = Reply(429, dict(response.headers), response.content, 0.1)

    found = error_of(Call(operation, Effect.READ, "GET", "http://127.0.0.1:9/"), reply, NOW)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("operation", "value", "told"),
    [
        ("orders.list", "0.0056", Pace(per_s=0.0056)),
        ("stock.write", "10.0", Pace(per_s=10.0)),
        ("orders.list", "", None),
        ("orders.list", "soon", None),
        ("orders.list", "0", None),
        ("orders.list", "nan", None),
        ("documents.get", "5", None),
    ],
)
def test_the_rate_that_an_answer_tells_is_passed_on_section_2(operation: str, value: str, told: Pace | None) -> None:
    call = Call(operation, Effect.READ, "GET", "http://127.0.0.1:9/")

    assert pace(call, Reply(200, {"x-amzn-ratelimit-limit": value}, b"", 0.1)) == told
    assert MALL.pace is pace


def test_the_token_is_asked_for_as_a_form_section_1_2() -> None:
    account = Account([TOKEN, said({"orders": []})], tokens=KeptTokens())

    account.client().list_orders("changed", WINDOW, None)

    assert account.paths()[0] == "/auth/o2/token"
    assert account.asked[0].headers["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"
    assert account.form(0) == {
        "grant_type": "refresh_token",
        "refresh_token": "Atzr|one",
        "client_id": "amzn1.application-oa2-client.test",
        "client_secret": "hush",
    }
    assert account.tokens.tokens["access_token"] == Token("Atza|two", NOW + timedelta(hours=1))
    assert account.asked[1].headers["x-amz-access-token"] == "Atza|two"
    assert "authorization" not in account.asked[1].headers
    assert account.asked[1].headers["user-agent"].startswith("Ichigen/")


def test_a_token_near_its_end_is_renewed_before() -> None:
    tokens = KeptTokens({"access_token": Token("Atza|old", NOW + timedelta(seconds=30))})
    account = Account([TOKEN, said({"orders": []})], tokens=tokens)

    account.client().list_orders("changed", WINDOW, None)

    assert account.paths()[0] == "/auth/o2/token"


def test_an_expired_token_is_renewed_once_and_the_call_repeated_also_for_writes_section_2() -> None:
    account = Account([said(documents.listing()), GONE, TOKEN, said(documents.submission())])

    answer = account.client().write_stock([StockWrite("CUP-BLUE", StockMode.ABSOLUTE, 4)])

    assert answer.accepted == {"CUP-BLUE"}
    assert [request.headers.get("x-amz-access-token") for request in account.asked] == [
        "Atza|one",
        "Atza|one",
        None,
        "Atza|two",
    ]


def test_a_token_that_is_refused_again_asks_for_a_new_authorisation() -> None:
    account = Account([GONE, TOKEN, GONE])

    with pytest.raises(AuthExpired) as caught:
        account.client().list_orders("changed", WINDOW, None)

    assert (caught.value.permission, len(account.asked)) == ("authorisation", 3)


def test_a_missing_role_renews_no_token_section_2() -> None:
    account = Account([error(403, "Unauthorized", "Access to requested resource is denied.")])

    with pytest.raises(AuthExpired):
        account.client().list_orders("changed", WINDOW, None)

    assert len(account.asked) == 1


def test_a_revoked_authorisation_is_not_tried_again_section_1_2() -> None:
    refused = said({"error": "invalid_grant", "error_description": "revoked"}, 400)
    account = Account([refused], tokens=KeptTokens())

    with pytest.raises(AuthExpired) as caught:
        account.client().list_orders("changed", WINDOW, None)

    assert caught.value.permission == "authorisation"
    assert "認可" in caught.value.message


def test_a_new_refresh_token_is_kept_with_the_end_of_its_authorisation() -> None:
    renewed = said({"access_token": "Atza|two", "refresh_token": "Atzr|two", "expires_in": 3600})
    account = Account([renewed, said({"orders": []})], {"authorised_on": "2026-11-01"}, KeptTokens())

    account.client().list_orders("changed", WINDOW, None)

    assert account.tokens.credentials == {"refresh_token": ("Atzr|two", datetime(2027, 10, 31, 15, tzinfo=UTC))}


def test_no_secret_is_in_what_a_call_shows() -> None:
    account = Account([TOKEN, said({"orders": []})], tokens=KeptTokens())
    account.client().list_orders("changed", WINDOW, None)

    shown = " ".join(repr(call) for call in account.gate.calls)

    assert [secret for secret in ("hush", "Atzr", "Atza") if secret in shown] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"<html>", b"\xff\xfe", b'{"orders": 1}'])
def test_a_success_that_cannot_be_read_is_tried_again(body: bytes) -> None:
    account = Account([httpx2.Response(200, content=body)])

    with pytest.raises(Retryable) as caught:
        account.client().list_orders("changed", WINDOW, None)

    assert not caught.value.unknown_effect


def test_every_operation_is_paced_by_exactly_the_limits_of_its_function_section_2() -> None:
    covered = {
        operation.name: [
            (limit.per_s, limit.burst) for limit in MALL.limits if fnmatchcase(operation.name, limit.operations)
        ]
        for operation in OPERATIONS
    }
    own = {operation.name: [(operation.per_s, operation.burst)] for operation in OPERATIONS}
    assert covered == own | {"feeds.create.listings": [(0.0083, 15), (5 / 300, 5)]}
    assert LISTINGS_ROLE in {operation.role for operation in OPERATIONS}


def test_the_scan_leaves_turns_of_the_list_unused_section_2() -> None:
    """A turn of searchOrders comes every 180 s, 4 % later with the core's margin: what is saved pays for more pages."""
    scan = MALL.orders.scans[0]
    a_turn_s = 1.04 / 0.0056

    assert scan.every_s > a_turn_s
    assert scan.overlap_s > 120 + MALL.orders.clock_skew_s
