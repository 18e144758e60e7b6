"""The control API's hand on the items: put, remove, and the demo goods, all published at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mallsim.core.errors import Invalid, Unknown
from mallsim.goods import GoodsProduct
from mallsim.malls.yahoo_shopping.items.catalogue import DEFAULTS, Content
from mallsim.malls.yahoo_shopping.items.variations import Option, OptionValue, SubCode
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.stock.book import StockKey, StockRow, read_code

STOCK_FIELDS = ("quantity", "allow_overdraft", "stock_close")
AXIS = "種類"
FIRST = {
    "name": "見本の商品",
    "path": "すべての商品",
    "product_category": "2495",
    "price": "1000",
}


def put_item(shop: Shop, code: str, fields: Mapping[str, Any], now: datetime) -> StockKey:
    """Create or overwrite ``item[:sub]``; fields not named keep their value.

    Fields: quantity (null = the legacy infinite), allow_overdraft, stock_close, title, price, choices
    ({axis: value} of a sub code) and ``values`` ({parameter of editItem: value}).
    """
    odd = set(fields) - {*STOCK_FIELDS, "title", "price", "choices", "values"}
    if odd:
        raise Invalid(f"unknown item fields: {', '.join(sorted(odd))}")
    key = shop.catalogue.find(code) or read_code(code)
    if key is None:
        raise Invalid(f"{code}: item[:sub], each part letters, digits and - up to 99")
    item = shop.catalogue.items.get(key[0])
    content = item.draft if item else Content({**DEFAULTS, **FIRST, "item_code": key[0]})
    shop.catalogue.save(key[0], _content(content, key, fields), now, shop.settings)
    shop.catalogue.publish(key[0])
    if not item or set(fields) & set(STOCK_FIELDS):
        _put_stock(shop, key, fields, now)
    return key


def _content(content: Content, key: StockKey, fields: Mapping[str, Any]) -> Content:
    values = {
        **content.values,
        **{name: str(value) for name, value in fields.get("values", {}).items()},
    }
    if "title" in fields:
        values["name"] = str(fields["title"])
    if "price" in fields:
        values["price"] = str(fields["price"])
    content = replace(content, values=values)
    return _with_sub(content, key[1], fields) if key[1] else content


def _with_sub(content: Content, sub: str, fields: Mapping[str, Any]) -> Content:
    old = next(
        (one for one in content.subcodes if one.code == sub),
        SubCode(sub, ((AXIS, sub),)),
    )
    choices = fields.get("choices")
    new = (
        replace(
            old,
            choices=tuple((str(axis), str(value)) for axis, value in choices.items()),
        )
        if choices
        else old
    )
    others = tuple(one for one in content.subcodes if one.code != sub)
    subcodes = tuple(sorted((*others, new), key=lambda one: one.code))
    axes: dict[str, dict[str, None]] = {}
    for each in subcodes:
        for axis, value in each.choices:
            axes.setdefault(axis, {})[value] = None
    options = tuple(Option(axis, "", tuple(map(OptionValue, values))) for axis, values in axes.items())
    return replace(content, options=options, subcodes=subcodes)


def _put_stock(shop: Shop, key: StockKey, fields: Mapping[str, Any], now: datetime) -> None:
    old = shop.stock.get(key)
    quantity = fields.get("quantity", old.quantity if old else 0)
    if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int)):
        raise Invalid("quantity: a whole number, or null for the legacy infinite")
    overdraft = bool(fields.get("allow_overdraft", old.allow_overdraft if old else False))
    closed = bool(fields.get("stock_close", old.closed if old else False))
    shop.stock.put(key, StockRow(quantity, overdraft, closed, now))


def delete_item(shop: Shop, code: str) -> None:
    """Remove the whole item, or its stock row where only that exists."""
    key = shop.catalogue.find(code)
    bare = read_code(code)
    if key is not None:
        shop.catalogue.delete(key[0])
    elif bare in shop.stock.rows:
        del shop.stock.rows[bare]
    else:
        raise Unknown(f"no such item: {code}")


def load_goods(shop: Shop, products: tuple[GoodsProduct, ...], now: datetime) -> None:
    """The demo goods: a product with one SKU is an item, others are items with sub codes."""
    for product in products:
        for sku in product.skus:
            single = len(product.skus) == 1
            fields: dict[str, Any] = {
                "title": product.title,
                "price": product.price,
                "quantity": sku.quantity,
            }
            if not single:
                fields["choices"] = dict(sku.choices)
            if product.one_off:
                fields["values"] = {"condition": "5"}
            put_item(shop, sku.code if single else f"{product.code}:{sku.code}", fields, now)
