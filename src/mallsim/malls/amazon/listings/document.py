"""A listing as ``getListingsItem`` shows it, one data set at a time (section 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy

from mallsim.malls.amazon.listings.model import CHANNEL, FBA, MFN, STOCK, Listing
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.wire import Document, money, second

Quantity = Callable[[Listing], int]


def now_quantity(listing: Listing) -> int:
    """The quantity as it is."""
    return listing.quantity


def item(listing: Listing, included: Iterable[str], quantity: Quantity = now_quantity) -> Document:
    """The item with the data sets asked for."""
    return {"sku": listing.sku, **{name: SETS[name](listing, quantity) for name in included}}


def _summaries(listing: Listing, quantity: Quantity) -> list[Document]:
    summary = {
        "marketplaceId": MARKETPLACE,
        "asin": listing.asin,
        "productType": listing.product_type,
        "conditionType": listing.condition,
        "status": listing.statuses,
        "itemName": listing.title,
        "createdDate": second(listing.created),
        "lastUpdatedDate": second(listing.updated),
    }
    return [{**summary, "fnSku": listing.fba.fnsku} if listing.fba else summary]


def _attributes(listing: Listing, quantity: Quantity) -> Document:
    attributes: Document = deepcopy(listing.attributes)
    for row in attributes.get(STOCK, []):
        if row.get(CHANNEL) == MFN:
            row["quantity"] = quantity(listing)
    return attributes


def _issues(listing: Listing, quantity: Quantity) -> list[Document]:
    return deepcopy(listing.issues)


def _offers(listing: Listing, quantity: Quantity) -> list[Document]:
    if listing.price is None:
        return []
    audience = {"value": "ALL", "displayName": "Sell on Amazon"}
    return [
        {
            "marketplaceId": MARKETPLACE,
            "offerType": "B2C",
            "price": money(listing.price),
            "points": {"pointsNumber": listing.price // 100},
            "audience": audience,
        }
    ]


def _availability(listing: Listing, quantity: Quantity) -> list[Document]:
    rows: list[Document] = []
    for instance in listing.attributes.get(STOCK, []):
        row: Document = {"fulfillmentChannelCode": instance[CHANNEL]}
        if instance[CHANNEL] == MFN:
            row["quantity"] = quantity(listing)
        elif instance[CHANNEL] != FBA and "quantity" in instance:
            row["quantity"] = instance["quantity"]
        rows.append(row)
    return rows


def _procurement(listing: Listing, quantity: Quantity) -> list[Document]:
    return []


def _relationships(listing: Listing, quantity: Quantity) -> list[Document]:
    relation = listing.attributes.get("child_parent_sku_relationship", [])
    rows = [
        {
            "type": "VARIATION",
            "variationTheme": {
                "attributes": ["size", "color"],
                "theme": listing.value("variation_theme", "SIZE/COLOR"),
            },
            **{name: row[key] for name, key in (("parentSkus", "parents"), ("childSkus", "children")) if key in row},
        }
        for row in relation
    ]
    return [{"marketplaceId": MARKETPLACE, "relationships": rows}]


def _product_types(listing: Listing, quantity: Quantity) -> list[Document]:
    return [{"marketplaceId": MARKETPLACE, "productType": listing.product_type}]


SETS: dict[str, Callable[[Listing, Quantity], object]] = {
    "summaries": _summaries,
    "attributes": _attributes,
    "issues": _issues,
    "offers": _offers,
    "fulfillmentAvailability": _availability,
    "procurement": _procurement,
    "relationships": _relationships,
    "productTypes": _product_types,
}
