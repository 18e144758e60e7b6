"""Rules that setting and adjusting stock share (section 6)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mallsim.malls.shopify.errors import ApiError, user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Level
from mallsim.malls.shopify.versions import strict_stock
from mallsim.malls.shopify.visit import Visit

MOST_ROWS = 250
LIMIT = 1_000_000_000
_REASONS = (
    "correction cycle_count_available damaged movement_canceled movement_created movement_received movement_updated other "
    "promotion quality_control received reservation_created reservation_deleted reservation_updated restock safety_stock "
    "shrinkage"
)
REASONS = frozenset(_REASONS.split())
"""The recorded list."""
Row = Mapping[str, Any]
Errors = list[dict[str, Any]]


def check_shape(rows: Sequence[Row], kind: str, path: tuple[str, ...], visit: Visit) -> None:
    """Refuse the whole call: too many rows, or one without ``changeFromQuantity`` (null is there; absent is not)."""
    if len(rows) > MOST_ROWS:
        message = f"The input array size of {len(rows)} is greater than the maximum allowed of {MOST_ROWS}."
        raise ApiError(message, "MAX_INPUT_SIZE_EXCEEDED", path=list(path))
    if strict_stock(visit.version) and any("changeFromQuantity" not in row for row in rows):
        message = f"{kind} must include the following argument: changeFromQuantity."
        raise ApiError(message, "INVALID_FIELD_ARGUMENTS")


def check_common(given: Mapping[str, Any], names: Sequence[str], name_code: str) -> Errors:
    """Errors of name, reason and reference document."""
    errors: Errors = []
    if given["name"] not in names:
        message = f"The quantity name must be {' or '.join(names)}."
        errors.append(user_error(message, "input", "name", code=name_code))
    if given["reason"] not in REASONS:
        message = f"The specified reason is invalid. Valid values are: {', '.join(sorted(REASONS))}."
        errors.append(user_error(message, "input", "reason", code="INVALID_REASON"))
    document = given.get("referenceDocumentUri")
    if document is not None and "://" not in document:
        message = "The reference document URI is invalid."
        errors.append(user_error(message, "input", "referenceDocumentUri", code="INVALID_REFERENCE_DOCUMENT"))
    return errors


def doubled(rows: Sequence[Row]) -> set[int]:
    """Positions of rows whose item and place come twice."""
    pairs = [(row["inventoryItemId"], row["locationId"]) for row in rows]
    counted = Counter(pairs)
    return {position for position, pair in enumerate(pairs) if counted[pair] > 1}


def level_at(row: Row, path: tuple[str | int, ...], visit: Visit) -> tuple[Level | None, Errors]:
    """The level a row means, or what is wrong with its item or place.

    What 2026-10 answers for an item that is not stocked at the place is not known (section 6): INVALID_LOCATION here.
    """
    item_id = number_of(row["inventoryItemId"], "InventoryItem")
    location = visit.shop.locations.get(number_of(row["locationId"], "Location"))
    if visit.shop.variant_of_item(item_id) is None:
        message = "The specified inventory item could not be found."
        return None, [user_error(message, *path, "inventoryItemId", code="INVALID_INVENTORY_ITEM")]
    level = visit.shop.level(item_id, location.id) if location else None
    if location is None or not location.active or level is None or not level.active:
        found = location is not None and location.active
        message = (
            "The specified inventory item is not stocked at the location."
            if found
            else "The specified location could not be found."
        )
        return None, [user_error(message, *path, "locationId", code="INVALID_LOCATION")]
    return level, []


def stale(row: Row, current: int, path: tuple[str | int, ...]) -> Errors:
    """The compare: null means no check."""
    expected = row.get("changeFromQuantity")
    if expected is None or expected == current:
        return []
    message = "The specified change from quantity does not match the current quantity."
    return [user_error(message, *path, "changeFromQuantity", code="CHANGE_FROM_QUANTITY_STALE")]


def out_of_bounds(quantity: int, path: tuple[str | int, ...], member: str) -> Errors:
    """±1,000,000,000."""
    if abs(quantity) <= LIMIT:
        return []
    high = quantity > 0
    message = f"The quantity can't be {'higher' if high else 'lower'} than {'' if high else '-'}{LIMIT}."
    return [user_error(message, *path, member, code=f"INVALID_QUANTITY_TOO_{'HIGH' if high else 'LOW'}")]
