"""inventorySetQuantities: absolute, compared, all or nothing (section 6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from mallsim.malls.shopify.answers.stock import change, group, item_of
from mallsim.malls.shopify.changes import quantities
from mallsim.malls.shopify.changes.idempotent import once
from mallsim.malls.shopify.changes.quantities import Errors, Row
from mallsim.malls.shopify.errors import ApiError, user_error
from mallsim.malls.shopify.model import Level
from mallsim.malls.shopify.visit import Visit

EMPTY: dict[str, Any] = {"inventoryAdjustmentGroup": None}
NAMES = ("available", "on_hand")
PATH = ("input", "quantities")


def set_quantities(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """The mutation."""
    quantities.check_shape(args["input"]["quantities"], "InventoryQuantityInput", PATH, visit)
    return once("inventorySetQuantities", EMPTY, visit, args, lambda: _set(visit, args["input"]))


def _set(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    rows: Sequence[Row] = given["quantities"]
    errors = quantities.check_common(given, NAMES, "INVALID_NAME")
    twice = quantities.doubled(rows)
    for position in sorted(twice):
        message = "The combination of inventoryItemId and locationId must be unique."
        code = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
        errors.append(user_error(message, *PATH, position, code=code))
    levels: list[Level] = []
    for position, row in enumerate(rows):
        level, wrong = _checked(visit, row, given["name"], position)
        errors += wrong
        if level is not None:
            levels.append(level)
    if errors:
        return EMPTY | {"userErrors": errors}
    changes = _write(visit, given["name"], list(zip(levels, rows, strict=True)))
    document = given.get("referenceDocumentUri")
    return {"inventoryAdjustmentGroup": group(visit, given["reason"], document, changes), "userErrors": []}


def _checked(visit: Visit, row: Row, name: str, position: int) -> tuple[Level | None, Errors]:
    path = (*PATH, position)
    level, errors = quantities.level_at(row, path, visit)
    errors = errors + quantities.out_of_bounds(row["quantity"], path, "quantity")
    if name == "on_hand" and row["quantity"] < 0:
        message = "The quantity can't be negative."
        errors.append(user_error(message, *path, "quantity", code="INVALID_QUANTITY_NEGATIVE"))
    if level is not None:
        errors += quantities.stale(row, level.on_hand if name == "on_hand" else level.available, path)
    return level, errors


def _write(visit: Visit, name: str, rows: list[tuple[Level, Row]]) -> list[dict[str, Any]]:
    """Write the rows; under the fault ``partial`` the first half is written and the call breaks."""
    broken = visit.call.has("partial") and len(rows) > 1
    changes: list[dict[str, Any]] = []
    for level, row in rows[: len(rows) // 2] if broken else rows:
        target = row["quantity"] - level.committed if name == "on_hand" else row["quantity"]
        delta = target - level.available
        visit.shop.set_available(level, target)
        changes += moved(visit, level, delta)
    if broken:
        raise ApiError("Internal error. Looks like something went wrong on our end.", "INTERNAL_SERVER_ERROR")
    return changes


def moved(visit: Visit, level: Level, delta: int) -> list[dict[str, Any]]:
    """Log the row, and describe what moved: available, and on_hand with it."""
    item = item_of(visit, level.item_id)
    assert item is not None
    visit.wrote_stock([(item.variant.sku, visit.shop.available(level.item_id))])
    place = visit.shop.locations[level.location_id]
    if delta == 0:
        return []
    return [
        change("available", delta, level.available, item, place),
        change("on_hand", delta, level.on_hand, item, place),
    ]
