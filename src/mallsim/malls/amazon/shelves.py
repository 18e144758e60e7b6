"""The control API's hand on the listings: put, remove, and the demo goods, all live at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from mallsim.core.errors import Invalid, Unknown
from mallsim.goods import GoodsProduct, GoodsSku
from mallsim.malls.amazon.listings.model import (
    CHANNEL,
    FBA,
    OFFER,
    STOCK,
    Attributes,
    FbaStock,
    Listing,
    offer,
    own_stock,
    plain,
    text,
)
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.shop import Shop

FIELDS = (
    "quantity",
    "title",
    "price",
    "fulfilled_by",
    "asin",
    "product_type",
    "condition",
    "attributes",
    "issues",
    "inbound",
)
FBA_ALSO = 3
"""So many of the demo goods are also kept by Amazon, under a SKU of their own and the same ASIN."""
AXES = {"サイズ": "size", "カラー": "color"}


def put_item(shop: Shop, sku: str, given: Mapping[str, Any], now: datetime) -> Listing:
    """Create or overwrite a listing; fields not named keep their value.

    Fields: quantity, title, price, ``fulfilled_by`` (MERCHANT or AMAZON), asin, product_type, condition,
    ``attributes`` ({name: rows}), ``issues``, ``inbound`` (units on their way to Amazon).
    """
    odd = sorted(set(given) - set(FIELDS))
    if odd:
        raise Invalid(f"unknown item fields: {', '.join(odd)}")
    quantity = given.get("quantity")
    if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0):
        raise Invalid("quantity: a whole number, 0 or more")
    listing = shop.listings.get(sku) or shop.create(sku, "PRODUCT", _first(), now, str(given.get("asin", "")))
    attributes = listing.attributes
    attributes |= {str(name): deepcopy(rows) for name, rows in dict(given.get("attributes", {})).items()}
    attributes |= {"item_name": text(str(given["title"]))} if "title" in given else {}
    attributes |= {OFFER: offer(int(given["price"]))} if "price" in given else {}
    attributes |= {"condition_type": plain(str(given["condition"]))} if "condition" in given else {}
    listing.product_type = str(given.get("product_type", listing.product_type))
    listing.issues = deepcopy(given.get("issues", listing.issues))
    listing.updated = now
    _put_stock(shop, listing, given, now)
    return listing


def _put_stock(shop: Shop, listing: Listing, given: Mapping[str, Any], now: datetime) -> None:
    by = given.get("fulfilled_by")
    if by not in (None, "MERCHANT", "AMAZON"):
        raise Invalid("fulfilled_by: MERCHANT or AMAZON")
    if by == "AMAZON":
        listing.attributes[STOCK] = [{CHANNEL: FBA}]
        listing.fba = listing.fba or FbaStock(f"X0{shop.letters(8)}", 0)
    elif by == "MERCHANT" or STOCK not in listing.attributes:
        listing.attributes[STOCK] = own_stock(listing.quantity)
    quantity = given.get("quantity")
    if listing.by_amazon and listing.fba:
        listing.fba.inbound = int(given.get("inbound", listing.fba.inbound))
        listing.fba.fulfillable = listing.fba.fulfillable if quantity is None else quantity
        listing.fba.updated = now
    elif quantity is not None and quantity != listing.quantity:
        listing.set_quantity(quantity, now)
        shop.quantity_changed(listing, now)
    listing.remember(now)


def _first() -> Attributes:
    return {
        "condition_type": plain("new_new"),
        OFFER: offer(1000),
        STOCK: own_stock(0),
        "item_name": text("見本の商品"),
    }


def delete_item(shop: Shop, sku: str) -> None:
    """Remove a listing; raises Unknown."""
    if sku not in shop.listings:
        raise Unknown(f"no such item: {sku}")
    del shop.listings[sku]


def load_goods(shop: Shop, products: Sequence[GoodsProduct], now: datetime) -> None:
    """The demo goods. A product with variants has a parent listing nobody can buy; three goods are also with Amazon."""
    for product in products:
        if len(product.skus) > 1:
            _parent(shop, product, now)
        for sku in product.skus:
            _sku(shop, product, sku, now)
    plain_skus = [one for one in products if len(one.skus) == 1 and not one.one_off]
    for product in plain_skus[:FBA_ALSO]:
        asin = shop.listings[product.code].asin
        fields = {"title": product.title, "price": product.price, "asin": asin, "fulfilled_by": "AMAZON"}
        put_item(shop, f"{product.code}-FBA", {**fields, "quantity": 8, "inbound": 2}, now)
    shop.events.clear()


def _parent(shop: Shop, product: GoodsProduct, now: datetime) -> None:
    parent = shop.create(product.code, "SHIRT", {"item_name": text(product.title)}, now)
    parent.parent = True
    relation = {"marketplace_id": MARKETPLACE, "children": [sku.code for sku in product.skus]}
    parent.attributes |= {
        "parentage_level": plain("parent"),
        "variation_theme": plain("SIZE/COLOR"),
        "child_parent_sku_relationship": [relation],
    }


def _sku(shop: Shop, product: GoodsProduct, sku: GoodsSku, now: datetime) -> None:
    fields: dict[str, Any] = {"title": product.title, "price": product.price, "quantity": sku.quantity}
    if product.one_off:
        fields["condition"] = "used_good"
    if sku.choices:
        relation = {"marketplace_id": MARKETPLACE, "parents": [product.code]}
        fields |= {"product_type": "SHIRT", "title": " ".join((product.title, *(value for _, value in sku.choices)))}
        fields["attributes"] = {
            "parentage_level": plain("child"),
            "child_parent_sku_relationship": [relation],
            **{AXES[axis]: text(value) for axis, value in sku.choices if axis in AXES},
        }
    put_item(shop, sku.code, fields, now)
