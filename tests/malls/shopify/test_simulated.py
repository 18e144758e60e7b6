"""What only Shopify does, on its simulator."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel, Withheld
from ichigen.domain.phases import GONE, Phase
from ichigen.domain.write_back import Cancel, CancelReason, GuardRefusal, ProofState, Ship
from ichigen.mallkit.client import MallClient, WebhookClient
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import AuthExpired, Refused, Throttled
from ichigen.mallkit.exchange import ConnectionReport, StockSeen, StockWrite
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.signals import Delivery
from ichigen.mallkit.testing.gate import OpenGate
from ichigen.mallkit.testing.shop import Shop
from ichigen.mallkit.testing.tokens import MemoryTokens
from ichigen.malls.shopify.client_stock import NOT_STOCKED, UNTRACKED
from ichigen.malls.shopify.scopes import SCOPES
from ichigen.malls.shopify.webhooks import receive
from tests.malls.postbox import Posted, await_more, postbox

CAS = StockMode.COMPARE_AND_SET
NUMBER = "400000000011"
WAREHOUSE = "倉庫"


class CostGate(OpenGate):
    """Keeps what each call was said to cost at most, and what the mall asked for it."""

    asked: dict[str, tuple[float, float]]

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        super().after(call, reply, error)
        if reply is not None and call.cost:
            cost = json.loads(reply.content)["extensions"]["cost"]
            self.asked[call.operation] = (cost["requestedQueryCost"], call.cost)


class TestShopify:
    """One class, because the shop is found by it."""

    mall_id = "shopify"

    @pytest.fixture(autouse=True)
    def _same_settings_afterwards(self, shop: Shop) -> Iterator[None]:
        before = shop.control.settings()
        yield
        changed = {name: value for name, value in before.items() if shop.control.settings()[name] != value}
        if changed:
            shop.control.configure(**changed)

    @pytest.mark.parametrize(
        ("financial", "action", "fields", "phase"),
        [
            (False, "pay", {}, Phase.READY),
            (True, "hold", {}, Phase.HELD),
            (True, "ship", {"company": "Sagawa (JA)", "number": "999"}, Phase.SHIPPED),
            (True, "cancel", {}, Phase.CANCELLED),
            (True, "refund", {}, Phase.HELD),
        ],
    )
    def test_what_happens_on_the_mall_shows_in_the_list_of_changes_section_3(
        self, shop: Shop, financial: bool, action: str, fields: dict[str, Any], phase: Phase
    ) -> None:
        number = shop.control.buy(shop.goods(9).code, payment="prepaid", paid=financial)
        before = shop.fetch(number)
        shop.time.sleep(1)
        shop.control.act(number, action, **fields)
        after = shop.wait_for(number, phase)
        shop.time.sleep(3)  # the index lags
        marks = {ref.number: ref.mark for page in shop.pages(shop.mall.orders.scans[0]) for ref in page.refs}

        assert before.mark != after.mark == marks[number]

    def test_a_hold_that_was_released_is_ready_again(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(9).code, paid=True, hold=True)
        held = shop.fetch(number)
        shop.control.act(number, "release")

        assert (held.phase, bool(held.holds)) == (Phase.HELD, True)
        assert isinstance(shop.mall.plan(Ship((parcel(shop),)), held), GuardRefusal)
        assert shop.wait_for(number, Phase.READY).holds == ()

    def test_edits_and_refunds_of_lines_show_in_the_quantities_section_3(self, shop: Shop) -> None:
        first, second = shop.goods(9), shop.goods(9)
        number = shop.control.buy_all({first.code: 3, second.code: 1}, paid=True)
        shop.control.act(number, "partial_cancel", code=first.code, quantity=2)
        order = shop.fetch(number)

        assert [(line.listing_code, line.quantity) for line in order.lines] == [
            (first.listing.code, 1),
            (second.listing.code, 1),
        ]
        assert order.amounts.goods == (first.listing.price or 0) + (second.listing.price or 0)
        assert order.amounts.discount == 0

    def test_a_test_order_is_held_section_3(self, shop: Shop) -> None:
        order = shop.fetch(shop.control.buy(shop.goods(9).code, paid=True, test=True))
        assert (order.phase, order.holds) == (Phase.HELD, ("テスト注文です。出荷しないでください。",))

    def test_wishes_notes_and_cash_on_delivery_section_3(self, shop: Shop) -> None:
        attributes = {"配送希望日": "2026-11-25", "配送時間帯": "14-16", "のし": "内祝い"}
        number = shop.control.buy(
            shop.goods(9).code, payment="cod", paid=False, attributes=attributes, note="呼び鈴を鳴らさないでください"
        )
        order = shop.fetch(number)

        assert (order.delivery.day, order.delivery.time_slot) == (datetime(2026, 11, 25, tzinfo=UTC).date(), "14-16")
        assert order.note == "呼び鈴を鳴らさないでください\nのし: 内祝い"
        assert (order.phase, order.payment.due_before_shipping) == (Phase.READY, False)
        shop.carry_out(order, Ship((parcel(shop),)))
        assert shop.fetch(number).phase is Phase.SHIPPED_UNPAID

    def test_the_spelling_of_provinces_does_not_matter_section_3(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(9).code)
        shop.control.configure(province_locale="en")
        order = shop.fetch(number)
        assert order.ship_to is not None
        assert order.ship_to.prefecture == "東京都"

    @pytest.mark.parametrize("answer", ["denied", "null"])
    def test_without_protected_customer_data_the_order_is_still_one_section_1(self, shop: Shop, answer: str) -> None:
        goods = shop.goods(9)
        number = shop.control.buy(goods.code, paid=True)
        shop.control.configure(protected_customer_data=False, protected_answer=answer)
        batch = shop.client.fetch_orders([number])

        (order,) = batch.orders
        assert batch.problems == ()
        assert (order.phase, [line.match_codes for line in order.lines]) == (Phase.READY, [(goods.code,)])
        assert (order.buyer, order.ship_to, order.withheld) == (None, None, Withheld.UNTOLD)

    @pytest.mark.parametrize("answer", ["denied", "null"])
    def test_the_check_says_that_customer_data_is_kept_back_section_1(self, shop: Shop, answer: str) -> None:
        shop.control.buy(shop.goods(9).code, paid=True)
        shop.time.sleep(30)  # until the search shows it
        assert shop.client.check().ok
        shop.control.configure(protected_customer_data=False, protected_answer=answer)

        report = shop.client.check()

        assert [(line.code, line.warning) for line in report.results if not line.ok] == [("customer_data", True)]
        assert report.works

    def test_an_order_of_many_lines_and_several_at_once_are_read_whole(self, shop: Shop) -> None:
        codes = [f"LONG-{n:02}" for n in range(30)]
        for code in codes:
            shop.control.put_item(code, quantity=5, price=100, title="長い注文")
        long = shop.control.buy_all(dict.fromkeys(codes, 2), paid=True)
        others = [shop.control.buy(codes[0], paid=True) for _ in range(3)]
        batch = shop.client.fetch_orders([long, *others])

        assert batch.problems == ()
        orders = {order.number: order for order in batch.orders}
        assert [line.match_codes for line in orders[long].lines] == [(code,) for code in codes]
        assert len({line.line_id for line in orders[long].lines}) == 30
        assert [len(orders[number].lines) for number in others] == [1, 1, 1]

    def test_pages_of_orders_and_of_goods_lose_nothing(self, shop: Shop) -> None:
        shop.control.put_item("BULK", quantity=500, price=100, title="多い商品")
        numbers = {shop.control.buy("BULK", paid=True) for _ in range(55)}
        shop.time.sleep(3)
        for scan in shop.mall.orders.scans:
            pages = list(shop.pages(scan, shop.time.now() - timedelta(hours=1)))
            listed = [ref.number for page in pages for ref in page.refs]
            assert len(pages) > 1
            assert numbers <= set(listed)
            assert len(listed) == len(set(listed))
        for n in range(60):
            shop.control.put_item(f"PAGE-{n:02}", quantity=n, price=100, title="頁")
        page = shop.client.list_listings(None)
        assert page.next_page is not None
        following = shop.client.list_listings(page.next_page)
        codes = [listing.code for listing in (*page.listings, *following.listings)]
        assert len(codes) == len(set(codes))
        assert len(codes) >= len(shop.control.items())

    def test_an_older_order_than_60_days_is_not_there_section_1(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(9).code, paid=True)
        shop.time.sleep(61 * 86_400.0)
        assert shop.client.fetch_orders([number]).orders == ()

    def test_a_shipment_from_two_locations_is_registered_for_each_section_4(self, shop: Shop) -> None:
        shop.control.put_item("HERE", quantity=5, price=100, title="本店の品")
        shop.control.put_item("THERE", quantity=0, price=100, title="倉庫の品")
        shop.control.put_item("THERE", quantities={WAREHOUSE: 5})
        number = shop.control.buy_all({"HERE": 1, "THERE": 1}, paid=True)
        assert len(places(shop, number)) == 2
        before = len(shop.gate.calls)
        shop.carry_out(shop.fetch(number), Ship((parcel(shop),)))

        assert [call.operation for call in shop.gate.calls[before:]].count("orders.ship") == 2
        order = shop.wait_for(number, *GONE)
        assert [(found.carrier, found.tracking_number) for found in order.parcels] == [(Carrier.YAMATO, NUMBER)]

    def test_a_fulfilment_order_that_moved_is_shipped_from_where_it_is_now_trap_9(self, shop: Shop) -> None:
        goods = shop.goods(9)
        shop.control.put_item(goods.code, quantities={WAREHOUSE: 5})
        number = shop.control.buy(goods.code, paid=True)
        (step,) = shop.steps(shop.fetch(number), Ship((parcel(shop),)))
        shop.control.act(number, "move", location=WAREHOUSE)
        shop.client.send_step(shop.fetch(number), step)

        assert shop.client.prove_step(shop.fetch(number), step).state is ProofState.DONE

    def test_another_number_on_the_mall_is_corrected_section_4(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(9).code, paid=True)
        shop.control.act(number, "ship", company="Sagawa (JA)", number="999")
        order = shop.wait_for(number, *GONE)
        (step,) = shop.steps(order, Ship((parcel(shop),)))
        assert (step.kind, shop.client.prove_step(order, step).state) == ("retrack", ProofState.ABSENT)
        shop.client.send_step(order, step)

        corrected = shop.fetch(number)
        assert shop.client.prove_step(corrected, step).state is ProofState.DONE
        assert [(found.carrier, found.tracking_number) for found in corrected.parcels] == [(Carrier.YAMATO, NUMBER)]

    def test_parcels_of_one_shipment_are_all_registered_section_4(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(9))
        one = parcel(shop)
        shop.carry_out(order, Ship((one, replace(one, tracking_number="400000000022"))))
        shipped = shop.wait_for(order.number, *GONE)
        assert [found.tracking_number for found in shipped.parcels] == [NUMBER, "400000000022"]

    def test_a_second_sending_finds_nothing_left_to_ship(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(9))
        (step,) = shop.steps(order, Ship((parcel(shop),)))
        shop.client.send_step(order, step)
        with pytest.raises(Refused, match="残っていません"):
            shop.client.send_step(order, step)
        assert len(shop.control.order(order.number)["parcels"]) == 1

    @pytest.mark.parametrize(("restock", "left"), [(True, 9), (False, 7)])
    def test_a_cancel_returns_units_only_where_asked_section_5(self, shop: Shop, restock: bool, left: int) -> None:
        goods = shop.goods(9)
        number = shop.control.buy(goods.code, 2, paid=True)
        shop.carry_out(shop.fetch(number), Cancel(CancelReason.OUT_OF_STOCK, "在庫切れ", restock=restock))
        shop.wait_for(number, Phase.CANCELLED)

        assert shop.control.quantity(goods.code) == left
        cancelled = shop.control.order(number)
        assert (cancelled["cancel_reason"], cancelled["content"]["staffNote"]) == ("INVENTORY", "在庫切れ")
        assert cancelled["content"]["refunded"] > 0

    def test_an_unpaid_order_is_cancelled_without_a_refund_section_5(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(9).code, payment="prepaid", paid=False)
        shop.carry_out(shop.fetch(number), Cancel(CancelReason.UNPAID))
        assert shop.wait_for(number, Phase.CANCELLED).phase is Phase.CANCELLED
        assert shop.control.order(number)["cancel_reason"] == "DECLINED"

    def test_a_stale_number_is_never_overwritten_and_stops_its_batch_section_6(self, shop: Shop) -> None:
        good, stale = shop.goods(5), shop.goods(5)
        rows = [StockWrite(good.listing.code, CAS, 4, 5), StockWrite(stale.listing.code, CAS, 4, 6)]
        answer = shop.client.write_stock(rows)

        assert answer.accepted == frozenset()
        assert [row.code for row in answer.refused] == [stale.listing.code]
        assert shop.control.quantity(stale.code) == 5

    def test_a_sale_between_reading_and_writing_is_not_lost_section_6(self, shop: Shop) -> None:
        goods = shop.goods(5)
        shop.control.buy(goods.code)
        answer = shop.client.write_stock([StockWrite(goods.listing.code, CAS, 8, 5)])

        assert [row.error for row in answer.refused] == ["CHANGE_FROM_QUANTITY_STALE"]
        assert shop.client.read_stock([goods.listing.code]).rows == (StockSeen(goods.listing.code, 4),)

    def test_untracked_and_unstocked_goods_say_what_to_do_section_6(self, shop: Shop) -> None:
        untracked, here = shop.goods(5), shop.goods(5)
        shop.control.put_item("ELSEWHERE", quantity=0, price=100, title="倉庫を作る品")
        shop.control.put_item("ELSEWHERE", quantities={WAREHOUSE: 1})
        shop.control.put_item(untracked.code, tracked=False)
        assert [found.message for found in shop.client.read_stock([untracked.listing.code]).problems] == [UNTRACKED]
        shop.control.put_item(untracked.code, tracked=True)
        other = shop.connect(location=WAREHOUSE)
        assert [found.message for found in other.read_stock([here.listing.code]).problems] == [NOT_STOCKED]

    @pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
    def test_a_missing_scope_is_named_section_1(self, shop: Shop, scope: Any) -> None:
        pair = {scope.name, scope.name.replace("read_", "write_", 1)}
        shop.control.configure(scopes=[name for name in shop.control.settings()["scopes"] if name not in pair])
        assert scope.name in failed(shop.client.check())
        assert set(failed(shop.client.check())) <= pair

    def test_a_denied_access_in_the_middle_of_work_names_the_scope_section_2(self, shop: Shop) -> None:
        goods = shop.goods(5)
        shop.client.read_stock([goods.listing.code])
        scopes = shop.control.settings()["scopes"]
        shop.control.configure(scopes=[name for name in scopes if name != "write_inventory"])
        with pytest.raises(AuthExpired) as caught:
            shop.client.write_stock([StockWrite(goods.listing.code, CAS, 4, 5)])
        assert caught.value.permission == "write_inventory"
        assert shop.control.quantity(goods.code) == 5

    def test_the_daily_token_is_renewed_by_itself_section_1(self, shop: Shop) -> None:
        goods = shop.goods(5)
        shop.client.read_stock([goods.listing.code])
        shop.time.sleep(25 * 3_600.0)
        before = len(shop.gate.calls)
        assert shop.client.read_stock([goods.listing.code]).rows == (StockSeen(goods.listing.code, 5),)
        assert [call.operation for call in shop.gate.calls[before:]].count("auth.token") == 1

    def test_both_ways_in_work_and_both_wrong_ones_are_told_section_1(self, shop: Shop) -> None:
        assert shop.connect(client_id="", client_secret="").check().ok
        for wrong in (
            {"client_secret": "wrong"},
            {"client_id": "wrong"},
            {"client_id": "", "access_token": "shpat_wrong"},
            {"client_id": "", "access_token": ""},
        ):
            report = shop.connect(**wrong).check()
            assert "access" in failed(report), wrong

    def test_another_version_that_answers_is_a_problem_section_1(self, shop: Shop) -> None:
        shop.control.configure(oldest_version="2027-01")
        page = next(shop.pages(shop.mall.orders.scans[0]))
        assert [problem.code for problem in page.problems] == ["api_version"]
        assert failed(shop.client.check()) == ["version"]

    def test_a_warning_comes_before_the_version_retires_r1_40(self, shop: Shop) -> None:
        shop.control.configure(oldest_version="2026-10")
        report = shop.client.check()
        line = next(line for line in report.results if line.code == "version")
        assert report.ok
        assert "2027年10月" in line.message

    @pytest.mark.parametrize("counting", ["linear", "recorded"])
    def test_no_call_costs_more_than_we_say_and_none_too_much_section_2(self, shop: Shop, counting: str) -> None:
        shop.control.configure(connection_cost=counting)
        order = shop.ready_order(shop.goods(9))
        gate = CostGate(shop.mall.limits, shop.time)
        gate.asked = {}
        with connected(shop, gate) as client:
            codes = [listing.code for listing in client.list_listings(None).listings]
            client.check()
            client.read_stock(codes)
            client.fetch_orders([order.number] * 4)
            for step in shop.steps(order, Ship((parcel(shop),))):
                client.send_step(order, step)
            client.write_stock([StockWrite(codes[0], CAS, 1, 10**6)])

        assert {"orders.get", "orders.ship", "orders.fulfillment", "stock.read", "stock.write"} <= set(gate.asked)
        assert {name: pair for name, pair in gate.asked.items() if pair[0] > pair[1]} == {}

    def test_an_empty_bucket_says_when_to_come_back_section_2(self, shop: Shop) -> None:
        shop.control.configure(connection_cost="linear")
        shop.control.fault("throttle")
        with pytest.raises(Throttled) as caught:
            shop.client.fetch_orders(["1"])
        assert caught.value.retry_at <= shop.time.now() + timedelta(seconds=30)

    def test_news_is_posted_proved_and_named_section_9(self, shop: Shop) -> None:
        assert isinstance(shop.client, WebhookClient)
        goods = shop.goods(9)
        with postbox() as (address, posted):
            shop.client.keep_webhooks(address)
            shop.client.keep_webhooks(address)
            number = shop.control.buy(goods.code, paid=True)
            heard = signals(shop, posted, number)
            shop.client.keep_webhooks(address + "/moved")

        assert {orders for orders, _ in heard} >= {(number,)}
        assert {listings for _, listings in heard} >= {(goods.listing.code,)}

    def test_news_of_another_secret_is_refused_section_9(self, shop: Shop) -> None:
        assert isinstance(shop.client, WebhookClient)
        with postbox() as (address, posted):
            shop.client.keep_webhooks(address)
            number = shop.control.buy(shop.goods(9).code, paid=True)
            signals(shop, posted, number)
            delivery = posted[0].delivery
            shop.client.keep_webhooks(address + "/moved")
        with pytest.raises(Refused):
            receive(delivery, shop.credentials | {"client_secret": "another"})
        with pytest.raises(Refused):
            receive(Delivery(delivery.headers, delivery.body + b" ", 0.0), shop.credentials)


def parcel(shop: Shop) -> Parcel:
    return Parcel(Carrier.YAMATO, NUMBER, (shop.time.now() + timedelta(hours=9)).date())


def places(shop: Shop, number: str) -> set[str]:
    """Where the parts of an order are to be shipped from, as the mall has it."""
    found = shop.control.order(number)["content"]["fulfillmentOrders"]
    return {one["location"] for one in found}


def failed(report: ConnectionReport) -> list[str]:
    return [line.code for line in report.results if not line.ok]


@contextmanager
def connected(shop: Shop, gate: OpenGate) -> Iterator[MallClient]:
    """A client whose calls go through another gate."""
    base = shop.gate.calls[0].url.partition("/admin/")[0]
    with closing(MallHttp(gate, 5.0)) as http:
        yield shop.mall.connect(Connection(shop.credentials, {"admin": base}, {}, http, MemoryTokens(), shop.time.now))


def signals(shop: Shop, posted: list[Posted], number: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Wait until an order was told of and until its stock was, and return what the deliveries say to read."""
    for _ in range(100):
        found = [receive(one.delivery, shop.credentials) for one in list(posted)]
        told = [(signal.orders, signal.listings) for signal in found if signal is not None]
        if (number,) in {orders for orders, _ in told} and any(listings for _, listings in told):
            return told
        shop.time.sleep(1)
        await_more(posted, len(found))
    raise AssertionError(f"{len(posted)} deliveries, none of them of {number}")
