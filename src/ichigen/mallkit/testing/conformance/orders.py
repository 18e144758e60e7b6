"""Orders: found by the scans, read whole, told apart from orders that do not exist."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import HOLDING, Phase
from ichigen.mallkit.exchange import OrderPage, OrderRef
from ichigen.mallkit.manifest import Scan
from ichigen.mallkit.testing.shop import Shop

#: A test waits this long for a hidden order at most.
LONGEST_OVERLAP_S = 10.0


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

    def test_an_order_that_a_list_gives_whole_is_the_order_that_is_fetched(self, shop: Shop) -> None:
        """Otherwise each scan and each re-reading would undo the other."""
        number = shop.control.buy_all({shop.goods(10).code: 1, shop.goods(10).code: 2})
        found = [order for page in _all_pages(shop) for order in page.orders if order.number == number]
        if not found:
            pytest.skip(f"{shop.mall.id} lists references only")
        assert set(map(str, found)) == {str(shop.fetch(number))}

    def test_a_changed_scan_shows_what_changed_since_its_position(self, shop: Shop) -> None:
        scans = _changed(shop)
        number = shop.control.buy(shop.goods(10).code, payment="prepaid", paid=False)
        before = {scan.name: _refs(shop, scan)[number].mark for scan in scans}
        shop.time.sleep(1)
        position = shop.time.now()
        shop.control.act(number, "cancel")
        cancelled = shop.wait_for(number, Phase.CANCELLED)
        for scan in scans:
            seen = _refs(shop, scan, position)[number].mark
            assert seen == cancelled.mark, scan.name
            assert seen != before[scan.name], scan.name

    def test_a_changed_scan_shows_an_order_that_was_hidden_at_first(self, shop: Shop) -> None:
        """Its position has passed the time of the order by then: only a new time of change, or the overlap, shows it."""
        scans = [scan for scan in _changed(shop) if scan.finds_new and scan.overlap_s <= LONGEST_OVERLAP_S]
        if not scans:
            pytest.skip("the overlap is longer than a test may wait")
        hidden_s = max(scan.overlap_s for scan in scans) + 1
        shop.control.fault("hidden_order", seconds=hidden_s, times=1)
        number = shop.control.buy(shop.goods(10).code)
        appeared = datetime.fromtimestamp(shop.control.order(number)["visible_from"], UTC)
        for scan in scans:
            assert number in _refs(shop, scan, appeared - timedelta(seconds=scan.overlap_s)), scan.name

    def test_an_order_is_read_whole(self, shop: Shop) -> None:
        goods = shop.goods(10)
        placed_at = shop.time.now()
        order = shop.priced(shop.control.buy(goods.code, 3, paid=True))
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


def _changed(shop: Shop) -> list[Scan]:
    scans = [scan for scan in shop.mall.orders.scans if scan.kind == "changed"]
    if not scans:
        pytest.skip(f"{shop.mall.id} has no list of changes")
    return scans


def _all_pages(shop: Shop) -> Iterator[OrderPage]:
    return (page for scan in shop.mall.orders.scans for page in shop.pages(scan))


def _refs(shop: Shop, scan: Scan, since: datetime | None = None) -> dict[str, OrderRef]:
    refs: dict[str, OrderRef] = {}
    for page in shop.pages(scan, since):
        assert page.problems == ()
        refs |= {ref.number: ref for ref in page.refs}
        refs |= {order.number: OrderRef(order.number, order.mark) for order in page.orders}
    return refs


def _line_ids(order: MallOrder) -> list[str]:
    return [line.line_id for line in order.lines]
