"""Section 6: every trap of the contract is a trap here too."""

import pytest

from mallsim.malls.yahoo_shopping.orders.codes import SHIP_STATUS
from tests.mallsim.yahoo_shopping.store import Store, change, error_of, parsed, warnings_of

DAY = 24 * 3600
SINCE = "<OrderTimeFrom>20260101000000</OrderTimeFrom>"


def test_trap_01_even_a_memo_marks_a_new_order_as_seen(store: Store) -> None:
    made = store.order("tee-100")
    assert [cell.text for cell in store.info(made, "OrderStatus,IsSeen")] == ["2", "false"]
    assert store.found(SINCE + "<OrderStatus>2</OrderStatus><IsSeen>false</IsSeen>") == [made]
    store.xml("orderChange", change(made, order="<IsSeen>false</IsSeen><Notes>memo</Notes>"))
    assert [cell.text for cell in store.info(made, "OrderStatus,IsSeen")] == ["2", "true"]
    assert store.found(SINCE + "<IsSeen>false</IsSeen>") == []


def test_trap_01_reading_marks_nothing(store: Store) -> None:
    made = store.order("tee-100")
    store.info(made, "OrderId")
    store.found()
    assert store.found(SINCE + "<IsSeen>false</IsSeen>") == [made]


def test_trap_02_the_ten_minutes_hide_an_order_and_forbid_writing(store: Store) -> None:
    made = store.order("tee-100", read_only=True)
    assert store.found() == []
    assert store.found(SINCE + "<ReadOnlyMode>2</ReadOnlyMode>") == [made]
    assert store.xml("orderChange", change(made, order="<Notes>x</Notes>")).status_code == 400
    store.pass_time(600)
    assert store.found() == [made]
    assert store.xml("orderChange", change(made, order="<Notes>x</Notes>")).status_code == 200


def test_trap_02_a_held_order_appears_late_with_its_old_order_time(store: Store) -> None:
    held = store.order("tee-100", fraud_hold=True)
    later = []
    for _ in range(3):
        store.pass_time(DAY)
        later.append(store.order("tee-100"))
    store.mall.act(held, "release_fraud", {})
    assert store.found("<OrderTimeFrom>20261002000000</OrderTimeFrom>") == later
    assert held in store.found("<PublicationTimeFrom>20261004000000</PublicationTimeFrom>")
    assert store.info(held, "OrderTime").findtext("OrderTime") == "2026-10-01T09:12:40+09:00"


def test_trap_03_there_is_no_condition_for_the_last_update(store: Store) -> None:
    made = store.order("tee-100", payment="prepaid", paid=False)
    store.pass_time(DAY)
    store.mall.act(made, "pay", {})
    for name in ("LastUpdateTimeFrom", "LastUpdateTime", "UpdateTimeFrom"):
        assert store.search(f"{SINCE}<{name}>20261002000000</{name}>").status_code == 400
    assert store.info(made, "LastUpdateTime").findtext("LastUpdateTime", "").startswith("2026-10-02T")


def test_trap_04_three_roots(store: Store) -> None:
    made = store.order("tee-100")
    assert [child.tag for child in parsed(store.search())] == ["Status", "Search"]
    assert parsed(store.search()).tag == "Result"
    for answer in (
        store.xml("orderInfo", change(made, "<Field>OrderId</Field>")),
        store.xml("orderChange", change(made, order="<Notes>x</Notes>")),
        store.form("setStock", item_code="mug-7", quantity="1"),
        store.get("getItem", seller_id="demo-store", item_code="mug-7"),
    ):
        assert (parsed(answer).tag, {child.tag for child in parsed(answer)}) == ("ResultSet", {"Result"})
    for answer in (store.form("updateItems", item1="item_code=mug-7&name=x"), store.form("reservePublish", mode="3")):
        assert (parsed(answer).tag, parsed(answer)[0].tag) == ("ResultSet", "Status")


def test_trap_05_one_order_or_many_or_an_empty_element(store: Store) -> None:
    for expected in (1, 2):
        store.order("tee-100")
        assert len(parsed(store.search()).findall("Search/OrderInfo")) == expected
    empty = parsed(store.search(search="<Start>3</Start>")).findall("Search/OrderInfo")
    assert [len(found) for found in empty] == [0]


