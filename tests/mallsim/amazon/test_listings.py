"""Listings: read, patch, put, delete; accepted is not done, and 200 is not accepted (sections 4.1, 4.2, 4.4, 8.7)."""

from typing import Any

import pytest

from tests.mallsim.amazon.seller import MARKETPLACE, Seller, error_of, stock

LEAD = {"fulfillment_channel_code": "DEFAULT", "quantity": 12, "lead_time_to_ship_max_days": 2}


def availability(seller: Seller, sku: str) -> list[dict[str, Any]]:
    """The rows of the stock attribute."""
    rows: list[dict[str, Any]] = seller.listing(sku, "attributes")["attributes"]["fulfillment_availability"]
    return rows


def test_4_3_item_with_its_data_sets(seller: Seller) -> None:
    item = seller.listing("TEE-W-M", "summaries,offers,fulfillmentAvailability,issues,productTypes")
    asin = item["summaries"][0]["asin"]
    assert item == {
        "sku": "TEE-W-M",
        "summaries": [
            {
                "marketplaceId": MARKETPLACE,
                "asin": asin,
                "productType": "SHIRT",
                "conditionType": "new_new",
                "status": ["BUYABLE", "DISCOVERABLE"],
                "itemName": "綿Tシャツ 白 M",
                "createdDate": "2026-04-01T03:00:00Z",
                "lastUpdatedDate": "2026-04-01T03:00:00Z",
            }
        ],
        "offers": [
            {
                "marketplaceId": MARKETPLACE,
                "offerType": "B2C",
                "price": {"amount": "2980", "currencyCode": "JPY"},
                "points": {"pointsNumber": 29},
                "audience": {"value": "ALL", "displayName": "Sell on Amazon"},
            }
        ],
        "fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 12}],
        "issues": [],
        "productTypes": [{"marketplaceId": MARKETPLACE, "productType": "SHIRT"}],
    }
    answer = seller.call("GET", seller.item_path("TEE-W-M"), marketplaceIds=MARKETPLACE)
    assert set(answer.json()) == {"sku", "summaries"}


def test_4_3_nothing_to_sell_is_not_buyable(seller: Seller) -> None:
    seller.town.put("MUG-7", quantity=0)
    assert seller.listing("MUG-7")["summaries"][0]["status"] == ["DISCOVERABLE"]


def test_4_1_accepted_is_queued_and_takes_effect_later(seller: Seller) -> None:
    answer = seller.set_stock("TEE-W-M", 5)
    body = answer.json()
    assert (answer.status_code, body["sku"], body["status"], body["issues"]) == (200, "TEE-W-M", "ACCEPTED", [])
    call = seller.town.calls()[-1]
    assert (call["operation"], call["effect"]) == ("stock.write", [])
    seller.pass_time(119)
    assert seller.town.item("TEE-W-M")["quantity"] == 12
    seller.pass_time(1)
    assert seller.town.item("TEE-W-M")["quantity"] == 5
    assert seller.town.calls()[call["number"] - 1]["effect"] == [{"code": "TEE-W-M", "quantity": 5}]


def test_4_1_an_order_between_acceptance_and_effect_is_overwritten(seller: Seller) -> None:
    seller.set_stock("TEE-W-M", 10)
    seller.town.buy(("TEE-W-M", 1))
    assert seller.town.item("TEE-W-M")["quantity"] == 11
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 10


@pytest.mark.parametrize(
    ("op", "row"),
    [
        ("merge", {**LEAD, "quantity": 5}),
        ("replace", {"fulfillment_channel_code": "DEFAULT", "quantity": 5}),
    ],
)
def test_4_1_trap_4_replace_wipes_the_lead_time_and_merge_keeps_it(
    seller: Seller, op: str, row: dict[str, Any]
) -> None:
    seller.set_stock("TEE-W-M", 5, op)
    seller.pass_time(120)
    assert availability(seller, "TEE-W-M") == [row]


def test_4_1_trap_4_another_channel_code_adds_an_instance_until_one_is_deleted(seller: Seller) -> None:
    seller.set_stock("TEE-W-M", 5, "replace", "AMAZON_NA")
    seller.pass_time(120)
    added = {"fulfillment_channel_code": "AMAZON_NA", "quantity": 5}
    assert availability(seller, "TEE-W-M") == [LEAD, added]
    assert seller.town.item("TEE-W-M")["quantity"] == 12
    seller.patch("TEE-W-M", {**stock(0, "delete"), "value": [{"fulfillment_channel_code": "DEFAULT"}]})
    seller.pass_time(120)
    assert availability(seller, "TEE-W-M") == [added]


