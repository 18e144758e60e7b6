"""What only Amazon does, on its simulator: roles, the two minutes, FBA, feeds, the report, news, dropped carriers."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import GuardRefusal, ProofState, Ship
from ichigen.mallkit.client import BulkStockClient, SignalQueueClient
from ichigen.mallkit.errors import Refused, Throttled
from ichigen.mallkit.exchange import MallListing, StockAnswer, StockSeen, StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.registry import mall as find_mall
from ichigen.mallkit.signals import Signal
from ichigen.mallkit.testing import simulator
from ichigen.mallkit.testing.shop import PATIENCE_S, Shop
from ichigen.mallkit.testing.simulator import TIME_SCALE
from ichigen.malls.amazon import translate_orders
from ichigen.malls.amazon.memory import MEMORY
from ichigen.malls.amazon.wire_listings import Listing


class TestAmazon:
    """One class, because the shop is found by it."""

    mall_id = "amazon"

    @pytest.fixture(autouse=True)
    def _same_settings_afterwards(self, shop: Shop) -> Iterator[None]:
        before = shop.control.settings()
        yield
        changed = {name: value for name, value in before.items() if shop.control.settings()[name] != value}
        if changed:
            shop.control.configure(**changed)

    @pytest.mark.parametrize(("role", "line"), [("role_orders", "orders_role"), ("role_listings", "listings_role")])
    def test_a_role_that_was_not_granted_is_named(self, shop: Shop, role: str, line: str) -> None:
        """R1-27, section 1.5."""
        shop.control.configure(**{role: False})

        failed = {result.code for result in shop.client.check().results if not result.ok}

        assert line in failed
        assert failed <= {line, "queue"}

    def test_a_revoked_authorisation_is_named(self, shop: Shop) -> None:
        """Section 1.2; a new client has no token left from before."""
        shop.control.configure(refresh_token_revoked=True)

        failed = [result.code for result in shop.connect().check().results if not result.ok and not result.passing]

        assert failed == ["authorisation"]

    def test_without_the_roles_of_personal_data_an_order_is_taken_in_without_it(self, shop: Shop) -> None:
        """Section 1.5 and trap 5: members are missing, no error."""
        number = shop.ready_order(shop.goods(10)).number
        shop.control.configure(role_delivery_address=False, role_tax=False)

        order = shop.fetch(number)

        assert (order.ship_to, order.buyer, order.phase) == (None, None, Phase.READY)
        assert translate_orders.NO_ADDRESS in order.note

    def test_a_pending_order_is_reserved_before_it_tells_its_price(self, shop: Shop) -> None:
        """Section 3.3."""
        goods = shop.goods(10)
        number = shop.control.buy(goods.code, 2, payment="prepaid", paid=False)

        pending = shop.fetch(number)
        shop.control.act(number, "pay")
        ready = shop.wait_for(number, Phase.READY)

        assert (pending.phase, pending.amounts.total, pending.ship_to) == (Phase.UNPAID, None, None)
        assert [(line.listing_code, line.quantity) for line in pending.lines] == [(goods.listing.code, 2)]
        assert ready.amounts.total is not None
        assert ready.payment.paid

    def test_a_buyers_wish_to_cancel_is_a_hold(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        shop.control.act(order.number, "request_cancel")

        held = shop.wait_for(order.number, Phase.HELD)

        assert held.holds == (translate_orders.CANCEL_WISH,)
        assert isinstance(shop.mall.plan(Ship((Parcel(Carrier.YAMATO, "1"),)), held), GuardRefusal)

    def test_the_list_shows_changes_after_two_minutes_and_the_overlap_catches_them(self, shop: Shop) -> None:
        """Section 3.1: a scan that ran before does not show the order, the next one, less its overlap, does."""
        scan = shop.mall.orders.scans[0]
        shop.time.sleep(200)  # a turn of the list is free
        number = shop.control.buy(shop.goods(10).code)
        position = shop.time.now()
        start = position - timedelta(seconds=scan.overlap_s)

        at_once = shop.client.list_orders(scan.name, Window(start, position), None)
        shop.time.sleep(scan.behind_s / TIME_SCALE)
        later = shop.client.list_orders(scan.name, Window(start, shop.time.now()), None)

        assert number not in [order.number for order in at_once.orders]
        assert number in [order.number for order in later.orders]

    @pytest.mark.parametrize(
        ("action", "phase"), [("pay", Phase.READY), ("ship", Phase.SHIPPED), ("cancel", Phase.CANCELLED)]
    )
    def test_what_happens_on_the_mall_is_seen_by_the_scan(self, shop: Shop, action: str, phase: Phase) -> None:
        """Section 3.1: an update is any change by Amazon or the seller."""
        scan = shop.mall.orders.scans[0]
        number = shop.control.buy(shop.goods(10).code, payment="prepaid", paid=False)
        if action == "ship":
            shop.control.act(number, "pay")
            shop.wait_for(number, Phase.READY)
        position = shop.time.now()
        shop.control.act(number, action)
        shop.wait_for(number, phase)

        listed = [order for page in shop.pages(scan, position) for order in page.orders if order.number == number]

        assert [order.phase for order in listed] == [phase]

    def test_goods_in_amazons_warehouse_are_shown_and_never_written(self, shop: Shop) -> None:
        """Sections 4.1 and 5."""
        shop.control.put_item("FBA-CUP", quantity=7, fulfilled_by="AMAZON")

        written = shop.client.write_stock([StockWrite("FBA-CUP", StockMode.ABSOLUTE, 1)])
        read = shop.client.read_stock(["FBA-CUP"])

        assert [refusal.error for refusal in written.refused] == ["listing.fba"]
        assert read.rows == (StockSeen("FBA-CUP", 7),)
        listing = next(found for found in _catalogue(shop) if found.code == "FBA-CUP")
        assert (listing.kept_by_mall, listing.quantity) == (True, 7)

    def test_a_feed_writes_many_numbers_and_its_report_names_the_rows(self, shop: Shop) -> None:
        """Section 4.5."""
        goods = [shop.goods(5) for _ in range(3)]
        client = shop.client
        assert isinstance(client, BulkStockClient)

        ticket = client.submit_stock([StockWrite(g.listing.code, StockMode.ABSOLUTE, 8) for g in goods])
        answer = _report(shop, client, ticket)
        again = shop.connect()
        MEMORY.clear()
        assert isinstance(again, BulkStockClient)
        elsewhere = again.read_report(ticket)

        assert answer == StockAnswer(frozenset(g.listing.code for g in goods))
        assert [shop.becomes(g.code, 8) for g in goods] == [8, 8, 8]
        assert elsewhere is not None
        assert elsewhere.refused == ()
        assert elsewhere.accepted in (answer.accepted, frozenset())  # where the mall does not list what it took: read

    def test_success_for_a_listing_that_is_not_there_is_found_by_reading(self, shop: Shop) -> None:
        """The mall may accept an unknown SKU; only the reading tells."""
        client = shop.client
        assert isinstance(client, BulkStockClient)
        shop.client.read_stock([shop.goods(5).listing.code])
        address = urlsplit(shop.gate.calls[-1].url)
        MEMORY.keep(
            f"{address.scheme}://{address.netloc} {shop.credentials['seller_id']}",
            [Listing("GONE-1", product_type="PRODUCT")],
        )

        ticket = client.submit_stock([StockWrite("GONE-1", StockMode.ABSOLUTE, 8)])
        _report(shop, client, ticket)

        assert shop.client.read_stock(["GONE-1"]).rows == (StockSeen("GONE-1", None),)

    def test_a_carrier_that_the_mall_drops_behind_a_204_is_not_believed(self, shop: Shop) -> None:
        """Section 3.6 and trap 3."""
        client = shop.connect(carrier_yamato="NO-SUCH-CARRIER")
        order = shop.ready_order(shop.goods(10))
        step = shop.steps(order, Ship((Parcel(Carrier.YAMATO, "400000000099"),)))[0]

        client.send_step(order, step)
        proof = client.prove_step(shop.fetch(order.number), step)

        assert proof.state is ProofState.ABSENT

    def test_a_parcel_that_staff_told_by_hand_meanwhile_is_left_as_it_is(self, shop: Shop) -> None:
        """Section 3.6: the same packageReferenceId edits the parcel that has it."""
        order = shop.ready_order(shop.goods(10), 2)
        step = shop.steps(order, Ship((Parcel(Carrier.YAMATO, "22"),)))[0]
        shop.control.act(order.number, "ship", carrier="SAGAWA", number="77")

        with pytest.raises(Refused) as caught:
            shop.client.send_step(shop.wait_for(order.number, Phase.SHIPPED), step)

        assert caught.value.code == "shipped_by_hand"
        assert [parcel.tracking_number for parcel in shop.fetch(order.number).parcels] == ["77"]

    def test_several_parcels_are_all_shown(self, shop: Shop) -> None:
        """Section 3.6: one call a parcel, the first leaves the order partly shipped."""
        order = shop.ready_order(shop.goods(10), 3)
        parcels = (Parcel(Carrier.YAMATO, "11"), Parcel(Carrier.SAGAWA, "22"), Parcel(Carrier.FUKUYAMA, "33"))
        states: list[MallOrder] = []
        for step in shop.steps(order, Ship(parcels)):
            shop.client.send_step(shop.fetch(order.number), step)
            states.append(shop.fetch(order.number))

        assert [state.phase for state in states] == [Phase.READY, Phase.READY, Phase.SHIPPED]
        assert [(p.carrier, p.tracking_number) for p in states[-1].parcels] == [
            ("yamato", "11"),
            ("sagawa", "22"),
            ("fukuyama", "33"),
        ]

    def test_cash_on_delivery_is_shipped_before_it_is_paid(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code, payment="cod", paid=True)
        order = shop.wait_for(number, Phase.READY)

        shop.carry_out(order, Ship((Parcel(Carrier.YAMATO, "44"),)))

        assert (order.payment.method, order.payment.paid) == ("代金引換", False)
        assert order.amounts.fees
        assert shop.fetch(number).phase is Phase.SHIPPED

    def test_news_of_an_order_comes_through_the_queue_and_is_gone_when_forgotten(self, shop: Shop) -> None:
        """Section 3.8: subscribed by the check."""
        client = shop.client
        assert isinstance(client, SignalQueueClient)
        assert client.check().ok
        number = shop.ready_order(shop.goods(10)).number
        found: dict[str, Signal | None] = {}
        deadline = shop.time.monotonic() + PATIENCE_S
        while not any(signal and number in signal.orders for signal in found.values()):
            assert shop.time.monotonic() < deadline, found
            shop.time.sleep(0.2)
            found |= {queued.receipt: queued.signal for queued in client.read_signals().signals}
        client.forget_signals(list(found))
        shop.time.sleep(61)

        assert [queued.signal for queued in client.read_signals().signals if queued.signal in found.values()] == []

    def test_a_token_that_ends_is_renewed_and_nobody_notices(self, shop: Shop) -> None:
        """Section 1.2: an access token lives an hour."""
        number = shop.ready_order(shop.goods(10)).number
        shop.time.sleep(3_700)
        before = len(shop.gate.calls)

        assert shop.fetch(number).number == number
        assert [call.operation for call in shop.gate.calls[before:]] == ["auth.token", "orders.get"]


class TestLargeShop:
    """A shop of its own: many orders and listings would slow the others down."""

    def test_more_orders_than_a_page_holds_are_all_listed_once(self) -> None:
        """Section 3.1: 100 a page."""
        process = simulator.start("amazon")
        shop = Shop(find_mall("amazon"), process.card)
        try:
            goods = shop.goods(500)
            numbers = [shop.control.buy(goods.code) for _ in range(101)]
            shop.time.sleep(5)  # an order that is paid just now is hidden once more
            pages = [[order.number for order in page.orders] for page in shop.pages(shop.mall.orders.scans[0])]
        finally:
            shop.close()
            process.stop()

        assert [len(page) for page in pages] == [100, 1]
        assert sorted(number for page in pages for number in page) == sorted(numbers)

    def test_above_a_thousand_listings_the_report_is_read(self) -> None:
        """Sections 4.3 and 6."""
        process = simulator.start("amazon")
        shop = Shop(find_mall("amazon"), process.card)
        try:
            have = len(shop.control.items())
            for n in range(1001 - have):
                shop.control.put_item(f"MANY-{n:04d}", quantity=n % 7, title=f"品 {n}")
            codes = {listing.code: listing.quantity for listing in _catalogue(shop)}
            operations = [call.operation for call in shop.gate.calls]
            mall = {item["code"]: item["quantity"] for item in shop.control.items()}
        finally:
            shop.close()
            process.stop()

        assert codes == mall
        assert len(codes) == 1001
        assert operations.count("stock.read") == 1
        assert operations.count("reports.document") == 1


def _catalogue(shop: Shop) -> list[MallListing]:
    found: list[MallListing] = []
    page, deadline = None, shop.time.monotonic() + 10 * PATIENCE_S
    while shop.time.monotonic() < deadline:
        try:
            answer = shop.client.list_listings(page)
        except Throttled:
            shop.time.sleep(0.5)
            continue
        found += answer.listings
        page = answer.next_page
        if page is None:
            return found
    raise AssertionError("the catalogue has no end")


def _report(shop: Shop, client: BulkStockClient, ticket: str) -> StockAnswer:
    deadline = shop.time.monotonic() + PATIENCE_S
    while (answer := client.read_report(ticket)) is None:
        assert shop.time.monotonic() < deadline, "no report"
        shop.time.sleep(0.2)
    return answer
