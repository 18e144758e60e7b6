"""Orders: what each state becomes, what may be missing, and how lists and single orders are asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.orders import Amounts, MallOrder, Parcel, Party, Payment, Withheld
from ichigen.domain.phases import Phase
from ichigen.mallkit.exchange import Window
from ichigen.malls.amazon import translate_orders
from ichigen.malls.amazon.wire_orders import read_order
from tests.malls.amazon import documents
from tests.malls.amazon.account import NOW, Account, error, said

NUMBER = "250-0000001-0000001"
WINDOW = Window(NOW - timedelta(hours=1), NOW)


def ours(source: dict[str, Any], **settings: str) -> MallOrder:
    return translate_orders.order(read_order(source), settings)


@pytest.mark.parametrize(
    ("status", "phase", "words", "paid", "due"),
    [
        ("PENDING_AVAILABILITY", Phase.UNPAID, "予約商品(発売日前)", False, True),
        ("PENDING", Phase.UNPAID, "保留中", False, True),
        ("UNSHIPPED", Phase.READY, "未出荷", True, True),
        ("PARTIALLY_SHIPPED", Phase.READY, "一部出荷", True, True),
        ("SHIPPED", Phase.SHIPPED, "出荷済み", True, True),
        ("CANCELLED", Phase.CANCELLED, "キャンセル", True, True),
        ("UNFULFILLABLE", Phase.HELD, "配送不可", True, True),
        ("SOMETHING_NEW", Phase.HELD, "SOMETHING_NEW", True, True),
    ],
)
def test_every_state_has_a_phase_section_3_3(status: str, phase: Phase, words: str, paid: bool, due: bool) -> None:
    order = ours(documents.order(status))

    assert (order.phase, order.mall_state) == (phase, words)
    assert (order.payment.paid, order.payment.due_before_shipping) == (paid, due)
    assert bool(order.holds) is (phase is Phase.HELD)
    assert ("は未対応です" in order.unknown_state) is (status == "SOMETHING_NEW")
    assert bool(order.unknown_state) is (order.unknown_state in order.holds)


def test_an_order_is_read_whole_section_3_4() -> None:
    order = ours(documents.order())

    assert order.number == NUMBER
    assert order.ordered_at == datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    assert [(line.line_id, line.listing_code, line.quantity, line.unit_price) for line in order.lines] == [
        ("11111111111101", "CUP-BLUE", 2, 1200)
    ]
    assert order.amounts == Amounts(goods=2400, postage=370, fees=0, discount=100, points=None, total=2670)
    assert order.payment == Payment("クレジットカード", paid=True)
    assert order.buyer == Party(name="試験 花子", email="t1@marketplace.amazon.co.jp")
    assert order.ship_to == Party(
        name="試験 花子",
        postal_code="100-0000",
        prefecture="東京都",
        street="架空市見本町1-2-3 見本荘101",
        phone="0300000000",
    )
    assert order.delivery.method == "通常配送"
    assert order.terms == "Amazonプライム\n出荷期限: 2026-11-24 23:59\n付与ポイント: 24"
    assert order.note == ""  # what stands on every order is no exception


def test_a_pending_order_reserves_without_price_address_and_buyer_section_8_5() -> None:
    order = ours(documents.pending())

    assert order.phase is Phase.UNPAID
    assert [(line.listing_code, line.quantity, line.unit_price) for line in order.lines] == [("CUP-BLUE", 2, 0)]
    assert (order.buyer, order.ship_to, order.amounts) == (None, None, Amounts())
    assert (order.withheld, order.note) == (Withheld.NOT_YET, "")


def test_personal_data_that_is_missing_is_unknown_and_says_which_role_is_needed_section_1_5() -> None:
    order = ours(documents.order(buyer=None, recipient=None))

    assert (order.buyer, order.ship_to, order.phase) == (None, None, Phase.READY)
    assert (order.withheld, order.note) == (Withheld.UNTOLD, translate_orders.NO_ADDRESS)


def test_an_address_with_a_city_and_without_a_prefecture_is_read_trap_8() -> None:
    address = {
        "name": "試験 次郎",
        "addressLine1": "見本町4",
        "city": "架空市",
        "postalCode": "〒100",
        "countryCode": "JP",
    }

    order = ours(documents.order(recipient={"deliveryAddress": address}))

    assert order.ship_to == Party(name="試験 次郎", city="架空市", street="見本町4", postal_code="〒100")


def test_a_buyers_wish_to_cancel_holds_the_order_section_3_3() -> None:
    wish = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "wrong colour"}}

    order = ours(documents.order(orderItems=[documents.item(cancellation=wish)]))

    assert (order.phase, order.holds) == (Phase.HELD, (translate_orders.CANCEL_WISH,))


def test_a_wish_to_cancel_a_shipped_order_holds_nothing() -> None:
    wish = {"cancellationRequest": {"requester": "BUYER"}}

    order = ours(documents.order("SHIPPED", orderItems=[documents.item(cancellation=wish)]))

    assert (order.phase, order.holds) == (Phase.SHIPPED, ())


def test_a_cancelled_line_of_an_order_that_goes_on_is_gone() -> None:
    done = {"cancellationExecution": {"cancelledBy": "MERCHANT"}}
    gone = documents.item(
        orderItemId="2", cancellation=done, fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": 0}
    )
    partly = documents.item(
        orderItemId="3", cancellation=done, fulfillment={"quantityFulfilled": 1, "quantityUnfulfilled": 0}
    )

    order = ours(documents.order(orderItems=[documents.item(), gone, partly]))

    assert [(line.line_id, line.quantity) for line in order.lines] == [("11111111111101", 2), ("3", 1)]


def test_a_cancelled_order_keeps_its_lines_to_look_at() -> None:
    done = {"cancellationExecution": {"cancelledBy": "AMAZON"}}

    order = ours(documents.order("CANCELLED", orderItems=[documents.item(cancellation=done)]))

    assert [line.quantity for line in order.lines] == [2]


def test_cash_on_delivery_is_not_due_before_shipping_section_3_6() -> None:
    payment = {"paymentExecutions": [{"paymentMethod": "CashOnDelivery"}]}
    breakdowns = [
        {"type": "ITEM", "subtotal": documents.yen("2400")},
        {"type": "COD_FEE", "subtotal": documents.yen("330")},
    ]
    proceeds = {"grandTotal": documents.yen("2730"), "breakdowns": breakdowns}

    order = ours(documents.order(payment=payment, proceeds=proceeds))

    assert order.payment == Payment("代金引換", paid=False, due_before_shipping=False)
    assert order.amounts == Amounts(2400, 0, 330, 0, None, 2730)
    assert order.handles["cash_on_delivery"] == "1"


def test_a_pending_convenience_store_order_waits_for_payment_section_3_3() -> None:
    payment = {"paymentExecutions": [{"paymentMethod": "ConvenienceStore"}]}

    order = ours(documents.order("PENDING", payment=payment))

    assert order.payment == Payment("コンビニ払い", paid=False, due_before_shipping=True)


def test_scheduled_delivery_gift_and_wishes_are_shown() -> None:
    fulfillment = {
        "quantityFulfilled": 0,
        "quantityUnfulfilled": 2,
        "packing": {"giftOption": {"giftMessage": "おめでとう", "giftWrapLevel": "classic"}},
        "shipping": {
            "scheduledDeliveryWindow": {
                "earliestDateTime": "2026-11-26T03:00:00Z",
                "latestDateTime": "2026-11-26T05:00:00Z",
            }
        },
    }
    order = ours(documents.order(orderItems=[documents.item(fulfillment=fulfillment)]))

    assert (order.delivery.day, order.delivery.time_slot) == (date(2026, 11, 26), "12:00〜14:00")
    assert "ギフト: classic おめでとう" in order.note.splitlines()


def test_packages_are_parcels_in_any_spelling_and_a_cancelled_one_is_none_section_3_4() -> None:
    gone = documents.package("3", "9") | {"packageStatus": {"status": "CANCELLED"}}
    packages = [documents.package(), documents.package("2", "22", "Kuroneko Special"), gone]

    order = ours(documents.order("SHIPPED", packages=packages), carrier_yamato="KURONEKO-SPECIAL")

    assert order.parcels == (
        Parcel("yamato", "400000000011", date(2026, 11, 22)),
        Parcel("yamato", "22", date(2026, 11, 22)),
    )


def test_amounts_are_decimal_texts_with_and_without_a_fraction_trap_6() -> None:
    proceeds = {
        "grandTotal": documents.yen("2670.00"),
        "breakdowns": [{"type": "ITEM", "subtotal": documents.yen("2670")}],
    }

    assert ours(documents.order(proceeds=proceeds)).amounts.total == 2670


def test_the_list_is_asked_for_whole_orders_of_ours_section_3_1() -> None:
    account = Account([said({"orders": [documents.order()], "pagination": {"nextToken": "t2"}})])

    page = account.client().list_orders("changed", WINDOW, None)

    assert account.paths() == ["/orders/2026-01-01/orders"]
    assert account.query(0) == {
        "marketplaceIds": "A1VC38T7YXB528",
        "lastUpdatedAfter": "2026-11-22T02:00:00.000Z",
        "fulfilledBy": "MERCHANT",
        "includedData": "BUYER,RECIPIENT,PROCEEDS,EXPENSE,CANCELLATION,FULFILLMENT,PACKAGES,PAYMENT",
        "maxResultsPerPage": "100",
    }
    assert (page.orders, page.refs, page.next_page) == ((ours(documents.order()),), (), "t2")


def test_the_next_page_asks_the_same_with_the_token_section_3_1() -> None:
    account = Account([said({"orders": []}), said({"orders": []})])
    client = account.client()

    client.list_orders("changed", WINDOW, None)
    last = client.list_orders("changed", WINDOW, "t2")

    assert account.query(1) == account.query(0) | {"paginationToken": "t2"}
    assert last.next_page is None


def test_the_lower_bound_is_never_later_than_what_the_mall_shows_trap_9() -> None:
    account = Account([said({"orders": []})])

    account.client().list_orders("changed", Window(NOW - timedelta(seconds=5), NOW), None)

    assert account.query(0)["lastUpdatedAfter"] == "2026-11-22T02:58:00.000Z"


def test_one_unreadable_order_costs_itself() -> None:
    broken = documents.order(orderId="250-0000002-0000002", createdTime="yesterday")
    account = Account([said({"orders": [broken, documents.order(), {}]})])

    page = account.client().list_orders("changed", WINDOW, None)

    assert [order.number for order in page.orders] == [NUMBER]
    assert [(p.where, p.code) for p in page.problems] == [
        ("250-0000002-0000002", "order.unreadable"),
        ("orders[2]", "order.unreadable"),
    ]


def test_an_order_from_amazons_warehouse_is_not_taken_in() -> None:
    theirs = documents.order()
    theirs["fulfillment"]["fulfilledBy"] = "AMAZON"
    account = Account([said({"orders": [theirs]}), said({"order": theirs})])

    assert account.client().list_orders("changed", WINDOW, None).orders == ()
    assert account.client().fetch_orders([NUMBER]).orders == ()


def test_an_order_of_another_marketplace_of_the_seller_is_left_alone_section_3_4() -> None:
    """getOrder names no marketplace: it answers whatever the seller's number is."""
    elsewhere = documents.order(salesChannel={"channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER"})
    account = Account([said({"order": elsewhere}), said({"orders": [elsewhere]})])

    batch = account.client().fetch_orders([NUMBER])

    assert (batch.orders, batch.problems) == ((), ())
    assert account.client().list_orders("changed", WINDOW, None).orders == ()


def test_a_single_order_is_the_listed_one_and_an_unknown_one_is_none_section_3_2() -> None:
    account = Account([said({"order": documents.order()}), error(404, "NotFound")])

    assert account.client().fetch_orders([NUMBER]).orders == (ours(documents.order()),)
    unknown = account.client().fetch_orders(["250-0000009-0000009"])
    assert (unknown.orders, unknown.problems) == ((), ())
    assert account.paths()[0] == f"/orders/2026-01-01/orders/{NUMBER}"


def test_a_refused_order_number_is_a_problem_of_that_order() -> None:
    account = Account([error(400, "InvalidInput", "Invalid order id")])

    batch = account.client().fetch_orders(["x"])

    assert [(p.where, p.code) for p in batch.problems] == [("x", "InvalidInput")]