@pytest.mark.parametrize(
    ("patch", "code", "category"),
    [
        ({**stock(5), "path": "/attributes/fulfillmentAvailability"}, "90000900", "INVALID_ATTRIBUTE"),
        ({**stock(5), "value": [{"quantity": 5}]}, "99022", "MISSING_ATTRIBUTE"),
        (
            {**stock(5), "value": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 5}]},
            "90000900",
            "INVALID_ATTRIBUTE",
        ),
        (stock("5"), "90000900", "INVALID_ATTRIBUTE"),
        (stock(-1), "90000900", "INVALID_ATTRIBUTE"),
        (
            {"op": "replace", "path": "/attributes/purchasable_offer", "value": [{"currency": "JPY"}]},
            "99022",
            "MISSING_ATTRIBUTE",
        ),
    ],
)
def test_4_2_trap_3_invalid_comes_with_http_200(
    seller: Seller, patch: dict[str, Any], code: str, category: str
) -> None:
    answer = seller.patch("TEE-W-M", patch)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "INVALID")
    (issue,) = body["issues"]
    assert (issue["code"], issue["severity"], issue["categories"]) == (code, "ERROR", [category])
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 12


@pytest.mark.parametrize(
    "patches",
    [
        [],
        [{"op": "increase", "path": "/attributes/fulfillment_availability", "value": [{}]}],
        [{**stock(5), "path": "/attributes/fulfillment_availability/0/quantity"}],
        [{**stock(5), "path": "/summaries"}],
        [{**stock(5), "value": {"quantity": 5}}],
    ],
)
def test_4_1_a_patch_that_is_none_is_400(seller: Seller, patches: list[dict[str, Any]]) -> None:
    assert error_of(seller.patch("TEE-W-M", *patches)) == (400, "InvalidInput", "The provided payload is invalid.")


def test_4_1_the_listings_own_product_type_or_product(seller: Seller) -> None:
    statuses = [
        seller.patch("TEE-W-M", stock(5), product_type=kind).json()["status"] for kind in ("SHIRT", "PRODUCT", "CUP")
    ]
    assert statuses == ["ACCEPTED", "ACCEPTED", "INVALID"]


def test_4_1_preview_answers_valid_and_changes_nothing(seller: Seller) -> None:
    answer = seller.patch("TEE-W-M", stock(5), mode="VALIDATION_PREVIEW", includedData="identifiers,issues").json()
    assert (answer["status"], answer["issues"]) == ("VALID", [])
    assert answer["identifiers"][0]["marketplaceId"] == MARKETPLACE
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 12


def test_4_1_an_unknown_sku_is_accepted_and_nothing_comes_of_it(seller: Seller) -> None:
    assert seller.set_stock("NOBODY", 5).json()["status"] == "ACCEPTED"
    seller.pass_time(120)
    answer = seller.call("GET", seller.item_path("NOBODY"), marketplaceIds=MARKETPLACE)
    text = f"SKU 'NOBODY' not found in marketplace {MARKETPLACE}"
    assert error_of(answer) == (404, "NOT_FOUND", text)
    assert seller.town.calls()[0]["effect"] == []


def test_an_unknown_sku_may_be_set_to_be_invalid(seller: Seller) -> None:
    seller.town.configure(unknown_sku="invalid")
    answer = seller.set_stock("NOBODY", 5).json()
    assert (answer["status"], answer["issues"][0]["code"]) == ("INVALID", "13013")


