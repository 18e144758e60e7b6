"""Section 3.3: orderInfo."""

from tests.mallsim.yahoo_shopping.store import Store, change, error_of, fixture, message_of, same_xml

VALUES = {
    "BuyerComments": "置き配でお願いします",
    "ShipRequestDate": "2026-10-05",
    "ShipRequestTime": "14:00～16:00",
    "UsePoint": 100,
}
BUYER = {
    "family_name": "架空",
    "first_name": "次郎",
    "zip_code": "1000000",
    "city": "架空区",
    "address": "一丁目1-1",
    "phone": "03-0000-0000",
    "email": "jiro@example.jp",
}


def test_s3_3_sample(store: Store) -> None:
    code = "tee-200:tee-200-bk-m"
    store.order(code, quantity=2, values=VALUES, buyer=BUYER, item_options={code: {"包装": "簡易"}})
    answer = store.xml("orderInfo", fixture("order_info_request.xml"))
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("order_info_answer.xml"))


def test_s3_3_text_comes_as_cdata_and_empty_values_as_empty_elements(store: Store) -> None:
    store.order("tee-200:tee-200-bk-m", buyer=BUYER)
    answer = store.xml("orderInfo", fixture("order_info_request.xml"))
    assert "<BillLastName><![CDATA[架空]]></BillLastName>" in answer.text
    assert "<ShipAddress2></ShipAddress2>" in answer.text
    assert "<BuyerComments></BuyerComments>" in answer.text


def test_s3_3_cdata_end_mark_inside_a_text_survives(store: Store) -> None:
    made = store.order("tee-100", values={"BuyerComments": "a]]>b & <c>"})
    assert store.info(made, "BuyerComments").findtext("BuyerComments") == "a]]>b & <c>"


def test_s3_3_only_asked_keys_and_groups_are_there(store: Store) -> None:
    made = store.order("tee-100")
    asked = store.info(made, "OrderId,ShipStatus")
    assert [(cell.tag, [inner.tag for inner in cell]) for cell in asked] == [("OrderId", []), ("Ship", ["ShipStatus"])]


def test_s3_3_one_item_element_per_line(store: Store) -> None:
    made = store.order("tee-100", "mug-7", "tee-200:tee-200-bk-m")
    lines = store.info(made, "LineId,ItemId,SubCode").findall("Item")
    assert [[cell.text for cell in line] for line in lines] == [
        ["1", "tee-100", None],
        ["2", "mug-7", None],
        ["3", "tee-200", "tee-200-bk-m"],
    ]


def test_s3_3_unknown_field_and_missing_field(store: Store) -> None:
    made = store.order("tee-100")
    for field in ("", "<Field>OrderId,Subtotal</Field>"):
        assert store.xml("orderInfo", change(made, field)).status_code == 400


def test_s3_3_unknown_order(store: Store) -> None:
    answer = store.xml("orderInfo", change("demo-store-99999999", "<Field>OrderId</Field>"))
    assert error_of(answer)[0] == 400
    assert "Not Exists" in message_of(answer)


def test_s3_3_order_id_form(store: Store) -> None:
    assert store.order("tee-100") == "demo-store-10000001"
    assert store.order("tee-100") == "demo-store-10000002"


def test_s3_3_read_only_flag(store: Store) -> None:
    made = store.order("tee-100", read_only=True)
    assert store.info(made, "IsReadOnly").findtext("IsReadOnly") == "1"
    store.pass_time(600)
    assert store.info(made, "IsReadOnly").findtext("IsReadOnly") == "0"


def test_s3_3_total_price_formula(store: Store) -> None:
    values = {
        "GiftWrapCharge": 200,
        "ShipCharge": 500,
        "PayCharge": 330,
        "Discount": 50,
        "UsePoint": 120,
        "GiftCardDiscount": 100,
        "TotalMallCouponDiscount": 30,
        "Adjustments": -10,
    }
    made = store.order("tee-100", "mug-7", quantity=2, values=values)
    total = store.info(made, "TotalPrice").findtext("Detail/TotalPrice")
    assert total == str(2 * 2200 + 2 * 1200 + 200 + 500 + 330 - 50 - 120 - 30 - 10)
