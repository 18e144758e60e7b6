"""Their order as ours (sections 2.1, 2.3, 8; design: taking orders in)."""

from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, Parcel, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.malls.rakuten.scans import FEED, SEARCHES
from ichigen.malls.rakuten.states import MARKS
from ichigen.malls.rakuten.translate_orders import time_slot, to_mall_order
from ichigen.malls.rakuten.wire_orders import parse_orders
from tests.malls.rakuten import documents

CARD, COD, BANK, SEVEN, LATER = 1, 2, 9, 13, 21


def translated(progress: int = 300, **changes: Any) -> MallOrder:
    """Return an order of the page as ours."""
    answer = parse_orders(documents.orders(documents.order(progress, **changes)))
    assert answer.problems == ()
    return to_mall_order(answer.orders[0])


def _settled_by(code: int) -> dict[str, Any]:
    return {"SettlementModel": {"settlementMethodCode": code, "settlementMethod": "支払方法"}}


@pytest.mark.parametrize(
    ("progress", "settlement", "phase"),
    [
        (100, CARD, Phase.NEW),
        (100, BANK, Phase.NEW),
        (200, CARD, Phase.HELD),
        (200, BANK, Phase.UNPAID),
        (200, SEVEN, Phase.UNPAID),
        (200, LATER, Phase.HELD),
        (300, CARD, Phase.READY),
        (300, LATER, Phase.READY),
        (400, CARD, Phase.HELD),
        (500, CARD, Phase.SHIPPED),
        (500, COD, Phase.SHIPPED),
        (500, LATER, Phase.SHIPPED_UNPAID),
        (600, LATER, Phase.SHIPPED_UNPAID),
        (700, LATER, Phase.SHIPPED),
        (700, CARD, Phase.SHIPPED),
        (800, CARD, Phase.HELD),
        (900, CARD, Phase.CANCELLED),
        (950, CARD, Phase.HELD),
    ],
)
def test_phases(progress: int, settlement: int, phase: Phase) -> None:
    assert translated(progress, **_settled_by(settlement)).phase is phase


@pytest.mark.parametrize(
    ("progress", "settlement", "payment"),
    [
        (100, CARD, Payment("支払方法", paid=False, due_before_shipping=True)),
        (200, BANK, Payment("支払方法", paid=False, due_before_shipping=True)),
        (300, BANK, Payment("支払方法", paid=True, due_before_shipping=True)),
        (300, COD, Payment("支払方法", paid=False, due_before_shipping=False)),
        (300, LATER, Payment("支払方法", paid=False, due_before_shipping=False)),
        (700, LATER, Payment("支払方法", paid=True, due_before_shipping=False)),
        (900, CARD, Payment("支払方法", paid=False, due_before_shipping=True)),
    ],
)
def test_payment(progress: int, settlement: int, payment: Payment) -> None:
    """Section 2.11: the mall lets an order reach 300 only after it checked the payment."""
    assert translated(progress, **_settled_by(settlement)).payment == payment


def test_every_state_that_makes_shipping_wait_says_why() -> None:
    assert {progress: translated(progress).holds for progress in (100, 200, 300, 400, 500, 800, 950)} == {
        100: (),
        200: ("楽天処理中です。楽天の決済確認が終わるまで発送できません。",),
        300: (),
        400: ("変更確定待ちです。RMSで変更を確定してください。",),
        500: (),
        800: ("キャンセル確定待ちです。発送しないでください。",),
        950: ("Ichigenの知らない注文ステータスです。RMSで確認してください。",),
    }


def test_an_order_under_confirmation_by_the_mall_is_held() -> None:
    """Section 2.3, rakutenConfirmFlag: do not ship."""
    order = translated(300, rakutenConfirmFlag=1)
    assert order.phase is Phase.HELD
    assert order.holds == ("楽天確認中の注文です。楽天の確認が終わるまで発送できません。",)
    assert translated(100, rakutenConfirmFlag=1).phase is Phase.NEW
    assert translated(100, rakutenConfirmFlag=1).holds == order.holds


def test_a_social_gift_without_receiver_is_held_and_has_no_address() -> None:
    """Section 2.3: the address holds dummies until inputFlag is 1."""
    waiting = translated(300, PackageModelList=[documents.package(SocialGiftModel={"inputFlag": 0})])
    assert (waiting.phase, waiting.ship_to) == (Phase.HELD, None)
    assert waiting.holds == ("ソーシャルギフトの受取人情報の入力待ちです。",)
    known = translated(300, PackageModelList=[documents.package(SocialGiftModel={"inputFlag": 1})])
    assert known.phase is Phase.READY
    assert known.ship_to is not None