def test_trap_06_dates_go_in_compact_and_come_out_dashed(store: Store) -> None:
    made = store.order("tee-100")
    assert store.shipped(made, "<ShipDate>20261002</ShipDate><ArrivalDate>20261003</ArrivalDate>").status_code == 200
    ship = store.info(made, "OrderTime,ShipDate,ArrivalDate")
    assert [ship.findtext(path) for path in ("OrderTime", "Ship/ShipDate", "Ship/ArrivalDate")] == [
        "2026-10-01T09:12:40+09:00",
        "2026-10-02",
        "2026-10-03",
    ]
    assert store.search("<OrderTimeFrom>2026-10-01T00:00:00+09:00</OrderTimeFrom>").status_code == 400


@pytest.mark.parametrize("text", ["12:00～14:00", "12:00〜14:00", "12-14", "14:00~16:00", "午前中", ""])
def test_trap_07_requested_time_is_free_text(store: Store, text: str) -> None:
    made = store.order("tee-100", values={"ShipRequestTime": text})
    assert store.info(made, "ShipRequestTime").findtext("Ship/ShipRequestTime") == text


def test_trap_08_minus_is_a_delta_and_unknown_codes_succeed(store: Store) -> None:
    store.form("setStock", item_code="mug-7", quantity="-1")
    assert store.quantity("mug-7") == 2
    answer = store.form("setStock", item_code="mug-8", quantity="5")
    assert (answer.status_code, parsed(answer).findtext("Result/Quantity")) == (200, "5")
    assert store.form("setStock", item_code="mug-7,mug-7", quantity="1,x").status_code == 207


def test_trap_08_allow_overdraft_left_out_is_reset(store: Store) -> None:
    store.item("mug-7", quantity=0, allow_overdraft=True)
    assert store.mall.get_item("mug-7").on_sale
    store.form("setStock", item_code="mug-7", quantity="0")
    assert not store.mall.get_item("mug-7").on_sale


def test_trap_09_edit_item_resets_what_is_left_out(store: Store) -> None:
    store.item("mug-7", values={"caption": "<b>説明</b>", "postage_set": "3", "keep_stock": "0"})
    store.form("editItem", item_code="mug-7", path="食器", name="マグ", product_category="1", price="1200")
    draft = store.mall.get_item("mug-7").content["draft"]
    assert (draft.get("caption", ""), draft["postage_set"], draft["keep_stock"]) == ("", "1", "1")


def test_trap_10_cancelling_without_a_reason_is_out_of_stock_and_mails_at_once(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "4")
    view = store.mall.order(made)
    assert (view.cancel_reason, [mail.kind for mail in view.mails]) == ("210", ["ordered", "cancelled"])
    for status in "1235":
        assert store.status(made, status).status_code == 400
    assert store.mall.order(made).cancelled


def test_trap_10_a_second_cancel_is_refused_and_mails_nobody(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "4")
    assert store.status(made, "4").status_code == 400
    assert len(store.mall.order(made).mails) == 2


def test_trap_11_shipping_and_completing_need_is_point_fix_and_ten_seconds(store: Store) -> None:
    made = store.order("tee-100")
    ship = "<Ship><ShipStatus>3</ShipStatus></Ship>"
    assert store.xml("orderShipStatusChange", change(made, "<IsPointFix>false</IsPointFix>", ship)).status_code == 400
    assert store.shipped(made).status_code == 200
    assert store.status(made, "5").status_code == 400
    store.pass_time(10)
    assert store.status(made, "5", fix="false").status_code == 400
    assert store.status(made, "5").status_code == 200


@pytest.mark.parametrize("first_is_number", [True, False])
def test_trap_12_number_and_reason_exclude_each_other_also_when_stored(store: Store, first_is_number: bool) -> None:
    number = "<ShipInvoiceNumber1>1234-5678-9012</ShipInvoiceNumber1>"
    reason = "<ShipInvoiceNumberEmptyReason>105</ShipInvoiceNumberEmptyReason>"
    first, second = (number, reason) if first_is_number else (reason, number)
    made = store.order("tee-100")
    assert store.shipped(made, number + reason).status_code == 400
    assert store.shipped(made, first).status_code == 200
    assert store.shipped(made, second).status_code == 400
    cleared = first.split(">")[0] + "/>"
    assert store.shipped(made, cleared + second).status_code == 200


