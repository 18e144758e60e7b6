"""Global ids: gid://shopify/Order/5550001."""

import re

from mallsim.malls.shopify.errors import ApiError

_GID = re.compile(r"gid://shopify/(\w+)/([\w-]+)(\?inventory_item_id=(\d+))?")


def gid(kind: str, number: int | str) -> str:
    """The id of an object as the API shows it."""
    return f"gid://shopify/{kind}/{number}"


def level_gid(location_id: int, item_id: int) -> str:
    """An inventory level has no number of its own."""
    return f"gid://shopify/InventoryLevel/{location_id}?inventory_item_id={item_id}"


def number_of(value: str, kind: str) -> int:
    """The number in an id of this kind; RESOURCE_NOT_FOUND for another kind or no id at all (section 2)."""
    match = _GID.fullmatch(value)
    if match is None or match[1] != kind or not match[2].isdecimal():
        raise ApiError(f"Invalid id: {value}", "RESOURCE_NOT_FOUND")
    return int(match[2])


def kind_of(value: str) -> str | None:
    """The kind an id names, None where it is no id."""
    match = _GID.fullmatch(value)
    return match[1] if match else None


def level_of(value: str) -> tuple[int, int]:
    """Location and inventory item of a level's id."""
    match = _GID.fullmatch(value)
    if match is None or match[1] != "InventoryLevel" or match[4] is None:
        raise ApiError(f"Invalid id: {value}", "RESOURCE_NOT_FOUND")
    return int(match[2]), int(match[4])
