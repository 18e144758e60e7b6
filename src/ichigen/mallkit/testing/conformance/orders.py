"""Orders: found by the scans, read whole, told apart from orders that do not exist."""

from datetime import timedelta

import pytest

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import HOLDING, Phase
from ichigen.mallkit.exchange import OrderRef
from ichigen.mallkit.manifest import Scan
from ichigen.mallkit.testing.shop import Shop, now


class OrderConformance:
    """`list_orders` and `fetch_orders`."""

    mall_id: str

    def test_a_new_order_is_shown_by_every_scan_that_claims_to_find_new_ones(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code)
        for scan in shop.mall.orders.scans:
            if scan.finds_new:
                assert number in _refs(shop, scan), scan.name

    def test_every_scan_ends_and_its_marks_are_those_of_the_orders(self, shop: Shop) -> None:
        """Otherwise an order would be fetched again at every scan."""
        number = shop.control.buy(shop.goods(10).code)
        for scan in shop.mall.orders.scans:
            before = shop.fetch(number)
            ref = _refs(shop, scan).get(number)
            if ref is not None and ref.mark is not None:
                assert ref.mark in (before.mark, shop.fetch(number).mark), scan.name

    def test_an_order_is_read_whole(self, shop: Shop) -> None:
        goods = shop.goods(10)
        placed_at = now()
        order = shop.fetch(shop.control.buy(goods.code, 3, paid=True))
        assert [(line.listing_code, line.quantity) for line in order.lines] == [(goods.listing.code, 3)]
        assert goods.code in (order.lines[0].listing_code, *order.lines[0].match_codes)
        assert order.lines[0].unit_price == goods.listing.price
        assert order.ordered_at.utcoffset() == timedelta(0)
        assert abs(order.ordered_at - placed_at) < timedelta(seconds=5)
        assert order.phase in HOLDING
        assert order.mall_state
        assert order.parcels == ()

    def test_line_ids_are_stable_and_distinct(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code)
        first, second = _line_ids(shop.fetch(number)), _line_ids(shop.fetch(number))
        assert first == second
        assert len(set(first)) == len(first) == 1

    def test_an_unknown_number_is_not_an_order(self, shop: Shop) -> None:
        known = shop.control.buy(shop.goods(10).code)
        unknown = known[:-4] + ("0000" if known[-4:] != "0000" else "1111")
        assert [order.number for order in shop.fetch_all([unknown, known])] == [known]

    def test_doubled_and_reordered_answers_lose_nothing(self, shop: Shop) -> None:
        scan = next(scan for scan in shop.mall.orders.scans if scan.finds_new)
        numbers = {shop.control.buy(shop.goods(10).code) for _ in range(2)}
        shop.control.fault("duplicate")
        shop.control.fault("reorder")
        refs = _refs(shop, scan)
        orders = shop.fetch_all(sorted(numbers))
        assert numbers <= set(refs)
        assert sorted(order.number for order in orders) == sorted(numbers)
        assert [len(order.lines) for order in orders] == [1, 1]

    def test_more_than_a_batch_is_not_sent(self, shop: Shop) -> None:
        calls = len(shop.gate.calls)
        with pytest.raises(ValueError, match="at most"):
            shop.client.fetch_orders([f"order-{n}" for n in range(shop.mall.orders.fetch_batch + 1)])
        assert len(shop.gate.calls) == calls

    def test_a_cancel_on_the_mall_is_seen(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code)
        shop.control.act(number, "cancel")
        order = shop.wait_for(number, Phase.CANCELLED)
        assert order.phase is Phase.CANCELLED


def _refs(shop: Shop, scan: Scan) -> dict[str, OrderRef]:
    refs: dict[str, OrderRef] = {}
    for page in shop.pages(scan):
        assert page.problems == ()
        refs |= {ref.number: ref for ref in page.refs}
        refs |= {order.number: OrderRef(order.number, order.mark) for order in page.orders}
    return refs


def _line_ids(order: MallOrder) -> list[str]:
    return [line.line_id for line in order.lines]
