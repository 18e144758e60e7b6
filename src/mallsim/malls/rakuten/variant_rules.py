"""Checks of one SKU of an item body (section 4.1)."""

from collections.abc import Callable, Iterator
from typing import Any

from mallsim.malls.rakuten.gateway import error_entry
from mallsim.malls.rakuten.stock_rules import CODE

Entry = dict[str, Any]
Document = dict[str, Any]
EXEMPTIONS = ("1", "2", "3", "4", "5", "6")
NOT_WITH_POSTAGE_INCLUDED = ("fee", "shopAreaSoryoPatternId", "postageSegment")


def variant_faults(id: str, variant: Document, choices: dict[str, set[Any]], *, priced: bool) -> Iterator[Entry]:
    """Faults of the variant ``id``. ``choices``: selector key → its values; ``priced``: a price is needed."""
    at = f"variants.{id}"
    if not CODE.fullmatch(id):
        yield error_entry("IE0002", "variantId is invalid.", at)
    elif len(id) > 32:
        yield error_entry("IE0004", "Max length of variantId must be within 32 bytes.", at)
    if len(str(variant.get("merchantDefinedSkuId") or "").encode()) > 96:
        path = f"{at}.merchantDefinedSkuId"
        yield error_entry("IE0004", "Max length of merchantDefinedSkuId must be within 96 bytes.", path)
    yield from _choice(variant.get("selectorValues") or {}, choices, at)
    if priced:
        yield from _price(variant.get("standardPrice"), at)
    for rule in RULES:
        yield from rule(variant, at)


def changed_choices(old: Document, new: Document) -> Iterator[Entry]:
    """IE0416 for each variantId that both have with other selectorValues."""
    for id, variant in new["variants"].items():
        before = old["variants"].get(id)
        if before is not None and (before.get("selectorValues") or {}) != (variant.get("selectorValues") or {}):
            path = f"variants.{id}.selectorValues"
            yield error_entry("IE0416", "selectorValues of an existing variant cannot be changed.", path)


def _choice(values: Document, choices: dict[str, set[Any]], at: str) -> Iterator[Entry]:
    path = f"{at}.selectorValues"
    if set(values) != set(choices):
        yield error_entry("IE0110", "selectorValues do not match variantSelectors.", path)
        return
    for key, value in values.items():
        if value not in choices[key]:
            yield error_entry("IE0113", f"{value} is not a value of the selector {key}.", f"{path}.{key}")


def _price(price: Any, at: str) -> Iterator[Entry]:
    path = f"{at}.standardPrice"
    if price is None or price == "":
        yield error_entry("IE0001", "standardPrice is mandatory.", path)
    elif isinstance(price, bool) or not str(price).isdecimal():
        yield error_entry("IE0002", "standardPrice is invalid.", path)
    elif int(price) > 999999999:
        yield error_entry("IE0003", "standardPrice must be within 0 to 999999999.", path)


def _article(variant: Document, at: str) -> Iterator[Entry]:
    article, path = variant.get("articleNumber") or {}, f"{at}.articleNumber"
    value, reason = article.get("value"), article.get("exemptionReason")
    if (value is None) == (reason is None):
        yield error_entry("IE0229", "Either value or exemptionReason is mandatory.", path)
    elif value is not None and len(str(value)) > 30:
        yield error_entry("IE0228", "The article number is invalid.", f"{path}.value")
    elif reason is not None and str(reason) not in EXEMPTIONS:
        yield error_entry("IE0007", "exemptionReason is invalid.", f"{path}.exemptionReason")
    elif str(reason) == "1" and not variant.get("articleNumberForSet"):
        yield error_entry("IE0429", "articleNumberForSet is mandatory for a set.", path)


def _shipping(variant: Document, at: str) -> Iterator[Entry]:
    shipping = variant.get("shipping") or {}
    if shipping.get("postageIncluded") and any(shipping.get(n) is not None for n in NOT_WITH_POSTAGE_INCLUDED):
        path = f"{at}.shipping"
        yield error_entry("IE0153", "postageIncluded excludes fee, pattern and segment.", path)


def _attributes(variant: Document, at: str) -> Iterator[Entry]:
    attributes, path = variant.get("attributes"), f"{at}.attributes"
    if attributes is None:
        yield error_entry("IE0001", "attributes is mandatory.", path)
    elif len(attributes) > 100:
        yield error_entry("IE0003", "Max size of attributes is 100.", path)
    specs = variant.get("specs") or []
    if len(specs) > 5:
        yield error_entry("IE0003", "Max size of specs is 5.", f"{at}.specs")


RULES: tuple[Callable[[Document, str], Iterator[Entry]], ...] = (_article, _shipping, _attributes)
