"""The error table (sections 0, 1.2, 2, 3, 4.1)."""

from datetime import UTC, datetime, timedelta

import pytest

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect
from ichigen.malls.rakuten.errors import error_for

NOW = datetime(2026, 4, 1, tzinfo=UTC)
READ = Call("orders.get", Effect.READ, "POST", "https://example.test/")
WRITE = Call("stock.write", Effect.WRITE, "POST", "https://example.test/")


def _error(call: Call, status: int, body: str = "", **headers: str) -> MallError:
    reply = Reply(status, headers, body.encode(), 0.1)
    return error_for(call, reply, NOW, "rpay.order.getOrder")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, '{"errors":[{"code":"GA0001","message":"Un-Authorised"}]}'),
        (401, '{"Results":{"errorCode":"ES04-01","message":"Un-Authorised"}}'),
        (400, '{"Results":{"errorCode":"ES04-01","message":"Un-Authorised"}}'),
        (400, "<result><status><systemStatus>NG</systemStatus><message>AuthError</message></status></result>"),
        (401, ""),
        (403, ""),
    ],
)
def test_credential_problems_name_the_function(status: int, body: str) -> None:
    error = _error(READ, status, body)
    assert isinstance(error, AuthExpired)
    assert error.permission == "rpay.order.getOrder"
    assert "ライセンスキー" in error.message


@pytest.mark.parametrize(("call", "status", "seconds"), [(WRITE, 429, 2), (READ, 429, 2), (READ, 503, 5)])
def test_throttling_waits_its_default(call: Call, status: int, seconds: int) -> None:
    error = _error(call, status)
    assert isinstance(error, Throttled)
    assert error.retry_at == NOW + timedelta(seconds=seconds)


def test_throttling_honours_retry_after() -> None:
    error = _error(READ, 503, "", **{"retry-after": "30"})
    assert isinstance(error, Throttled)
    assert error.retry_at == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("call", "status", "body", "code", "unknown"),
    [
        (READ, 500, '{"errors":[{"code":"X0000","message":"m"}]}', "X0000", False),
        (WRITE, 500, '{"errors":[{"code":"GE0019","message":"m"}]}', "GE0019", True),
        (WRITE, 502, "<html>", "http.502", True),
        (WRITE, 503, "", "http.503", True),
        (WRITE, 409, '{"errors":[{"code":"CE0001","message":"m"}]}', "CE0001", False),
        (WRITE, 409, "", "http.409", False),
        (WRITE, 302, "", "answer.unexpected", True),
    ],
)
def test_passing_faults(call: Call, status: int, body: str, code: str, unknown: bool) -> None:
    error = _error(call, status, body)
    assert isinstance(error, Retryable)
    assert (error.code, error.unknown_effect) == (code, unknown)


@pytest.mark.parametrize(
    ("status", "body", "code", "row", "words"),
    [
        (
            400,
            '{"errors":[{"code":"IE0117","message":"out","metadata":{"propertyPath":"inventories[3].quantity"}}]}',
            "IE0117",
            3,
            "0～99999の範囲",
        ),
        (400, '{"errors":[{"code":"IE0500","message":"no"}]}', "IE0500", None, "在庫が未登録のSKU"),
        (404, '{"errors":[{"code":"GE0014","message":"Not found"}]}', "GE0014", None, "楽天: Not found"),
        (400, '{"errors":[{"code":"IE9999","message":"new one"}]}', "IE9999", None, "new one"),
        (
            400,
            '{"MessageModelList":[{"messageType":"ERROR","messageCode":"E_011","message":"書式が不正です。","dataNumber":2}]}',
            "E_011",
            1,
            "書式が不正です。",
        ),
        (415, "", "http.415", None, "415"),
        (404, "", "http.404", None, "楽天が受け付けませんでした。"),
    ],
)
def test_refusals(status: int, body: str, code: str, row: int | None, words: str) -> None:
    error = _error(WRITE, status, body)
    assert isinstance(error, Refused)
    assert (error.code, error.row) == (code, row)
    assert words in error.message