def test_people_amounts_and_wishes() -> None:
    order = translated()
    assert order.buyer == Party(
        name="試験 花子",
        kana="シケン ハナコ",
        postal_code="100-0001",
        prefecture="東京都",
        city="千代田区",
        street="千代田1-1",
        phone="090-0000-0000",
        email="0123abcd@pc.fw.rakuten.ne.jp",
    )
    assert order.ship_to is not None
    assert order.ship_to.email == ""
    assert order.amounts == Amounts(goods=5400, postage=600, fees=0, discount=500, points=100, total=5400)
    assert order.delivery.method == "宅配便"
    assert order.delivery == DeliveryWish("宅配便", order.delivery.day, "14:00～16:00")


@pytest.mark.parametrize(
    ("term", "slot"),
    [(None, ""), (0, ""), (1, "午前"), (2, "午後"), (9, "その他"), (724, "7:00～24:00"), (1416, "14:00～16:00")],
)
def test_time_slots(term: int | None, slot: str) -> None:
    """Section 2.3, shippingTerm."""
    assert time_slot(term) == slot


def test_lines_of_one_and_of_many_variants() -> None:
    """Section 8: what the variants of an item share is no match code of one of them."""
    single, multi = translated().lines
    assert (single.line_id, single.listing_code) == ("20000001", "tenugui-01/normal-inventory")
    assert single.match_codes == ("TN-001", "tenugui-01", "tenugui-01/normal-inventory")
    assert single.options == "のし:不要"
    assert (multi.listing_code, multi.quantity, multi.unit_price) == ("tshirt-100/r-m-BK", 2, 1800)
    assert multi.match_codes == ("TS-100-M-BK", "tshirt-100/r-m-BK")
    assert multi.options == "サイズ:M\nカラー:ブラック"


def test_an_order_from_before_the_sku_migration_is_matched_by_its_item_number() -> None:
    """Section 2.3: itemNumber then holds 商品番号 + 子番号, the SKU members are empty; no listing has such a key."""
    item = documents.MULTI | {"manageNumber": "Tshirt-100", "itemNumber": "TS-100-M-BK", "SkuModelList": []}
    (line,) = translated(PackageModelList=[documents.package(ItemModelList=[item])]).lines
    assert line.listing_code == "tshirt-100"
    assert line.match_codes == ("TS-100-M-BK", "Tshirt-100", "tshirt-100")


def test_deleted_lines_and_packages_are_gone() -> None:
    kept = documents.package(ItemModelList=[documents.SINGLE, documents.MULTI | {"deleteItemFlag": 1}])
    order = translated(PackageModelList=[documents.package(20000009, packageDeleteFlag=1), kept])
    assert [line.line_id for line in order.lines] == ["20000001"]


def test_two_addresses_are_said() -> None:
    other = documents.package(20000002, SenderModel=documents.PERSON | {"city": "港区"}, ItemModelList=[])
    order = translated(PackageModelList=[documents.package(), other], remarks="のし希望")
    assert order.note == "送付先が2件あります。RMSで送付先ごとの商品を確認してください。\nのし希望"


def test_parcels_skip_blank_rows_and_name_carriers() -> None:
    """Section 2.5: 1030 クロネコゆうパケット is ヤマト運輸; 1018 DHL is その他 to us."""
    rows = [
        documents.shipping_row(1),
        documents.shipping_row(2, "1030", "400000000011", "2026-04-02"),
        documents.shipping_row(3, "1018", "DHL1", "2026-04-02"),
    ]
    order = translated(500, PackageModelList=[documents.package(ShippingModelList=rows)])
    assert [(parcel.carrier, parcel.tracking_number) for parcel in order.parcels] == [
        (Carrier.YAMATO, "400000000011"),
        (Carrier.OTHER, "DHL1"),
    ]
    assert all(isinstance(parcel, Parcel) for parcel in order.parcels)


@pytest.mark.parametrize(
    ("changes", "confirmable"),
    [
        ({}, True),
        ({"postagePrice": -9999}, False),
        ({"PackageModelList": [documents.package(deliveryPrice=-9999)]}, False),
        (
            {"PackageModelList": [documents.package(), documents.package(2, postagePrice=-9999, packageDeleteFlag=1)]},
            True,
        ),
        ({"orderProgress": 200}, False),
    ],
)
def test_confirmable(changes: dict[str, Any], confirmable: bool) -> None:
    """Section 2.4: ERROR_105 while postage is undetermined."""
    assert translated(100, **changes).confirmable is confirmable


def test_the_mark_of_an_order_is_the_mark_of_its_scan() -> None:
    for progress in MARKS:
        marks = {search.mark for search in SEARCHES.values() if progress in search.progress}
        assert marks == {translated(progress).mark}


def test_the_schedule_keeps_one_search_a_second() -> None:
    """Section 0: searchOrder 1/s."""
    load = sum(1 / scan.every_s for scan in FEED.scans)
    assert round(load, 2) == 0.92
    assert {scan.name for scan in FEED.scans} == set(SEARCHES)
    assert max(scan.lookback_s for scan in FEED.scans) < 63 * 86_400
