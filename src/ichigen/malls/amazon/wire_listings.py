"""Listings Items 2021-08-01 and FBA inventory as typed records (page sections 4 and 5)."""

from dataclasses import dataclass

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable, child, children, records
from ichigen.malls.amazon.operations import MARKETPLACE
from ichigen.malls.amazon.wire import NOTHING, money, number, required_text, text, texts

#: 自社出荷. Every other channel is a warehouse of Amazon: AMAZON_JP [R], AMAZON_NA in the documents.
OWN_CHANNEL = "DEFAULT"

#: Accepted for pure changes of an offer [C]; the listing's own type is preferred.
ANY_TYPE = "PRODUCT"

REFUSED_STATUS = "INVALID"


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing. `quantity` is the number for sale, None where the mall tells none; `fba`: from Amazon's warehouse."""

    sku: str
    asin: str = ""
    title: str = ""
    product_type: str = ANY_TYPE
    on_sale: bool = False
    quantity: int | None = None
    fba: bool = False
    price: int | None = None
    parent: str = ""
    is_parent: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """One answer of searchListingsItems; `total` counts beyond what may be paged through (section 4.3)."""

    listings: tuple[Listing, ...]
    total: int
    next_token: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """What the mall says of a write: refused ones come with HTTP 200 (trap 3)."""

    sku: str
    status: str
    reasons: tuple[tuple[str, str], ...]


def read_search(document: Document) -> Search:
    """Read an answer of searchListingsItems; a listing that makes no sense is a problem."""
    listings: list[Listing] = []
    problems: list[Problem] = []
    for position, entry in enumerate(records(document, "items")):
        try:
            listings.append(read_listing(entry))
        except Unreadable as error:
            problems.append(unreadable(text(entry, "sku") or f"items[{position}]", error))
    token = text(child(document, "pagination"), "nextToken") or None
    return Search(tuple(listings), number(document, "numberOfResults") or 0, token, tuple(problems))


def unreadable(where: str, error: Unreadable) -> Problem:
    """Return the problem of a listing that makes no sense."""
    return Problem(where, "listing.unreadable", f"モールの応答の項目「{error}」を読めませんでした。")


def read_listing(source: Document) -> Listing:
    """Read one listing; only the SKU must be there."""
    summary = _of_marketplace(source, "summaries")
    channels = {text(entry, "fulfillmentChannelCode"): number(entry, "quantity") for entry in _availability(source)}
    warehouses = [channel for channel in channels if channel and channel != OWN_CHANNEL]
    relations = [r for entry in children(source, "relationships") for r in children(entry, "relationships")]
    family = [relation for relation in relations if text(relation, "type") == "VARIATION"]
    return Listing(
        sku=required_text(source, "sku"),
        asin=text(summary, "asin"),
        title=text(summary, "itemName"),
        product_type=text(summary, "productType") or ANY_TYPE,
        on_sale="BUYABLE" in texts(summary, "status"),
        quantity=channels[warehouses[0]] if warehouses else channels.get(OWN_CHANNEL),
        fba=bool(warehouses),
        price=_price(source),
        parent=next((parent for relation in family for parent in texts(relation, "parentSkus")), ""),
        is_parent=any(texts(relation, "childSkus") for relation in family) and not channels,
    )


def read_submission(document: Document) -> Submission:
    """Read the answer of a write; `Unreadable` where it does not say whether it was accepted."""
    reasons = tuple(
        (text(entry, "code"), text(entry, "message")[:300])
        for entry in children(document, "issues")
        if text(entry, "severity") == "ERROR"
    )
    return Submission(text(document, "sku"), required_text(document, "status"), reasons)


def read_inventory(document: Document) -> dict[str, int]:
    """Return what of each SKU in Amazon's warehouse can be sold (section 5)."""
    rows = children(child(document, "payload"), "inventorySummaries")
    found = ((text(row, "sellerSku"), number(child(row, "inventoryDetails"), "fulfillableQuantity")) for row in rows)
    return {sku: quantity for sku, quantity in found if sku and quantity is not None}


def _availability(source: Document) -> tuple[Document, ...]:
    return tuple(children(source, "fulfillmentAvailability"))


def _of_marketplace(source: Document, name: str) -> Document:
    """Return the entry of Amazon.co.jp."""
    return next((e for e in children(source, name) if text(e, "marketplaceId") in ("", MARKETPLACE)), NOTHING)


def _price(source: Document) -> int | None:
    offers = [e for e in children(source, "offers") if text(e, "marketplaceId") in ("", MARKETPLACE)]
    consumer = [offer for offer in offers if text(offer, "offerType") != "B2B"]
    found = [amount for offer in consumer if (amount := money(offer, "price"))]
    return found[0].yen() if found else None
