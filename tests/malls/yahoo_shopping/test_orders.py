"""Their order → our order: phases, holds, amounts, codes, times."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ichigen.domain.orders import Amounts, MallOrder, OrderLine, Parcel, Party, Payment
from ichigen.domain.phases import Phase, next_phase
from ichigen.malls.yahoo_shopping import translate_orders
from ichigen.malls.yahoo_shopping.wire import read_document
from ichigen.malls.yahoo_shopping.wire_orders import read_order_info, read_order_list
from tests.malls.yahoo_shopping import documents

ORDERED = datetime(2026, 10, 1, 0, 12, 40, tzinfo=UTC)
LATER = ORDERED + timedelta(hours=1)
PREPAID = "<PayType>1</PayType>"
DEFERRED = "<PayType>0</PayType>"


def translate(document: bytes, read_at: datetime = LATER) -> MallOrder:
    return translate_orders.order(read_order_info(read_document(document)), read_at)


@pytest.mark.parametrize(
    ("order_status", "pay_status", "ship_status", "pay", "seen", "expected"),
    [
        (2, 1, 1, PREPAID, "false", Phase.NEW),
        (1, 1, 1, PREPAID, "false", Phase.NEW),
        (2, 0, 0, PREPAID, "false", Phase.NEW),
        (2, 0, 0, PREPAID, "true", Phase.UNPAID),
        (2, 0, 0, "", "true", Phase.UNPAID),
        (2, 1, 1, PREPAID, "true", Phase.READY),
        (2, 1, 2, PREPAID, "true", Phase.READY),
        (1, 1, 1, PREPAID, "true", Phase.READY),
        (2, 0, 1, DEFERRED, "true", Phase.READY),
        (2, 1, 3, PREPAID, "true", Phase.SHIPPED),
        (2, 1, 4, PREPAID, "true", Phase.SHIPPED),
        (2, 0, 3, DEFERRED, "true", Phase.SHIPPED_UNPAID),
        (5, 1, 3, PREPAID, "true", Phase.SHIPPED),
        (5, 0, 3, DEFERRED, "true", Phase.SHIPPED_UNPAID),
        (3, 1, 1, PREPAID, "true", Phase.HELD),
        (3, 1, 3, PREPAID, "true", Phase.SHIPPED),
        (8, 0, 0, PREPAID, "false", Phase.HELD),
        (0, 0, 0, PREPAID, "false", Phase.HELD),
        (7, 1, 1, PREPAID, "true", Phase.HELD),
        (4, 1, 3, PREPAID, "true", Phase.CANCELLED),
        (4, 0, 0, PREPAID, "false", Phase.CANCELLED),
    ],
)
def test_phase_of_every_state_section_3_1(
    order_status: int, pay_status: int, ship_status: int, pay: str, seen: str, expected: Phase
) -> None:
    document = documents.order_info(order_status, pay_status, ship_status, pay=pay, seen=seen)

    assert translate(document).phase is expected


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("<FraudHoldStatus>1</FraudHoldStatus>", "不正注文の審査中です。審査が終わるまで出荷しないでください。"),
        ("<FraudHoldStatus>3</FraudHoldStatus>", "不正注文と確定しました。出荷せず、キャンセルしてください。"),
        ("<Suspect>1</Suspect>", "いたずら注文の疑いがあります。モールの画面で確認してください。"),
    ],
)
def test_held_orders_say_why(member: str, reason: str) -> None:
    order = translate(documents.order_info(order=member))

    assert (order.phase, order.holds) == (Phase.HELD, (reason,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<FraudHoldStatus>1</FraudHoldStatus>", "<FraudHoldStatus>2</FraudHoldStatus>"),
        ("<Suspect>1</Suspect>", "<Suspect>2</Suspect>"),
    ],
)
def test_a_released_hold_never_gets_stuck_behind_new(before: str, after: str) -> None:
    held = translate(documents.order_info(order=before)).phase
    released = translate(documents.order_info(order=after)).phase

    assert next_phase(held, released) is Phase.READY


def test_an_unseen_order_that_gets_paid_moves_on() -> None:
    unpaid = translate(documents.order_info(2, 0, 0, seen="false")).phase
    paid = translate(documents.order_info(2, 1, 1, seen="false")).phase
    opened = translate(documents.order_info(2, 1, 1, seen="true")).phase

    assert next_phase(next_phase(unpaid, paid), opened) is Phase.READY


def test_amounts_add_up_to_the_total_section_3_3() -> None:
    # 3000 + 550 + (330 + 100) - 200 - 80 - 300 - 50 = 3350
    amounts = translate(documents.order_info()).amounts

    assert amounts == Amounts(goods=3000, postage=550, fees=430, discount=550, points=80, total=3350)


def test_a_benefit_without_a_member_of_its_own_is_a_discount() -> None:
    detail = "<ShipCharge>0</ShipCharge><UsePoint>0</UsePoint><TotalPrice>2900</TotalPrice>"

    amounts = translate(documents.order_info(detail=detail)).amounts

    assert amounts == Amounts(goods=3000, postage=0, fees=0, discount=100, points=0, total=2900)


def test_without_a_total_it_is_computed() -> None:
    detail = "<ShipCharge>550</ShipCharge><Discount>50</Discount><Adjustments>20</Adjustments>"

    amounts = translate(documents.order_info(detail=detail)).amounts

    assert amounts == Amounts(goods=3000, postage=550, fees=0, discount=30, points=0, total=3520)


def test_the_line_is_known_by_item_and_sub_code() -> None:
    assert translate(documents.order_info()).lines == (
        OrderLine(
            line_id="1",
            listing_code="cup-7:cup-7-blue",
            quantity=2,
            unit_price=1500,
            title="湯のみ",
            options="色:藍 / 包装:簡易",
            tax_rate=Decimal("0.1"),
            match_codes=("cup-7-blue", "cup-7:cup-7-blue"),
        ),
    )


@pytest.mark.parametrize(
    ("members", "listing_code", "match_codes"),
    [
        ("<ItemId>fan-1</ItemId><SubCode></SubCode>", "fan-1", ("fan-1",)),
        (
            "<ItemId>fan-1</ItemId><ItemYahooAucMerchantId>FAN_1</ItemYahooAucMerchantId>",
            "fan-1",
            ("FAN_1", "fan-1"),
        ),
        ("<ItemYahooAucMerchantId>FAN_1</ItemYahooAucMerchantId>", "FAN_1", ("FAN_1",)),
        ("<ItemYahooAucId>x1234567890</ItemYahooAucId>", "x1234567890", ()),
    ],
)
def test_codes_of_a_line(members: str, listing_code: str, match_codes: tuple[str, ...]) -> None:
    """E2-10 商品コード; E2-14 管理番号 where an order of the mall's auctions carries one."""
    item = f"<Item><LineId>1</LineId>{members}<UnitPrice>9</UnitPrice><Quantity>1</Quantity></Item>"

    line = translate(documents.order_info(items=item)).lines[0]

    assert (line.listing_code, line.match_codes) == (listing_code, match_codes)


