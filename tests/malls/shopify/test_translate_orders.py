"""Their order as ours: states, payment, holds, people, amounts, wishes (page section 3)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.mallkit.exchange import Problem
from ichigen.malls.shopify.carrier_names import TO_MALL, from_mall
from ichigen.malls.shopify.prefectures import PREFECTURES
from ichigen.malls.shopify.rules import Rules, rules_of
from ichigen.malls.shopify.translate_orders import to_mall_order
from ichigen.malls.shopify.wire_orders import read_order
from tests.malls.shopify import documents

CANCELLED_AT = "2026-11-22T02:00:00Z"


def translated(rules: Rules | None = None, **changes: Any) -> MallOrder:
    found = to_mall_order(read_order(documents.order(**changes)), rules or Rules())
    assert isinstance(found, MallOrder)
    return found


def test_an_order_is_read_whole() -> None:
    order = translated()

    assert order.number == "5550001"
    assert (order.name, order.called) == ("#1001", "#1001")
    assert order.ordered_at == datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    assert (order.phase, order.mall_state) == (Phase.READY, "支払い済み・未発送")
    assert order.mark == "2026-11-22T01:05:00+00:00|PAID|UNFULFILLED|0"
    assert order.lines == (
        OrderLine("1", "21", 1, 2980, "綿Tシャツ", "白 / M", Decimal("0.10"), match_codes=("TEE-W-M",)),
    )
    assert order.payment == Payment("Shopifyペイメント", paid=True, due_before_shipping=True)
    assert order.amounts == Amounts(goods=2980, postage=600, fees=0, discount=0, points=None, total=3580)
    assert order.delivery == DeliveryWish("通常配送", date(2026, 11, 25), "14-16")
    assert order.ship_to == Party(
        "山田 花子", "", "150-0041", "東京都", "渋谷区", "神南1-2-3 ○○ビル501", "0312345678", ""
    )
    assert order.buyer is not None
    assert order.buyer.email == "hanako@example.com"
    assert (order.parcels, order.holds, order.note) == ((), (), "")


@pytest.mark.parametrize(
    ("financial", "fulfillment", "gateway", "phase"),
    [
        ("PENDING", "UNFULFILLED", "銀行振込", Phase.UNPAID),
        ("PENDING", "UNFULFILLED", "コンビニ決済", Phase.UNPAID),
        ("PENDING", "UNFULFILLED", "代金引換", Phase.READY),
        ("PENDING", "UNFULFILLED", "Cash on Delivery (COD)", Phase.READY),
        ("AUTHORIZED", "UNFULFILLED", "shopify_payments", Phase.UNPAID),
        ("PARTIALLY_PAID", "UNFULFILLED", "銀行振込", Phase.UNPAID),
        (None, "UNFULFILLED", "shopify_payments", Phase.UNPAID),
        ("PAID", "UNFULFILLED", "shopify_payments", Phase.READY),
        ("PAID", "OPEN", "shopify_payments", Phase.READY),
        ("PAID", "IN_PROGRESS", "shopify_payments", Phase.READY),
        ("PAID", "PARTIALLY_FULFILLED", "shopify_payments", Phase.READY),
        ("PARTIALLY_REFUNDED", "UNFULFILLED", "shopify_payments", Phase.READY),
        ("REFUNDED", "UNFULFILLED", "shopify_payments", Phase.HELD),
        ("VOIDED", "UNFULFILLED", "shopify_payments", Phase.HELD),
        ("EXPIRED", "UNFULFILLED", "shopify_payments", Phase.HELD),
        ("PAID", "ON_HOLD", "shopify_payments", Phase.HELD),
        ("PAID", "SCHEDULED", "shopify_payments", Phase.HELD),
        ("PAID", "PENDING_FULFILLMENT", "shopify_payments", Phase.HELD),
        ("PAID", "REQUEST_DECLINED", "shopify_payments", Phase.HELD),
        ("PAID", "RESTOCKED", "shopify_payments", Phase.HELD),
        ("PAID", "NEW_IN_2027", "shopify_payments", Phase.HELD),
        ("NEW_IN_2027", "UNFULFILLED", "shopify_payments", Phase.HELD),
        ("PAID", "FULFILLED", "shopify_payments", Phase.SHIPPED),
        ("PARTIALLY_REFUNDED", "FULFILLED", "shopify_payments", Phase.SHIPPED),
        ("REFUNDED", "FULFILLED", "shopify_payments", Phase.SHIPPED),
        ("PENDING", "FULFILLED", "代金引換", Phase.SHIPPED_UNPAID),
        ("AUTHORIZED", "FULFILLED", "shopify_payments", Phase.SHIPPED_UNPAID),
        ("PAID", "FULFILLMENT_NOT_REQUIRED", "shopify_payments", Phase.SHIPPED),
    ],
)
def test_phases_by_both_statuses_section_3(financial: str | None, fulfillment: str, gateway: str, phase: Phase) -> None:
    order = translated(
        displayFinancialStatus=financial, displayFulfillmentStatus=fulfillment, paymentGatewayNames=[gateway]
    )

    assert order.phase is phase
    assert bool(order.holds) is (phase is Phase.HELD)
    assert ("は未対応です" in order.unknown_state) is ("NEW_IN_2027" in (financial, fulfillment))
    assert bool(order.unknown_state) is (order.unknown_state in order.holds)
    assert order.mall_state


def test_a_cancel_goes_before_both_statuses_section_3() -> None:
    order = translated(cancelledAt=CANCELLED_AT, displayFulfillmentStatus="ON_HOLD")

    assert (order.phase, order.mall_state, order.holds) == (Phase.CANCELLED, "キャンセル済み", ())
    assert order.mark.endswith("|1")


def test_a_refunded_order_of_which_nothing_is_left_is_cancelled() -> None:
    emptied = {"nodes": [documents.line(currentQuantity=0)], "pageInfo": documents.END}

    assert translated(lineItems=emptied, displayFinancialStatus="REFUNDED").phase is Phase.CANCELLED
    assert translated(lineItems=emptied, displayFinancialStatus="PAID").phase is Phase.READY


def test_a_test_order_is_held_so_that_nobody_ships_it() -> None:
    order = translated(test=True)

    assert (order.phase, order.holds) == (Phase.HELD, ("テスト注文です。出荷しないでください。",))


def test_what_counts_as_paid_later_is_the_shops_own_to_say() -> None:
    mine = rules_of({"paid_later": "月末締め、Paidy"})
    pending = {"displayFinancialStatus": "PENDING"}

    assert not translated(mine, paymentGatewayNames=["paidy"], **pending).payment.due_before_shipping
    assert translated(mine, paymentGatewayNames=["代金引換"], **pending).payment.due_before_shipping


def test_quantities_are_those_after_edits_and_refunds_section_3() -> None:
    lines = [documents.line(currentQuantity=2), documents.line(id="gid://shopify/LineItem/2", currentQuantity=0)]
    order = translated(lineItems={"nodes": lines, "pageInfo": documents.END})

    assert [(line.line_id, line.quantity) for line in order.lines] == [("1", 2), ("2", 0)]
    assert order.amounts.goods == 5960


def test_a_deleted_variant_is_told_by_its_sku_and_never_by_a_number_of_stock() -> None:
    lines = [
        documents.line(variant=None, sku="21"),
        documents.line(id="gid://shopify/LineItem/2", variant=None, sku=None),
    ]
    order = translated(lineItems={"nodes": lines, "pageInfo": documents.END})

    assert [(line.listing_code, line.match_codes) for line in order.lines] == [("sku:21", ("21",)), ("line:2", ())]


def test_amounts_hold_together_where_prices_are_without_tax() -> None:
    order = translated(taxesIncluded=False, currentTotalPriceSet=documents.money("3405.0"))

    assert order.amounts == Amounts(goods=2980, postage=600, fees=325, discount=500, points=None, total=3405)


def test_a_shop_of_another_currency_is_a_problem() -> None:
    found = to_mall_order(read_order(documents.order(currencyCode="USD")), Rules())

    assert isinstance(found, Problem)
    assert (found.where, found.code) == ("5550001", "currency")


def test_addresses_abroad_stay_as_they_are_and_missing_ones_are_none() -> None:
    abroad = documents.address(countryCodeV2="US", province="California", provinceCode="CA", zip="90001", phone="+1 5")
    order = translated(shippingAddress=abroad, billingAddress=None, email=None)

    assert order.ship_to is not None
    assert (order.ship_to.prefecture, order.ship_to.postal_code, order.ship_to.phone) == ("California", "90001", "+1 5")
    assert order.buyer is None
    assert translated(shippingAddress=None).ship_to is None


def test_every_prefecture_by_its_code_section_3() -> None:
    assert (len(PREFECTURES), PREFECTURES["JP-01"], PREFECTURES["JP-47"]) == (47, "北海道", "沖縄県")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("2026/11/25", date(2026, 11, 25)),
        ("2026年11月25日(水)", date(2026, 11, 25)),
        ("２０２６年１１月５日", date(2026, 11, 5)),
        ("20261125", date(2026, 11, 25)),
        ("2026-13-45", None),
        ("指定なし", None),
        ("", None),
    ],
)
def test_wishes_in_every_spelling_section_3(value: str, day: date | None) -> None:
    order = translated(
        customAttributes=[{"key": "お届け希望日", "value": value}, {"key": "配送時間帯", "value": "指定なし"}]
    )

    assert order.delivery == DeliveryWish("通常配送", day, "")


def test_the_keys_of_wishes_are_settings_and_what_else_was_chosen_is_a_note() -> None:
    rules = rules_of({"delivery_day_keys": "Date", "delivery_slot_keys": "Time"})
    attributes = [
        {"key": "date", "value": "2026-12-01"},
        {"key": "TIME", "value": "午前中"},
        {"key": "のし", "value": "内祝い"},
        {"key": "_app", "value": "x"},
    ]
    order = translated(rules, customAttributes=attributes, note="門の前に置いてください")

    assert order.delivery == DeliveryWish("通常配送", date(2026, 12, 1), "午前中")
    assert order.note == "門の前に置いてください\nのし: 内祝い"


def test_parcels_are_those_of_shipments_that_took_place_on_the_day_in_japan() -> None:
    order = translated(
        displayFulfillmentStatus="FULFILLED",
        fulfillments=[
            documents.fulfillment(("Yamato (JA)", "11"), ("Yamato (JA)", "12")),
            documents.fulfillment(("Sagawa (JA)", "99"), status="CANCELLED"),
        ],
    )

    assert order.parcels == (
        Parcel(Carrier.YAMATO, "11", date(2026, 11, 23)),
        Parcel(Carrier.YAMATO, "12", date(2026, 11, 23)),
    )


@pytest.mark.parametrize(
    ("company", "carrier"),
    [
        ("Yamato (JA)", Carrier.YAMATO),
        ("Yamato (EN)", Carrier.YAMATO),
        ("Sagawa (JA)", Carrier.SAGAWA),
        ("Sagawa (EN)", Carrier.SAGAWA),
        ("Japan Post (JA)", Carrier.JAPAN_POST),
        ("Japan Post (EN)", Carrier.JAPAN_POST),
        ("西濃運輸", Carrier.SEINO),
        ("西濃スーパーエキスプレス", Carrier.SEINO),
        ("福山通運", Carrier.FUKUYAMA),
        ("エコ配", Carrier.OTHER),
        ("", Carrier.OTHER),
    ],
)
def test_carrier_names_of_the_mall_section_4(company: str, carrier: Carrier) -> None:
    assert from_mall(company) is carrier


def test_every_carrier_of_ours_has_a_name_section_4() -> None:
    assert {carrier: from_mall(name) for carrier, name in TO_MALL.items()} == {each: each for each in Carrier}
