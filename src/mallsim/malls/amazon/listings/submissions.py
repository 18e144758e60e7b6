"""Submissions: accepted first, done later, and sometimes found wrong only then (sections 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from mallsim.core.calls import Call
from mallsim.malls.amazon.listings import issues, patching
from mallsim.malls.amazon.listings.model import CHANNEL, FBA, MFN, STOCK, Attributes, Listing
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import Document


@dataclass(frozen=True, slots=True)
class Submission:
    """``due`` is when it takes effect; ``call`` gets the effect logged."""

    id: str
    kind: Literal["patch", "put", "delete"]
    sku: str
    due: datetime
    call: Call
    product_type: str = ""
    patches: Sequence[patching.Patch] = ()
    attributes: Attributes | None = None


def patch_problems(shop: Shop, sku: str, product_type: str, patches: Sequence[patching.Patch]) -> list[Document]:
    """What makes a patch INVALID. An unknown SKU does not, unless the setting says so."""
    found = list(patching.problems(patches))
    listing = shop.listings.get(sku)
    if listing is None:
        return found + ([issues.no_such_sku(sku)] if shop.settings.unknown_sku == "invalid" else [])
    if product_type not in ("PRODUCT", listing.product_type):
        text = f"productType '{product_type}' は、この出品の '{listing.product_type}' と一致しません。"
        found.append(issues.issue("90000900", text, "INVALID_ATTRIBUTE", "product_type"))
    sends_stock = any(patching.name_of(patch) == STOCK and _own_quantity(patch) for patch in patches)
    if listing.by_amazon and sends_stock and shop.settings.fba_quantity == "invalid":
        text = "FBA出品の在庫数は変更できません。"
        found.append(issues.issue("90000900", text, "INVALID_ATTRIBUTE", STOCK))
    return found


def _own_quantity(patch: patching.Patch) -> bool:
    rows: list[dict[str, Any]] = patch.get("value", [])
    return any("quantity" in row and row.get(CHANNEL) != FBA for row in rows)


def settle(shop: Shop, now: datetime) -> None:
    """Do the submissions that are due, in the order they came."""
    due = [one for one in shop.submissions if one.due <= now]
    shop.submissions = [one for one in shop.submissions if one.due > now]
    for one in due:
        _take_effect(shop, one)


def _take_effect(shop: Shop, one: Submission) -> None:
    listing = shop.listings.get(one.sku)
    if listing is None and one.kind != "put":
        return
    if one.sku in shop.settings.late_issue_skus.split(","):
        if listing is not None:
            listing.issues = [issues.missing("item_name")]
        return
    if one.kind == "delete":
        del shop.listings[one.sku]
        one.call.effect(item=one.sku, mutation="delete")
        return
    before = listing.instance(MFN) if listing else None
    before = dict(before) if before else None
    if listing is None:
        listing = shop.create(one.sku, one.product_type, {}, one.due)
    if one.kind == "put":
        listing.attributes = deepcopy(dict(one.attributes or {}))
        listing.product_type = one.product_type
        one.call.effect(item=one.sku, mutation="put")
    else:
        patching.apply(listing.attributes, one.patches)
    _changed(shop, listing, one, before)


def _changed(shop: Shop, listing: Listing, one: Submission, before: Document | None) -> None:
    listing.issues, listing.updated = [], one.due
    listing.remember(one.due)
    after = listing.instance(MFN)
    wrote = one.kind == "put" or any(patching.name_of(patch) == STOCK for patch in one.patches)
    if wrote and after is not None and "quantity" in after:
        one.call.effect(code=one.sku, quantity=after["quantity"])
    elif one.kind == "patch":
        one.call.effect(item=one.sku, mutation="patch")
    if (before or {}).get("quantity") != (after or {}).get("quantity"):
        shop.quantity_changed(listing, one.due)
