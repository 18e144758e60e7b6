"""inventoryActivate and inventoryItemUpdate (section 6)."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify.answers.stock import item_of
from mallsim.malls.shopify.changes.idempotent import once
from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Level
from mallsim.malls.shopify.visit import Visit

EMPTY: dict[str, Any] = {"inventoryLevel": None}


def activate(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Stock an item at a place; reactivating without numbers keeps the earlier ones (since 2026-04)."""
    return once("inventoryActivate", EMPTY, visit, args, lambda: _activate(visit, args), coded=False)


def _activate(visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    shop = visit.shop
    item = item_of(visit, number_of(args["inventoryItemId"], "InventoryItem"))
    place = shop.locations.get(number_of(args["locationId"], "Location"))
    if item is None:
        return _refused("The product couldn't be found.", "inventoryItemId")
    if place is None or not place.active:
        return _refused("The location couldn't be found.", "locationId")
    available, on_hand = args.get("available"), args.get("onHand")
    if available is not None and on_hand is not None:
        return _refused("Not allowed to set available and on hand quantities at the same time.", "available")
    level = shop.level(item.variant.item_id, place.id)
    if level is not None and level.active and (available is not None or on_hand is not None):
        return _refused(
            "Not allowed to set available quantity when the item is already active at the location.", "available"
        )
    now = shop.now()
    if level is None:
        level = shop.levels[(item.variant.item_id, place.id)] = Level(place.id, item.variant.item_id, 0, now, now)
    level.active = True
    wanted = available if available is not None else on_hand
    if wanted is not None:
        shop.set_available(level, wanted)
    visit.wrote_stock([(item.variant.sku, shop.available(item.variant.item_id))])
    return {"inventoryLevel": level, "userErrors": []}


def _refused(message: str, member: str) -> dict[str, Any]:
    return EMPTY | {"userErrors": [user_error(message, member)]}


def update(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Change ``tracked`` and ``sku``."""
    item = item_of(visit, number_of(args["id"], "InventoryItem"))
    if item is None:
        message = "The product couldn't be updated because it does not exist."
        return {"inventoryItem": None, "userErrors": [user_error(message, "id")]}
    given, variant = args["input"], item.variant
    if given.get("tracked") is not None:
        variant.tracked = given["tracked"]
    if given.get("sku") is not None:
        variant.sku = given["sku"]
    variant.updated = visit.shop.now()
    visit.call.effect(item=variant.sku, mutation="update")
    visit.shop.events.product(visit.shop.products[variant.product_id], "PRODUCTS_UPDATE")
    return {"inventoryItem": item, "userErrors": []}