def test_the_reduced_tax_rate_is_kept() -> None:
    item = "<Item><LineId>1</LineId><ItemId>tea</ItemId><UnitPrice>9</UnitPrice><ItemTaxRatio>8</ItemTaxRatio>"

    order = translate(documents.order_info(items=f"{item}<Quantity>1</Quantity></Item>"))

    assert order.lines[0].tax_rate == Decimal("0.08")


def test_people_and_wishes() -> None:
    order = translate(documents.order_info())

    assert order.ship_to == Party(
        name="日向 葵",
        postal_code="880-0001",
        prefecture="宮崎県",
        city="見本市",
        street="一丁目1-1",
        phone="000-0000-0000",
    )
    assert order.buyer == Party(name="日向 葵", email="aoi@example.jp")
    assert (order.delivery.day, order.delivery.time_slot) == (date(2026, 10, 5), "14:00～16:00")
    assert order.payment == Payment("クレジットカード決済", paid=True, due_before_shipping=True)
    assert (order.note, order.mall_state) == ("置き配でお願いします", "新規注文・入金済み・出荷可")


def test_the_placeholder_buyer_of_a_gift_by_url_is_nobody_trap_17() -> None:
    order = translate(documents.order_info(order="<SocialGiftType>1</SocialGiftType>"))

    assert order.buyer is None


@pytest.mark.parametrize(
    ("ship", "parcels"),
    [
        ("", ()),
        (
            "<ShipCompanyCode>1002</ShipCompanyCode><ShipInvoiceNumber1>111</ShipInvoiceNumber1>"
            "<ShipInvoiceNumber2>222</ShipInvoiceNumber2><ShipDate>2026-10-02</ShipDate>",
            (Parcel("sagawa", "111", date(2026, 10, 2)), Parcel("sagawa", "222", date(2026, 10, 2))),
        ),
        (
            "<ShipInvoiceNumberEmptyReason>105</ShipInvoiceNumberEmptyReason>",
            (Parcel("other", "", None, "追跡できない配送方法"),),
        ),
    ],
)
def test_parcels_as_the_mall_shows_them(ship: str, parcels: tuple[Parcel, ...]) -> None:
    assert translate(documents.order_info(ship=ship)).parcels == parcels


def test_read_only_for_now_is_a_time_and_no_error_trap_2() -> None:
    read_only = documents.order_info(order="<IsReadOnly>1</IsReadOnly>")

    assert translate(read_only, ORDERED).writable_from == ORDERED + timedelta(minutes=10)
    assert translate(read_only, LATER).writable_from == LATER + timedelta(seconds=30)
    assert translate(documents.order_info(order="<IsReadOnly>0</IsReadOnly>")).writable_from is None


def test_the_mark_of_the_list_is_the_mark_of_the_order() -> None:
    row = read_order_list(read_document(documents.ORDER_LIST)).rows[0]
    detail = read_order_info(read_document(documents.order_info(order="<FraudHoldStatus>0</FraudHoldStatus>")))

    assert translate_orders.mark(row.state) == translate_orders.mark(detail.state)


@pytest.mark.parametrize(
    "moved",
    [
        documents.order_info(3),
        documents.order_info(pay_status=0),
        documents.order_info(ship_status=2),
        documents.order_info(seen="true"),
        documents.order_info(order="<IsReadOnly>1</IsReadOnly>"),
        documents.order_info(order="<FraudHoldStatus>1</FraudHoldStatus>"),
        documents.order_info(order="<Suspect>1</Suspect>"),
        documents.order_info().replace(b"09:12:41", b"09:12:42"),
    ],
)
def test_any_move_changes_the_mark(moved: bytes) -> None:
    assert translate(moved).mark != translate(documents.order_info()).mark
