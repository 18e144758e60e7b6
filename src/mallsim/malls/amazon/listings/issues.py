"""What is wrong with a submission, as the issues of section 4.2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mallsim.malls.amazon.listings.model import CHANNEL, OFFER, STOCK, Attributes
from mallsim.malls.amazon.wire import Document

SNAKE = re.compile(r"[a-z][a-z0-9_]*")
REQUIRED = {
    "LISTING": ("item_name", "condition_type", OFFER),
    "LISTING_OFFER_ONLY": ("merchant_suggested_asin", "condition_type", OFFER),
    "LISTING_PRODUCT_ONLY": ("item_name",),
}


def issue(code: str, message: str, category: str, *names: str, severity: str = "ERROR") -> Document:
    """One issue; errors suppress the listing."""
    made: Document = {"code": code, "message": message, "severity": severity, "attributeNames": list(names)}
    made["categories"] = [category]
    if severity == "ERROR":
        made["enforcements"] = {"actions": [{"action": "LISTING_SUPPRESSED"}], "exemption": {"status": "NOT_EXEMPT"}}
    return made


def missing(name: str) -> Document:
    """90220: a required value is missing."""
    return issue("90220", f"'{name}' は必須ですが、指定されていません。", "MISSING_ATTRIBUTE", name)


def unknown(*names: str) -> Document:
    """90000900: an attribute nobody knows, for instance in camelCase."""
    return issue("90000900", "The attributes are invalid.", "INVALID_ATTRIBUTE", *names)


def too_few(name: str, member: str) -> Document:
    """99022: a member without a value."""
    text = f"The field '{member}' for the attribute '{name}' does not have enough values. "
    return issue("99022", text + "The required minimum is '1' value(s).", "MISSING_ATTRIBUTE", name)


def no_such_sku(sku: str) -> Document:
    """13013, only where the setting ``unknown_sku`` asks for it: by default an unknown SKU is ACCEPTED."""
    return issue("13013", f"SKU {sku} はAmazonカタログに存在しません。", "INVALID_ATTRIBUTE")


def of_attribute(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """The issues of the rows given for one attribute."""
    if not SNAKE.fullmatch(name):
        yield unknown(name)
        return
    check = {STOCK: _of_stock, OFFER: _of_offer}.get(name)
    for row in rows if check else ():
        assert check is not None
        yield from check(row)


def _of_stock(row: Mapping[str, Any]) -> Iterator[Document]:
    odd = sorted(key for key in row if not SNAKE.fullmatch(key))
    if odd:
        yield unknown(*odd)
    elif not row.get(CHANNEL):
        yield too_few(STOCK, CHANNEL)
    quantity = row.get("quantity", 0)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0:
        yield issue("90000900", "'quantity' は0以上の整数で指定してください。", "INVALID_ATTRIBUTE", STOCK)


def _of_offer(row: Mapping[str, Any]) -> Iterator[Document]:
    prices = row.get("our_price")
    if not prices:
        yield too_few(OFFER, "our_price")
        return
    schedule = prices[0].get("schedule") or [{}]
    value = schedule[0].get("value_with_tax")
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        yield issue("90000900", "価格は0より大きい数値で指定してください。", "INVALID_PRICE", OFFER)


def of_put(requirements: str, attributes: Attributes) -> list[Document]:
    """The issues of a whole listing (section 4.4)."""
    found = [missing(name) for name in REQUIRED[requirements] if not attributes.get(name)]
    for name, rows in attributes.items():
        found += of_attribute(name, rows)
    return found
