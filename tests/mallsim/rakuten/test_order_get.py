"""Section 2.3: getOrder."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.mallsim.rakuten.rms import Rms, codes
from tests.mallsim.town import Town

FIXTURES = Path(__file__).parent / "fixtures"


def two_lines(town: Town) -> str:
    """A tenugui and two T-shirts of a multi-SKU item, coupon, points and a delivery wish; confirmed and authorised."""
    town.time += 1
    body = json.loads((FIXTURES / "multi_sku_item.json").read_text())["request"]
    assert Rms(town).rest("PUT", "/es/2.0/items/manage-numbers/tshirt-100", body).status_code == 201
    town.put("TS-100-M-BK", quantity=5)
    number = town.buy(
        ("TN-001", 1),
        ("TS-100-M-BK", 2),
        postage=600,
        points=100,
        coupon=500,
        delivery_date="2026-04-05",
        shipping_term=1416,
        remarks="[配送日時指定:]\n2026-04-05(日)\n14:00～16:00",
    )
    town.act(number, "confirm")
    town.time += 331
    town.control.get("/clock")
    return number


def test_s2_3_sample_version_10(town: Town, rms: Rms) -> None:
    number = two_lines(town)
    answer = rms.order("getOrder", {"orderNumberList": [number], "version": 10})
    expected = json.loads((FIXTURES / "get_order_v10.json").read_text())["answer"]
    assert answer.status_code == 200
    assert answer.json() == expected


def test_s2_3_totals_follow_the_key_points(town: Town, rms: Rms) -> None:
    order = rms.get_order(two_lines(town))
    assert order["totalPrice"] == order["goodsPrice"] + order["postagePrice"] == 6000
    assert order["requestPrice"] == 6000 - 500 - 100
    assert order["TaxSummaryModelList"][0]["reqPrice"] == 5500


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"version": 10}, "GET_ORDER_ERROR_009"),
        ({"orderNumberList": [], "version": 10}, "GET_ORDER_ERROR_010"),
        ({"orderNumberList": ["123456-20260401-0000000001"]}, "GET_ORDER_ERROR_009"),
        ({"orderNumberList": ["123456-20260401-0000000001"], "version": 2}, "GET_ORDER_ERROR_011"),
        ({"orderNumberList": ["123456-20260401-0000000001"], "version": 11}, "GET_ORDER_ERROR_011"),
        ({"orderNumberList": ["1"] * 101, "version": 10}, "GET_ORDER_ERROR_012"),
    ],
)
def test_trap_05_version_is_mandatory_and_ages_out(rms: Rms, body: Any, code: str) -> None:
    answer = rms.order("getOrder", body)
    assert (answer.status_code, codes(answer)) == (400, [code])


def test_trap_05_versions_drop_newer_members(rms: Rms, to_ship: str) -> None:
    def line(version: int) -> dict[str, Any]:
        package = rms.get_order(to_ship, version)["PackageModelList"][0]
        return {"item": set(package["ItemModelList"][0]), "package": set(package)}

    assert "SkuModelList" not in line(6)["item"]
    assert "SkuModelList" in line(7)["item"]
    assert "goodsTax" in line(7)["package"]
    assert "goodsTax" not in line(8)["package"]
    assert "dropOffFlag" not in line(8)["package"]
    assert "dropOffFlag" in line(9)["package"]
    assert "SocialGiftModel" not in line(9)["package"]
    assert "SocialGiftModel" in line(10)["package"]


def test_s2_3_top_level_version_since_6(rms: Rms, to_ship: str) -> None:
    body = {"orderNumberList": [to_ship]}
    assert "version" not in rms.order("getOrder", {**body, "version": 5}).json()
    assert rms.order("getOrder", {**body, "version": 6}).json()["version"] == 6


def test_trap_03_http_200_with_an_error_for_the_unknown_number(rms: Rms, to_ship: str) -> None:
    unknown = "123456-20260401-0000000009"
    answer = rms.order("getOrder", {"orderNumberList": [to_ship, unknown], "version": 10})
    assert answer.status_code == 200
    assert codes(answer) == ["GET_ORDER_INFO_101", "GET_ORDER_ERROR_016"]
    assert answer.json()["MessageModelList"][1]["orderNumber"] == unknown
    assert [order["orderNumber"] for order in answer.json()["OrderModelList"]] == [to_ship]


def test_trap_04_undetermined_prices_are_minus_9999(town: Town, rms: Rms) -> None:
    order = rms.get_order(town.buy(("TN-001", 2), postage_undetermined=True))
    assert order["goodsPrice"] == 3600
    assert [order["postagePrice"], order["totalPrice"], order["requestPrice"]] == [-9999, -9999, -9999]
    assert order["PackageModelList"][0]["postagePrice"] == -9999
    assert order["TaxSummaryModelList"][0]["reqPrice"] == -9999


def test_s2_3_social_gift_holds_dummies_until_the_address_is_typed_in(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), social_gift=True)
    package = rms.get_order(number)["PackageModelList"][0]
    assert package["SocialGiftModel"]["inputFlag"] == 0
    sender = package["SenderModel"]
    assert (sender["zipCode1"], sender["zipCode2"], sender["familyName"]) == ("999", "9999", "入力待ち")
    assert (sender["phoneNumber1"], sender["phoneNumber2"], sender["phoneNumber3"]) == ("999", "9999", "9999")
    town.act(number, "gift_input")
    package = rms.get_order(number)["PackageModelList"][0]
    assert package["SocialGiftModel"]["inputFlag"] == 1
    assert package["SenderModel"]["familyName"] == "試験"


def test_s2_3_two_packages(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), ("MG-7", 1), packages=[[0], [1]])
    order = rms.get_order(number)
    codes_of = [[i["itemNumber"] for i in p["ItemModelList"]] for p in order["PackageModelList"]]
    assert codes_of == [["TN-001"], ["MG-7"]]
    assert order["severalSenderFlag"] == 1


def test_s2_3_pre_migration_order_has_empty_sku_fields(town: Town, rms: Rms) -> None:
    item = rms.get_order(town.buy(("TN-001", 1), pre_migration=True))["PackageModelList"][0]["ItemModelList"][0]
    assert item["itemNumber"] == "TN-001"
    assert item["SkuModelList"] == [{"variantId": None, "merchantDefinedSkuId": None, "skuInfo": None}]


def test_s2_3_rakuten_confirm_flag(town: Town, rms: Rms) -> None:
    assert rms.get_order(town.buy(("TN-001", 1), rakuten_confirm=True))["rakutenConfirmFlag"] == 1


def test_trap_23_merchant_sku_is_optional_and_the_code_falls_back(town: Town, rms: Rms) -> None:
    body = json.loads((FIXTURES / "single_sku_item.json").read_text())["request"]
    del body["variants"]["tn-900"]["merchantDefinedSkuId"]
    rms.rest("PUT", "/es/2.0/items/manage-numbers/tenugui-900", body | {"hideItem": False})
    town.put("TN-900", quantity=1)
    item = rms.get_order(town.buy(("TN-900", 1)))["PackageModelList"][0]["ItemModelList"][0]
    assert item["SkuModelList"] == [{"variantId": "tn-900", "merchantDefinedSkuId": None, "skuInfo": None}]
    assert (item["itemNumber"], item["manageNumber"]) == ("TN-900", "tenugui-900")
