"""The mall's global ids: `gid://shopify/<Kind>/<number>`. Ours are the numbers alone (section 3, 6)."""

import re

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/([0-9]+)(?:\?.*)?")

ORDER, ITEM, LOCATION = "Order", "InventoryItem", "Location"


def gid(kind: str, number: str) -> str:
    """Return the global id of a number of ours."""
    return f"gid://shopify/{kind}/{number}"


def number_of(value: str, kind: str) -> str:
    """Return the number of a global id; empty where it is none of that kind."""
    found = _GID.fullmatch(value)
    return found[2] if found and found[1] == kind else ""


def is_number(text: str) -> bool:
    """Say whether a text can be the number of a global id."""
    return text.isascii() and text.isdigit() and len(text) <= 20