def test_trap_13_a_wrong_key_is_silent_until_the_twelve_hours_end(store: Store) -> None:
    store.refresh()
    wrong = store.signature(version="7")
    body = "<Req><Search><Condition><OrderId>x</OrderId></Condition><Field>OrderId</Field></Search>"
    body += "<SellerId>demo-store</SellerId></Req>"
    answer = store.xml("orderList", body, wrong)
    assert (answer.status_code, answer.headers["X-SWS-Authorize-Status"]) == (200, "unauthorized")
    store.pass_time(12 * 3600)
    store.refresh()
    assert error_of(store.xml("orderList", body, wrong)) == (401, "px-04102")
    store.mall.configure({"access_tokens_expired": True})
    expired = store.xml("orderList", body, store.signature())
    assert (expired.status_code, parsed(expired).find("Code")) == (401, None)


def test_trap_14_refreshing_every_day_does_not_prolong_four_weeks(store: Store) -> None:
    given = store.mall.credentials()
    form = {"grant_type": "refresh_token", **{k: given[k] for k in ("refresh_token", "client_id", "client_secret")}}
    for _ in range(28):
        assert store.token_answer(form).status_code == 200
        store.pass_time(DAY)
    assert store.token_answer(form).json()["error"] == "invalid_grant"


def test_trap_15_ship_status_words(store: Store) -> None:
    assert list(SHIP_STATUS.items()) == [
        ("0", "出荷不可"),
        ("1", "出荷可"),
        ("2", "出荷処理中"),
        ("3", "出荷済み"),
        ("4", "着荷済み"),
    ]
    unpaid = store.order("tee-100", payment="prepaid", paid=False)
    assert store.info(unpaid, "ShipStatus").findtext("Ship/ShipStatus") == "0"
    store.mall.act(unpaid, "pay", {})
    assert store.info(unpaid, "ShipStatus").findtext("Ship/ShipStatus") == "1"
    assert store.mall.order(unpaid).open


def test_trap_16_points_hold_gift_cards_and_unit_price_holds_the_coupon(store: Store) -> None:
    values = {"UsePoint": 300, "GiftCardDiscount": 200, "TotalImmediateBonusAmount": 100, "ShipCharge": 0}
    coupon = {"tee-100": {"UnitPrice": 2000, "OriginalPrice": 2200, "CouponDiscount": 200}}
    made = store.order("tee-100", quantity=2, values=values, line_values=coupon)
    assert store.info(made, "TotalPrice").findtext("Detail/TotalPrice") == str(2 * 2000 - 300)


@pytest.mark.parametrize("zip_code", ["1000001", "100-0001"])
def test_trap_17_postal_codes_with_and_without_hyphen(store: Store, zip_code: str) -> None:
    made = store.order("tee-100", buyer={"zip_code": zip_code, "prefecture": "その他"})
    ship = store.info(made, "ShipZipCode,ShipPrefecture").find("Ship")
    assert ship is not None
    assert [cell.text for cell in ship] == [zip_code, "その他"]


def test_trap_17_url_gifts_do_not_show_the_buyer(store: Store) -> None:
    made = store.order("tee-100", values={"SocialGiftType": 1}, buyer={"email": "real@example.jp"})
    pay = store.info(made, "BillMailAddress,SocialGiftType")
    assert pay.findtext("SocialGiftType") == "1"
    assert pay.findtext("Pay/BillMailAddress", "").startswith("noreply@")


def test_trap_18_auction_orders_come_through_the_same_api(store: Store) -> None:
    store.order("mug-7")
    values = {"IsYahooAuctionOrder": "true", "YahooAuctionId": "x1000000001", "YahooAuctionBidType": 2}
    made = store.order("tee-100", values=values, line_values={"tee-100": {"ItemYahooAucId": "x1000000001"}})
    assert store.found(SINCE + "<IsYahooAuctionOrder>true</IsYahooAuctionOrder>") == [made]
    info = store.info(made, "YahooAuctionId,ItemYahooAucId")
    assert [info.findtext(path) for path in ("YahooAuctionId", "Item/ItemYahooAucId")] == ["x1000000001"] * 2
    assert warnings_of(store.status(made, "4")) == []
