"""Bad weather: every way an answer can fail is one of the four kinds, and says whether a write may have happened."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import AuthExpired, MallError, Retryable, Throttled
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.testing.garbage import garbage_server
from ichigen.mallkit.testing.shop import TIMEOUT_S, Shop

GARBAGE = {
    "nothing": (b"", "application/json"),
    "html": (b"<html><body>busy</body></html>", "text/html"),
    "cut-json": (b'{"results": [', "application/json"),
    "cut-xml": (b"<?xml version='1.0'?><Result><Order>", "application/xml"),
    "list": (b"[]", "application/json"),
    "null": (b"null", "application/json"),
    "empty-object": (b"{}", "application/json"),
    "not-utf8": (b"\xff\xfe\x00", "application/octet-stream"),
}


class FaultConformance:
    """Errors of every method that talks to the mall."""

    mall_id: str

    def test_a_throttled_call_names_when_to_come_back(self, shop: Shop) -> None:
        """A write may be called open in effect instead: where the mall says no more than "busy", it may have been done."""
        listing, writing = _list(shop), _write(shop)
        shop.control.fault("throttle")
        for call in (listing, listing, writing, writing):
            error = _error(shop.client, call)
            if call is writing and _kind(error) == (Retryable, True):
                continue
            assert isinstance(error, Throttled)
            now = shop.time.now()
            assert now - timedelta(seconds=2) < error.retry_at < now + timedelta(hours=1)

    def test_a_server_error_leaves_only_a_write_open(self, shop: Shop) -> None:
        listing, writing = _list(shop), _write(shop)
        shop.control.fault("http_500")
        assert _kind(_error(shop.client, listing)) == (Retryable, False)
        assert _kind(_error(shop.client, writing)) == (Retryable, True)

    def test_a_call_without_answer_leaves_only_a_write_open(self, shop: Shop) -> None:
        listing, writing = _list(shop), _write(shop)
        shop.control.fault("timeout")
        assert _kind(_error(shop.client, listing)) == (Retryable, False)
        assert _kind(_error(shop.client, writing)) == (Retryable, True)

    def test_a_write_answered_too_late_has_an_open_effect_and_was_done(self, shop: Shop) -> None:
        goods, mode = shop.goods(5), shop.mall.stock.modes[0]
        row = StockWrite(goods.listing.code, mode, -1 if mode is StockMode.RELATIVE else 4, 5)
        shop.client.read_stock([row.code])
        shop.control.fault("late", seconds_late=TIMEOUT_S + 1)
        with pytest.raises(Retryable) as caught:
            shop.client.write_stock([row])
        shop.control.clear_faults()
        assert caught.value.unknown_effect
        assert shop.control.quantity(goods.code) == 4

    def test_a_dead_credential_is_told_from_a_fault(self, shop: Shop) -> None:
        calls = (_list(shop), _write(shop))
        shop.control.fault("auth_expired")
        for call in calls:
            assert isinstance(_error(shop.client, call), AuthExpired)

    def test_a_wrong_credential_is_told_from_a_fault(self, shop: Shop) -> None:
        for field in shop.mall.credentials:
            if field.secret and field.required and not field.multiline:
                wrong = shop.connect(**{field.name: _wrong(shop.credentials[field.name])})
                assert isinstance(_error(wrong, _list(shop)), AuthExpired), field.name

    def test_maintenance_passes(self, shop: Shop) -> None:
        calls = (_list(shop), _write(shop))
        shop.control.fault("maintenance")
        for call in calls:
            assert isinstance(_error(shop.client, call), Throttled | Retryable)

    @pytest.mark.parametrize("name", GARBAGE)
    def test_an_unreadable_success_never_crashes_and_never_counts(self, shop: Shop, name: str) -> None:
        reads, write = (_list(shop), _read(shop), _fetch, _catalogue), _write(shop)
        body, content_type = GARBAGE[name]
        with garbage_server(body, content_type) as address:
            client = shop.connect(address)
            for call in reads:
                assert isinstance(_error(client, call), Retryable)
            assert isinstance(_error(client, write), Retryable)


MallCall: TypeAlias = Callable[[MallClient], object]


def _list(shop: Shop) -> MallCall:
    scan = shop.mall.orders.scans[0].name
    return lambda client: client.list_orders(scan, Window(shop.time.now() - timedelta(hours=1), shop.time.now()), None)


def _fetch(client: MallClient) -> object:
    return client.fetch_orders(["123456-20260401-0000712345"])


def _catalogue(client: MallClient) -> object:
    return client.list_listings(None)


def _write(shop: Shop) -> MallCall:
    """A write of which all is known that the client has to read first, so that the fault meets the write itself."""
    code, mode = _any_code(shop), shop.mall.stock.modes[0]
    shop.client.read_stock([code])
    return lambda client: client.write_stock([StockWrite(code, mode, 1, 0)])


def _read(shop: Shop) -> MallCall:
    code = _any_code(shop)
    return lambda client: client.read_stock([code])


def _any_code(shop: Shop) -> str:
    return next(iter(shop.listings().values())).code


def _error(client: MallClient, call: MallCall) -> MallError:
    """Return the error a call ends with; an answer, or any other exception, fails the test."""
    with pytest.raises(MallError) as caught:
        call(client)
    assert caught.value.code
    assert caught.value.message
    return caught.value


def _kind(error: MallError) -> tuple[type[MallError], bool | None]:
    return type(error), error.unknown_effect if isinstance(error, Retryable) else None


def _wrong(value: str) -> str:
    return value[:-1] + ("x" if value[-1] != "x" else "y")
