"""Sections 4, 4.1: items get, upsert, patch, delete, bulk-get."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.mallsim.rakuten.rms import Rms, errors
from tests.mallsim.town import Town

FIXTURES = Path(__file__).parent / "fixtures"
ITEM = "/es/2.0/items/manage-numbers/tenugui-900"
SHIRT = "/es/2.0/items/manage-numbers/tshirt-100"


@pytest.fixture
def single() -> dict[str, Any]:
    """The body of a minimal single-SKU item."""
    body: dict[str, Any] = json.loads((FIXTURES / "single_sku_item.json").read_text())["request"]
    return body


@pytest.fixture
def shirt() -> dict[str, Any]:
    """The body of a multi-SKU item."""
    body: dict[str, Any] = json.loads((FIXTURES / "multi_sku_item.json").read_text())["request"]
    return body


def test_s4_1_create_is_201_update_is_204(rms: Rms, single: dict[str, Any]) -> None:
    created = rms.rest("PUT", ITEM, single)
    assert (created.status_code, created.json()) == (201, {"manageNumber": "tenugui-900"})
    assert rms.rest("PUT", ITEM, single).status_code == 204


def test_s4_1_get_sample_has_defaults_filled_in(rms: Rms, single: dict[str, Any]) -> None:
    rms.rest("PUT", ITEM, single)
    answer = rms.rest("GET", ITEM)
    assert answer.status_code == 200
    assert answer.json() == json.loads((FIXTURES / "single_sku_item.json").read_text())["answer"]


def test_s4_1_new_item_has_no_stock_until_it_is_written(town: Town, rms: Rms, single: dict[str, Any]) -> None:
    rms.rest("PUT", ITEM, single)
    assert rms.stock("tenugui-900", "tn-900") is None
    row = {"manageNumber": "tenugui-900", "variantId": "tn-900", "mode": "ABSOLUTE", "quantity": 4}
    rms.rest("POST", "/es/2.0/inventories/bulk-upsert", {"inventories": [row]})
    assert rms.rest("PATCH", ITEM, {"hideItem": False}).status_code == 204
    assert (town.item("TN-900")["quantity"], town.item("TN-900")["on_sale"]) == (4, True)


def test_s4_1_unknown_item_is_404(rms: Rms) -> None:
    expected = {"errors": [{"code": "GE0014", "message": "Not found for inputs; manageNumber=tenugui-900"}]}
    for answer in (rms.rest("GET", ITEM), rms.rest("PATCH", ITEM, {"title": "x"}), rms.rest("DELETE", ITEM)):
        assert (answer.status_code, answer.json()) == (404, expected)


def test_s4_1_delete_takes_the_stock_along(rms: Rms) -> None:
    answer = rms.rest("DELETE", "/es/2.0/items/manage-numbers/tn-001")
    assert (answer.status_code, answer.content) == (204, b"")
    assert rms.stock("tn-001", "tn-001") is None


def test_s4_1_price_only_change(rms: Rms, shirt: dict[str, Any]) -> None:
    rms.rest("PUT", SHIRT, shirt)
    assert rms.rest("PATCH", SHIRT, {"variants": {"r-m-bk": {"standardPrice": "1750"}}}).status_code == 204
    variants = rms.rest("GET", SHIRT).json()["variants"]
    assert {id: variant["standardPrice"] for id, variant in variants.items()} == {"r-m-bk": "1750", "r-l-bk": "1800"}


def test_trap_15_put_wipes_what_is_not_sent(rms: Rms, single: dict[str, Any]) -> None:
    rms.rest("PUT", ITEM, single | {"tagline": "季節の色"})
    rms.rest("PUT", ITEM, single)
    assert "tagline" not in rms.rest("GET", ITEM).json()


def test_trap_15_patch_replaces_lists_whole(rms: Rms, single: dict[str, Any]) -> None:
    second = {"type": "CABINET", "location": "/goods/b.jpg"}
    rms.rest("PUT", ITEM, single)
    rms.rest("PATCH", ITEM, {"images": [second]})
    assert rms.rest("GET", ITEM).json()["images"] == [second]
    assert rms.rest("GET", ITEM).json()["title"] == "手ぬぐい 紅"


def test_trap_15_only_okihai_and_social_gift_are_sticky(rms: Rms, single: dict[str, Any]) -> None:
    bent = deepcopy(single) | {"features": {"socialGiftFlag": True, "review": "HIDDEN"}}
    bent["variants"]["tn-900"]["shipping"]["okihaiSetting"] = False
    rms.rest("PUT", ITEM, bent)
    rms.rest("PUT", ITEM, single)
    item = rms.rest("GET", ITEM).json()
    assert item["features"]["socialGiftFlag"] is True
    assert item["features"]["review"] == "SHOP_SETTING"
    assert item["variants"]["tn-900"]["shipping"]["okihaiSetting"] is False


def test_trap_15_round_trip_of_get_into_put_changes_nothing(rms: Rms, shirt: dict[str, Any]) -> None:
    rms.rest("PUT", SHIRT, shirt)
    before = rms.rest("GET", SHIRT).json()
    assert rms.rest("PUT", SHIRT, before).status_code == 204
    after = rms.rest("GET", SHIRT).json()
    assert {**before, "updated": ""} == {**after, "updated": ""}


@pytest.mark.parametrize("reason", [5, "5"])
def test_trap_16_exemption_reason_as_number_or_text(rms: Rms, single: dict[str, Any], reason: object) -> None:
    single["variants"]["tn-900"]["articleNumber"] = {"exemptionReason": reason}
    assert rms.rest("PUT", ITEM, single).status_code == 201


def test_trap_16_exception_reason_is_not_the_field(rms: Rms, single: dict[str, Any]) -> None:
    single["variants"]["tn-900"]["articleNumber"] = {"exceptionReason": 5}
    assert errors(rms.rest("PUT", ITEM, single)) == ["IE0229"]


def test_trap_17_variant_cannot_be_re_pointed(rms: Rms, shirt: dict[str, Any]) -> None:
    rms.rest("PUT", SHIRT, shirt)
    shirt["variants"]["r-l-bk"]["selectorValues"]["size"] = "M"
    answer = rms.rest("PUT", SHIRT, shirt)
    assert (answer.status_code, errors(answer)) == (400, ["IE0416"])


def test_s4_1_genre_error_sample(rms: Rms, single: dict[str, Any]) -> None:
    answer = rms.rest("PUT", ITEM, single | {"genreId": "12"})
    assert answer.status_code == 400
    message = {"code": "IE0146", "message": "Failed to get the genre info.", "metadata": {"propertyPath": "genreId"}}
    assert answer.json() == {"errors": [message]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": None}, "IE0001"),
        ({"title": "あ" * 86}, "IE0004"),
        ({"itemType": "USED"}, "IE0007"),
        ({"shopUrl": "x"}, "IE0002"),
        ({"images": "a.jpg"}, "IE0002"),
        ({"variants": {"tn-900": 1}}, "IE0002"),
        ({"images": [{"type": "CABINET", "location": "goods/a.jpg"}]}, "IE0223"),
        ({"images": [{"type": "CABINET", "location": "/goods/a.webp"}]}, "IE0224"),
        ({"unlimitedInventoryFlag": True}, "IE0002"),
        ({"payment": {"taxRate": "0.05"}}, "IE0007"),
    ],
)
def test_s4_1_item_field_errors(rms: Rms, single: dict[str, Any], change: Any, code: str) -> None:
    answer = rms.rest("PUT", ITEM, single | change)
    assert (answer.status_code, errors(answer)) == (400, [code])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"standardPrice": None}, "IE0001"),
        ({"standardPrice": "1,800"}, "IE0002"),
        ({"standardPrice": "1000000000"}, "IE0003"),
        ({"articleNumber": {}}, "IE0229"),
        ({"articleNumber": {"value": "49", "exemptionReason": 5}}, "IE0229"),
        ({"articleNumber": {"exemptionReason": 1}}, "IE0429"),
        ({"shipping": {"postageIncluded": True, "fee": "500"}}, "IE0153"),
        ({"selectorValues": {"size": "M"}}, "IE0110"),
        ({"merchantDefinedSkuId": "x" * 97}, "IE0004"),
    ],
)
def test_s4_1_variant_field_errors(rms: Rms, single: dict[str, Any], change: Any, code: str) -> None:
    single["variants"]["tn-900"] |= change
    assert errors(rms.rest("PUT", ITEM, single)) == [code]


def test_s4_1_single_item_has_exactly_one_variant(rms: Rms, single: dict[str, Any]) -> None:
    single["variants"]["second"] = single["variants"]["tn-900"]
    assert errors(rms.rest("PUT", ITEM, single)) == ["IE0269"]


def test_s4_1_value_outside_the_selector(rms: Rms, shirt: dict[str, Any]) -> None:
    shirt["variants"]["r-l-bk"]["selectorValues"]["size"] = "XXL"
    assert errors(rms.rest("PUT", SHIRT, shirt)) == ["IE0113"]


def test_s4_manage_number_alphabet(rms: Rms, single: dict[str, Any]) -> None:
    assert errors(rms.rest("PUT", "/es/2.0/items/manage-numbers/a.b", single)) == ["IE0220"]


def test_s4_bulk_get(rms: Rms) -> None:
    body = {"manageNumbers": ["mg-7", "nowhere", "TN-001"]}
    results = rms.rest("POST", "/es/2.0/items/bulk-get", body).json()["results"]
    assert [item["manageNumber"] for item in results] == ["mg-7", "tn-001"]
    too_many = {"manageNumbers": [f"m{n}" for n in range(51)]}
    assert errors(rms.rest("POST", "/es/2.0/items/bulk-get", too_many)) == ["IE1101"]
    twice = {"manageNumbers": ["mg-7", "MG-7"]}
    assert errors(rms.rest("POST", "/es/2.0/items/bulk-get", twice)) == ["IE1106"]


def test_s4_inventory_related_settings(rms: Rms) -> None:
    path = "/es/2.0/items/inventory-related-settings/manage-numbers/tn-001"
    assert rms.rest("PUT", path, {"variants": {"tn-001": {"restockOnCancel": True}}}).status_code == 204
    assert rms.rest("GET", path).json() == {
        "manageNumber": "tn-001",
        "unlimitedInventoryFlag": False,
        "features": {"inventoryDisplay": "HIDDEN_STOCK"},
        "variants": {"tn-001": {"backOrderFlag": False, "restockOnCancel": True}},
    }


def test_s4_writes_in_an_unmigrated_or_read_only_shop(town: Town, rms: Rms, single: dict[str, Any]) -> None:
    town.configure(migrated=False)
    assert errors(rms.rest("PUT", ITEM, single)) == ["IE1105"]
    town.configure(migrated=True, read_only=True)
    assert errors(rms.rest("PUT", ITEM, single)) == ["GE0017"]
    town.configure(read_only=False, conflicts=1)
    assert errors(rms.rest("PUT", ITEM, single)) == ["CE0001"]
    assert rms.rest("PUT", ITEM, single).status_code == 201
