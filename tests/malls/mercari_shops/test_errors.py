"""The error table (page section 1): four kinds, wherever the mall puts the code."""

from datetime import timedelta

import httpx2
import pytest

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockMode
from tests.malls.mercari_shops.account import NOW, Account
from tests.malls.mercari_shops.samples import failure

ROW = StockWrite("VAR01", StockMode.ABSOLUTE, 7)


def read(answer: object) -> MallError:
    """Return the error of a list."""
    with pytest.raises(MallError) as caught:
        Account([answer]).client().list_listings(None)
    return caught.value


def write(answer: object) -> MallError:
    """Return the error of a stock write."""
    with pytest.raises(MallError) as caught:
        Account([answer]).client().write_stock([ROW])
    return caught.value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("UNAUTHENTICATED", AuthExpired),
        ("PERMISSION_DENIED", AuthExpired),
        ("RATE_LIMITED", Throttled),
        ("RESOURCE_EXHAUSTED", Throttled),
        ("INTERNAL_SERVER_ERROR", Retryable),
        ("UNAVAILABLE", Retryable),
        ("NOT_FOUND", Refused),
        ("FAILED_PRECONDITION", Refused),
        ("INVALID_ARGUMENT", Refused),
    ],
)
@pytest.mark.parametrize("place", ["code", "errorType", "message"])
def test_the_kind_is_found_in_code_error_type_and_message(code: str, kind: type[MallError], place: str) -> None:
    extensions = {} if place == "message" else {place: code}
    answer = {
        "data": None,
        "errors": [{"message": code.lower() if place == "message" else "-", "extensions": extensions}],
    }
    assert type(write(answer)) is kind


def test_a_plain_404_is_an_unregistered_address_and_not_a_wrong_url() -> None:
    """Trap 2."""
    error = read(httpx2.Response(404, text="Not Found", headers={"Content-Type": "text/plain"}))
    assert isinstance(error, AuthExpired)
    assert (error.code, error.permission) == ("source_ip", "source_ip")
    assert "IPアドレス" in error.message


def test_permission_denied_is_a_closed_shop_and_not_a_bad_token() -> None:
    """Trap 3."""
    error = read(failure("", "request could not be processed due to permission denied"))
    assert isinstance(error, AuthExpired)
    assert error.permission == "shop"
    assert "非公開" in error.message


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_names_the_token(status: int) -> None:
    error = read(httpx2.Response(status, json={"message": "no"}))
    assert isinstance(error, AuthExpired)
    assert error.permission == "token"


def test_a_server_error_leaves_only_a_write_open() -> None:
    for answer in (httpx2.Response(502), failure("INTERNAL", "boom")):
        reading, writing = read(answer), write(answer)
        assert isinstance(reading, Retryable)
        assert isinstance(writing, Retryable)
        assert (reading.unknown_effect, writing.unknown_effect) == (False, True)


def test_over_the_limit_waits_as_long_as_the_mall_says() -> None:
    error = read(httpx2.Response(429, headers={"Retry-After": "90"}))
    assert isinstance(error, Throttled)
    assert error.retry_at == NOW + timedelta(seconds=90)
    error = read(failure("RATE_LIMITED"))
    assert isinstance(error, Throttled)
    assert error.retry_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize("answer", [{}, {"data": None}, [], httpx2.Response(200, text="<html>")])
def test_an_unreadable_success_is_no_success(answer: object) -> None:
    reading, writing = read(answer), write(answer)
    assert isinstance(reading, Retryable)
    assert isinstance(writing, Retryable)
    assert (reading.unknown_effect, writing.unknown_effect) == (False, True)


def test_errors_of_a_400_are_read() -> None:
    error = write(httpx2.Response(400, json=failure("BAD_USER_INPUT", "stockQuantity must be an integer")))
    assert isinstance(error, Refused)
    assert error.code == "BAD_USER_INPUT"
    assert "stockQuantity must be an integer" in error.message


@pytest.mark.parametrize(
    ("name", "agent"), [("hinata-hub", "hinata-hub/0.0.0"), ("hinata-hub/1.2.3", "hinata-hub/1.2.3")]
)
def test_the_user_agent_is_the_agreed_name_with_a_version(name: str, agent: str) -> None:
    """Trap 1."""
    account = Account([{"data": {"products": {"edges": [], "pageInfo": {"hasNextPage": False}}}}], client_name=name)
    account.client().list_listings(None)
    (request,) = account.asked
    assert request.headers["User-Agent"] == agent
    assert request.headers["Authorization"] == "Bearer msp_hush"
    assert request.url.path == "/v1/graphql"
