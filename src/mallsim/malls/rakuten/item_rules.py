"""Checks of an item body (section 4.1): each rule yields error entries with the page's codes."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from mallsim.malls.rakuten.gateway import error_entry
from mallsim.malls.rakuten.variant_rules import variant_faults

Entry = dict[str, Any]
Document = dict[str, Any]

BYTES = {"itemNumber": 32, "title": 255, "tagline": 174, "salesDescription": 10240}
ENUMS = {
    ("itemType",): ("NORMAL", "PRE_ORDER", "BUYING_CLUB"),
    ("features", "searchVisibility"): ("ALWAYS_VISIBLE", "ALWAYS_HIDDEN"),
    ("features", "inventoryDisplay"): ("HIDDEN_STOCK", "DISPLAY_ABSOLUTE_STOCK_COUNT", "DISPLAY_LOW_STOCK"),
    ("features", "review"): ("SHOP_SETTING", "VISIBLE", "HIDDEN"),
}
TAX_RATES = ("0", "0.08", "0.1")
KNOWN = {
    "itemNumber", "title", "tagline", "productDescription", "salesDescription", "itemType", "images", "whiteBgImage",
    "genreId", "tags", "hideItem", "unlimitedInventoryFlag", "customizationOptions", "releaseDate", "purchasablePeriod",
    "features", "payment", "pointCampaign", "itemDisplaySequence", "layout", "variantSelectors", "variants",
    "precautions", "video", "buyingClub", "subscription",
}  # fmt: skip
IGNORED = {"manageNumber", "created", "updated"}
"""Members of an answer that a round trip sends back; they are not looked at."""
IMAGE_TYPES = ("CABINET", "GOLD")
EXTENSIONS = (".jpg", ".jpeg", ".png", ".gif")
SHAPES: dict[str, type] = {
    "productDescription": dict,
    "features": dict,
    "payment": dict,
    "layout": dict,
    "variants": dict,
    "images": list,
    "variantSelectors": list,
    "tags": list,
    "customizationOptions": list,
}
OF_OBJECTS = ("variants", "images", "variantSelectors")


def item_faults(body: Document) -> list[Entry]:
    """Everything wrong with an item body, in the order of the field table; wrong shapes come alone."""
    misshapen = list(_shapes(body))
    return misshapen or [entry for rule in RULES for entry in rule(body)]


def _shapes(body: Document) -> Iterator[Entry]:
    for name, shape in SHAPES.items():
        value: Any = body.get(name)
        if value is not None and not _well_shaped(name, value, shape):
            yield error_entry("IE0002", f"{name} is invalid.", name)


def _well_shaped(name: str, value: Any, shape: type) -> bool:
    if not isinstance(value, shape):
        return False
    return name not in OF_OBJECTS or all(isinstance(part, dict) for part in _parts(value))


def _parts(value: Any) -> list[Any]:
    return list(value.values() if isinstance(value, dict) else value)


def too_long(value: Any, most: int) -> bool:
    """Is the text longer than ``most`` bytes of UTF-8?"""
    return isinstance(value, str) and len(value.encode()) > most


def _fields(body: Document) -> Iterator[Entry]:
    for name in sorted(set(body) - KNOWN - IGNORED):
        yield error_entry("IE0002", f"{name} is an unknown field.", name)
    for name in ("title", "itemType", "genreId", "variants"):
        if not body.get(name):
            yield error_entry("IE0001", f"{name} is mandatory.", name)
    for name, most in BYTES.items():
        if too_long(body.get(name), most):
            yield error_entry("IE0004", f"Max length of {name} must be within {most} bytes.", name)
    for name, text in (body.get("productDescription") or {}).items():
        if too_long(text, 10240):
            path = f"productDescription.{name}"
            yield error_entry("IE0004", f"Max length of {path} must be within 10240 bytes.", path)


def _enums(body: Document) -> Iterator[Entry]:
    for path, allowed in ENUMS.items():
        value: Any = body
        for name in path:
            value = (value or {}).get(name)
        if value is not None and value not in allowed:
            yield error_entry("IE0007", f"{path[-1]} must be one of {', '.join(allowed)}.", ".".join(path))
    rate = (body.get("payment") or {}).get("taxRate")
    if rate is not None and rate not in TAX_RATES:
        yield error_entry("IE0007", "taxRate is invalid.", "payment.taxRate")
    if body.get("unlimitedInventoryFlag"):
        yield error_entry("IE0002", "unlimitedInventoryFlag must be false.", "unlimitedInventoryFlag")


def _genre(body: Document) -> Iterator[Entry]:
    genre = body.get("genreId")
    if genre and not re.fullmatch(r"[1-9]\d{5}", str(genre), re.ASCII):
        yield error_entry("IE0146", "Failed to get the genre info.", "genreId")


def _images(body: Document) -> Iterator[Entry]:
    images = body.get("images") or []
    if len(images) > 20:
        yield error_entry("IE0003", "Max size of images is 20.", "images")
    for n, image in enumerate(images):
        location, at = str(image.get("location", "")), f"images[{n}]"
        if image.get("type") not in IMAGE_TYPES:
            yield error_entry("IE0007", "type must be one of CABINET, GOLD.", f"{at}.type")
        if not location.startswith("/"):
            yield error_entry("IE0223", "The image path is invalid.", f"{at}.location")
        elif not location.lower().endswith(EXTENSIONS):
            yield error_entry("IE0224", "The image extension is invalid.", f"{at}.location")


def _selectors(body: Document) -> Iterator[Entry]:
    selectors = body.get("variantSelectors") or []
    if len(selectors) > 6:
        yield error_entry("IE0003", "Max size of variantSelectors is 6.", "variantSelectors")
    for n, selector in enumerate(selectors):
        at = f"variantSelectors[{n}]"
        if not selector.get("key") or not selector.get("displayName"):
            yield error_entry("IE0001", "key and displayName are mandatory.", at)
        if too_long(selector.get("displayName"), 32):
            yield error_entry("IE0004", "Max length of displayName must be within 32 bytes.", f"{at}.displayName")
        values = selector.get("values") or []
        if not 1 <= len(values) <= 40:
            yield error_entry("IE0003", "Size of values must be within 1 to 40.", f"{at}.values")
        for value in values:
            if too_long(value.get("displayValue"), 32):
                yield error_entry("IE0004", "Max length of displayValue must be within 32 bytes.", f"{at}.values")


def _variants(body: Document) -> Iterator[Entry]:
    variants = body.get("variants")
    if not isinstance(variants, dict):
        return
    if len(variants) > 400:
        yield error_entry("IE0003", "Max size of variants is 400.", "variants")
    choices = {
        str(selector.get("key")): {value.get("displayValue") for value in selector.get("values") or []}
        for selector in body.get("variantSelectors") or []
    }
    if not choices and len(variants) > 1:
        yield error_entry("IE0269", "A single SKU item must have exactly one variant.", "variants")
    priced = body.get("itemType") in ("NORMAL", "PRE_ORDER")
    for id, variant in variants.items():
        yield from variant_faults(id, variant, choices, priced=priced)


RULES: tuple[Callable[[Document], Iterator[Entry]], ...] = (_fields, _enums, _genre, _images, _selectors, _variants)
