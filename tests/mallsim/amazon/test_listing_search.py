"""searchListingsItems: filters, order and pages (section 4.3)."""

from typing import Any

import pytest

from tests.mallsim.amazon.seller import MARKETPLACE, Seller


def search(seller: Seller, **query: Any) -> Any:
    """One search."""
    return seller.call("GET", seller.item_path(), marketplaceIds=MARKETPLACE, **query)


def found(seller: Seller, **query: Any) -> list[str]:
    """The SKUs of a search, by SKU unless told otherwise."""
    seller.pass_time(1)
    answer = search(seller, **{"sortBy": "sku", "sortOrder": "ASC", **query})
    assert answer.status_code == 200, answer.text
    return [item["sku"] for item in answer.json()["items"]]


def test_4_3_filters(seller: Seller) -> None:
    seller.pass_time(60)
    seller.town.put("NEW-1", title="新しい", quantity=0)
    asin = seller.listing("MUG-7")["summaries"][0]["asin"]
    assert found(seller) == ["MUG-7", "NEW-1", "TEE-FBA", "TEE-W-M"]
    assert found(seller, identifiers="MUG-7,NOBODY", identifiersType="SKU") == ["MUG-7"]
    assert found(seller, identifiers=asin, identifiersType="ASIN") == ["MUG-7"]
    assert found(seller, createdAfter="2026-04-01T03:00:30Z") == ["NEW-1"]
    assert found(seller, lastUpdatedBefore="2026-04-01T03:00:30Z") == ["MUG-7", "TEE-FBA", "TEE-W-M"]
    assert found(seller, withStatus="BUYABLE") == ["MUG-7", "TEE-FBA", "TEE-W-M"]
    assert found(seller, withoutStatus="BUYABLE") == ["NEW-1"]


def test_4_3_search_by_issue(seller: Seller) -> None:
    issue = {
        "code": "18027",
        "message": "画像に問題があります。",
        "severity": "WARNING",
        "categories": ["INVALID_IMAGE"],
    }
    seller.town.put("MUG-7", issues=[issue])
    assert found(seller, withIssueSeverity="WARNING,ERROR") == ["MUG-7"]
    assert seller.listing("MUG-7")["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]


@pytest.mark.parametrize(
    "query",
    [
        {"identifiers": "MUG-7"},
        {"identifiersType": "SKU"},
        {"identifiers": "MUG-7", "identifiersType": "NAME"},
        {"identifiers": ",".join(map(str, range(21))), "identifiersType": "SKU"},
        {"pageSize": 21},
        {"pageSize": 0},
        {"sortBy": "title"},
        {"pageToken": "unknown"},
        {"includedData": "everything"},
    ],
)
def test_4_3_refusals(seller: Seller, query: dict[str, Any]) -> None:
    assert search(seller, **query).status_code == 400


def test_4_3_pages_of_twenty_and_back() -> None:
    seller = Seller(goods=True)
    first = search(seller, pageSize=20).json()
    assert (first["numberOfResults"], len(first["items"])) == (128, 20)
    assert set(first["pagination"]) == {"nextToken"}
    second = search(seller, pageSize=20, pageToken=first["pagination"]["nextToken"]).json()
    assert not {item["sku"] for item in first["items"]} & {item["sku"] for item in second["items"]}
    again = search(seller, pageSize=20, pageToken=second["pagination"]["previousToken"]).json()
    assert again["items"] == first["items"]
    seller.pass_time(10)
    seen, token = 0, ""
    while True:
        seller.pass_time(1)
        page = search(seller, pageSize=20, **({"pageToken": token} if token else {})).json()
        seen += len(page["items"])
        token = page["pagination"].get("nextToken", "")
        if not token:
            break
    assert seen == 128


def test_4_3_variations_hang_on_a_parent_nobody_can_buy() -> None:
    seller = Seller(goods=True)
    parent = seller.listing("IGV-01", "summaries,relationships,fulfillmentAvailability")
    children = ["IGV-01-M-BK", "IGV-01-M-WH", "IGV-01-L-BK", "IGV-01-L-WH"]
    assert parent["relationships"][0]["relationships"][0]["childSkus"] == children
    assert (parent["fulfillmentAvailability"], parent["summaries"][0]["status"]) == ([], ["DISCOVERABLE"])
    child = seller.listing("IGV-01-M-BK", "relationships")["relationships"][0]["relationships"][0]
    assert (child["type"], child["parentSkus"]) == ("VARIATION", ["IGV-01"])
    assert found(seller, variationParentSku="IGV-01") == sorted(children)
    assert "IGV-01" not in [item["code"] for item in seller.town.control.get("/malls/amazon/items").json()]


def test_4_3_no_more_than_a_thousand_can_be_paged(seller: Seller) -> None:
    for number in range(1010):
        seller.town.world.seat("amazon").mall.put_item(f"S-{number:04}", {"quantity": 1})
    token, pages = "", 0
    while True:
        seller.pass_time(1)
        page = search(seller, pageSize=20, **({"pageToken": token} if token else {})).json()
        pages += 1
        token = page["pagination"].get("nextToken", "")
        if not token:
            break
    assert (pages, page["numberOfResults"]) == (50, 1013)
