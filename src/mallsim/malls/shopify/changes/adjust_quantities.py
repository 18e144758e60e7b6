"""inventoryAdjustQuantities: relative (section 6). Only ``available`` is simulated."""

from collections.abc import Mapping, Sequence
from typing import Any

from mallsim.malls.shopify.answers.stock import group
from mallsim.malls.shopify.changes import quantities
from mallsim.malls.shopify.changes.idempotent import once
from mallsim.malls.shopify.changes.quantities import Errors, Row
from mallsim.malls.shopify.changes.set_quantities import moved
from mallsim.malls.shopify.model import Level
from mallsim.malls.shopify.visit import Visit

EMPTY: dict[str, Any] = {"inventoryAdjustmentGroup": None}
PATH = ("input", "changes")


def adjust_quantities(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """The mutation."""
    quantities.check_shape(args["input"]["changes"], "InventoryChangeInput", PATH, visit)
    return once("inventoryAdjustQuantities", EMPTY, visit, args, lambda: _adjust(visit, args["input"]))


def _adjust(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    rows: Sequence[Row] = given["changes"]
    errors = quantities.check_common(given, ("available",), "INVALID_QUANTITY_NAME")
    found: list[tuple[Level, Row]] = []
    for position, row in enumerate(rows):
        level, wrong = _checked(visit, row, position)
        errors += wrong
        if level is not None:
            found.append((level, row))
    if errors:
        return EMPTY | {"userErrors": errors}
    changes: list[dict[str, Any]] = []
    for level, row in found:
        visit.shop.set_available(level, level.available + row["delta"])
        changes += moved(visit, level, row["delta"])
    document = given.get("referenceDocumentUri")
    return {"inventoryAdjustmentGroup": group(visit, given["reason"], document, changes), "userErrors": []}


def _checked(visit: Visit, row: Row, position: int) -> tuple[Level | None, Errors]:
    path = (*PATH, position)
    level, errors = quantities.level_at(row, path, visit)
    if level is None:
        return None, errors
    errors = errors + quantities.stale(row, level.available, path)
    return level, errors + quantities.out_of_bounds(level.available + row["delta"], path, "delta")
