"""Inventory items, levels and locations (section 6)."""

from dataclasses import dataclass
from typing import Any

from mallsim.malls.shopify import connections
from mallsim.malls.shopify.answers.resolver import Args, Table, at, attr, const, named
from mallsim.malls.shopify.errors import ApiError
from mallsim.malls.shopify.gids import gid, level_gid, number_of
from mallsim.malls.shopify.model import Level, Location, Variant
from mallsim.malls.shopify.times import iso
from mallsim.malls.shopify.visit import Visit

NAMES = ("available", "committed", "reserved", "on_hand", "incoming", "damaged", "quality_control", "safety_stock")


@dataclass(frozen=True, slots=True)
class StockItem:
    """The inventory item of a variant."""

    variant: Variant


def available(level: Level, visit: Visit) -> int:
    """``available`` as this call sees it: an old number under the fault ``stale_read``."""
    if visit.call.has("stale_read"):
        return level.seen(visit.shop.now() - visit.shop.stale_s)
    return level.available


def levels(rows: list[Level], visit: Visit, args: Args) -> Any:
    """A page of levels; inactive ones only on request."""
    kept = [row for row in rows if row.active or args.get("includeInactive")]
    return connections.page(kept, lambda row: (row.location_id, row.item_id), dict(args), visit.call)


def _one_level(item_id: int, location_id: int, visit: Visit, args: Args) -> Level | None:
    level = visit.shop.level(item_id, location_id)
    return level if level is not None and (level.active or args.get("includeInactive")) else None


def _of_item(item: StockItem, visit: Visit, args: Args) -> Any:
    return levels([row for row in visit.shop.levels.values() if row.item_id == item.variant.item_id], visit, args)


def _of_location(location: Location, visit: Visit, args: Args) -> Any:
    return levels([row for row in visit.shop.levels.values() if row.location_id == location.id], visit, args)


def _variants(item: StockItem, visit: Visit, args: Args) -> Any:
    return connections.page([item.variant], lambda one: (one.id, one.id), dict(args), visit.call)


def _same_sku(item: StockItem, visit: Visit, args: Args) -> int:
    return sum(one.sku == item.variant.sku for one in visit.shop.variants.values()) - 1


ITEM: Table = {
    **named("InventoryItem", "variant.item_id"),
    "sku": attr("variant.sku"),
    "tracked": attr("variant.tracked"),
    "requiresShipping": const(True),
    "createdAt": at("variant.created"),
    "updatedAt": at("variant.updated"),
    "duplicateSkuCount": _same_sku,
    "inventoryLevel": lambda item, visit, args: _one_level(
        item.variant.item_id, number_of(args["locationId"], "Location"), visit, args
    ),
    "inventoryLevels": _of_item,
    "locationsCount": lambda item, visit, args: {
        "count": len(visit.shop.levels_of(item.variant.item_id)),
        "precision": "EXACT",
    },
    "variant": attr("variant"),
    "variants": _variants,
}


def _quantities(level: Level, visit: Visit, args: Args) -> list[dict[str, Any]]:
    shown = available(level, visit)
    visit.tell_stock(level, shown)
    numbers = dict.fromkeys(NAMES, 0) | {
        "available": shown,
        "committed": level.committed,
        "on_hand": shown + level.committed,
    }
    odd = [name for name in args["names"] if name not in numbers]
    if odd:
        raise ApiError(f"The specified quantity name is invalid: {odd[0]}.", "BAD_REQUEST")
    return [
        {
            "id": f"gid://shopify/InventoryQuantity/{level.location_id}?inventory_item_id={level.item_id}&name={name}",
            "name": name,
            "quantity": numbers[name],
            "updatedAt": iso(level.updated),
        }
        for name in args["names"]
    ]


LEVEL: Table = {
    "id": lambda level, visit, args: level_gid(level.location_id, level.item_id),
    "isActive": attr("active"),
    "canDeactivate": lambda level, visit, args: level.committed == 0,
    "createdAt": at("created"),
    "updatedAt": at("updated"),
    "item": lambda level, visit, args: item_of(visit, level.item_id),
    "location": lambda level, visit, args: visit.shop.locations[level.location_id],
    "quantities": _quantities,
}


def item_of(visit: Visit, item_id: int) -> StockItem | None:
    """The inventory item with a number."""
    variant = visit.shop.variant_of_item(item_id)
    return StockItem(variant) if variant else None


def _address(location: Location, visit: Visit, args: Args) -> dict[str, Any]:
    blank = dict.fromkeys(("address1", "address2", "city", "phone", "zip", "province", "provinceCode"))
    return {**blank, "country": "Japan", "countryCode": "JP", "formatted": ["Japan"]}


LOCATION: Table = {
    **named("Location"),
    "name": attr("name"),
    "isActive": attr("active"),
    "isPrimary": lambda place, visit, args: place is visit.shop.primary(),
    "isFulfillmentService": const(False),
    "fulfillsOnlineOrders": lambda place, visit, args: visit.shop.sells_online(place.id),
    "shipsInventory": attr("active"),
    "hasActiveInventory": lambda place, visit, args: any(
        row.location_id == place.id and row.active for row in visit.shop.levels.values()
    ),
    "address": _address,
    "createdAt": at("created"),
    "updatedAt": at("created"),
    "inventoryLevel": lambda place, visit, args: _one_level(
        number_of(args["inventoryItemId"], "InventoryItem"), place.id, visit, args
    ),
    "inventoryLevels": _of_location,
}


def change(name: str, delta: int, after: int | None, item: StockItem | None, location: Location) -> dict[str, Any]:
    """InventoryChange."""
    return {
        "name": name,
        "delta": delta,
        "quantityAfterChange": after,
        "item": item,
        "location": location,
        "ledgerDocumentUri": None,
    }


def group(visit: Visit, reason: str, document: str | None, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """InventoryAdjustmentGroup."""
    return {
        "id": gid("InventoryAdjustmentGroup", visit.shop.next_id()),
        "createdAt": iso(visit.shop.now()),
        "reason": reason,
        "referenceDocumentUri": document,
        "changes": changes,
    }