def test_4_2_issues_may_come_late(seller: Seller) -> None:
    seller.town.configure(late_issue_skus="TEE-W-M,OTHER")
    assert seller.set_stock("TEE-W-M", 5).json()["status"] == "ACCEPTED"
    seller.pass_time(120)
    item = seller.listing("TEE-W-M")
    assert item["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 12}]
    assert [(issue["code"], issue["categories"]) for issue in item["issues"]] == [("90220", ["MISSING_ATTRIBUTE"])]
    assert item["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert seller.town.item("TEE-W-M")["on_sale"] is False


def test_4_1_fba_shows_no_quantity_and_a_quantity_converts_the_offer(seller: Seller) -> None:
    assert seller.listing("TEE-FBA")["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "AMAZON_JP"}]
    seller.set_stock("TEE-FBA", 3)
    seller.pass_time(120)
    item = seller.town.item("TEE-FBA")
    assert (item["content"]["fulfilledBy"], item["quantity"]) == ("MERCHANT", 3)


def test_fba_quantity_may_be_set_to_be_invalid(seller: Seller) -> None:
    seller.town.configure(fba_quantity="invalid")
    assert seller.set_stock("TEE-FBA", 3).json()["status"] == "INVALID"
    seller.pass_time(120)
    assert seller.town.item("TEE-FBA")["content"]["fulfilledBy"] == "AMAZON"


def test_4_1_price(seller: Seller) -> None:
    value = [
        {"marketplace_id": MARKETPLACE, "currency": "JPY", "our_price": [{"schedule": [{"value_with_tax": 3480}]}]}
    ]
    seller.patch("TEE-W-M", {"op": "replace", "path": "/attributes/purchasable_offer", "value": value})
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["price"] == 3480


def test_4_4_put_creates_an_offer_and_delete_takes_it_away(seller: Seller) -> None:
    path = seller.item_path("新品/1")
    at: dict[str, Any] = {"marketplaceIds": MARKETPLACE}
    attributes: dict[str, Any] = {
        "condition_type": [{"value": "new_new", "marketplace_id": MARKETPLACE}],
        "merchant_suggested_asin": [{"value": "B000000001", "marketplace_id": MARKETPLACE}],
        "purchasable_offer": [
            {"marketplace_id": MARKETPLACE, "currency": "JPY", "our_price": [{"schedule": [{"value_with_tax": 2980}]}]}
        ],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 12}],
    }
    body = {"productType": "SHIRT", "requirements": "LISTING_OFFER_ONLY", "attributes": attributes}
    assert seller.call("PUT", path, body, **at).json()["status"] == "ACCEPTED"
    seller.pass_time(120)
    item = seller.town.item("新品/1")
    assert (item["quantity"], item["price"], item["on_sale"]) == (12, 2980, True)
    del attributes["condition_type"]
    answer = seller.call("PUT", path, body, **at).json()
    assert (answer["status"], [issue["code"] for issue in answer["issues"]]) == ("INVALID", ["90220"])
    assert seller.call("DELETE", path, **at).json()["status"] == "ACCEPTED"
    seller.pass_time(120)
    assert seller.call("GET", path, **at).status_code == 404


def test_4_sku_must_be_percent_encoded_in_full(seller: Seller) -> None:
    seller.town.put("A/B 1", title="斜線", quantity=1)
    assert seller.listing("A/B 1")["sku"] == "A/B 1"
    answer = seller.call("GET", f"/listings/2021-08-01/items/{seller.id}/A/B%201", marketplaceIds=MARKETPLACE)
    assert error_of(answer)[:2] == (403, "Unauthorized")


def test_4_marketplace_and_seller_are_checked(seller: Seller) -> None:
    path = seller.item_path("TEE-W-M")
    assert seller.call("GET", path).status_code == 400
    assert seller.call("GET", path, marketplaceIds="ATVPDKIKX0DER").status_code == 400
    assert seller.call("GET", path.replace(seller.id, "A2OTHER"), marketplaceIds=MARKETPLACE).status_code == 403


def test_stale_read_shows_the_quantity_of_a_while_ago(seller: Seller) -> None:
    seller.pass_time(60)
    seller.town.put("TEE-W-M", quantity=4)
    seller.pass_time(5)
    seller.town.fault("stale_read", operation="item.read", seconds=10, lasts_s=1)
    assert seller.listing("TEE-W-M")["fulfillmentAvailability"][0]["quantity"] == 12
    seller.pass_time(10)
    assert seller.listing("TEE-W-M")["fulfillmentAvailability"][0]["quantity"] == 4


def test_silent_drop_accepts_and_does_nothing(seller: Seller) -> None:
    seller.town.fault("silent_drop", operation="stock.write", times=1)
    assert seller.set_stock("TEE-W-M", 5).json()["status"] == "ACCEPTED"
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 12
    seller.set_stock("TEE-W-M", 6)
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 6
    assert [call["effect"] for call in seller.town.calls()] == [[], [], [{"code": "TEE-W-M", "quantity": 6}]]
