"""Checks of inventory requests (section 3): every fault with its code and propertyPath."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mallsim.malls.rakuten.gateway import error_entry
from mallsim.malls.rakuten.shop import Shop

CODE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
MOST = 99999
MOST_VARIANTS = 400
MODES = ("ABSOLUTE", "RELATIVE")
LEAD_TIME_IDS = frozenset(range(1, 11))
SHIP_FROM_IDS = frozenset(range(1, 6))
"""The ids in this shop's settings."""
ROW_FIELDS = {"manageNumber", "variantId", "mode", "quantity"}
LEAD_FIELDS = {"operationLeadTime", "shipFromIds"}
LEAD_NAMES = {"normalDeliveryTimeId", "backOrderDeliveryTimeId"}

Entry = dict[str, Any]


def key_of(row: dict[str, Any]) -> tuple[str, str]:
    """(manageNumber folded to lower case, variantId as it is)."""
    return str(row["manageNumber"]).lower(), str(row["variantId"])


def key_faults(row: dict[str, Any], at: str) -> Iterator[Entry]:
    """Faults of manageNumber and variantId."""
    for name in ("manageNumber", "variantId"):
        value, path = row.get(name), f"{at}{name}"
        if value is None or value == "":
            yield error_entry("IE0001", f"{name} is mandatory.", path)
        elif not isinstance(value, str) or not CODE.fullmatch(value):
            yield error_entry("IE0002", f"{name} is invalid.", path)
        elif len(value) > 32:
            yield error_entry("IE0004", f"Max length of {name} must be within 32 bytes.", path)


def write_faults(row: dict[str, Any], at: str, *, lead: bool) -> Iterator[Entry]:
    """Faults of one row to be written, its state in the shop apart. ``lead``: 2.1 fields are allowed."""
    yield from key_faults(row, at)
    for name in sorted(set(row) - ROW_FIELDS - (LEAD_FIELDS if lead else set())):
        yield error_entry("IE0002", f"{name} is an unknown field.", f"{at}{name}")
    mode, quantity = row.get("mode"), row.get("quantity")
    if mode is None:
        yield error_entry("IE0001", "mode is mandatory.", f"{at}mode")
    elif mode not in MODES:
        yield error_entry("IE0002", "mode is invalid.", f"{at}mode")
    if quantity is None:
        yield error_entry("IE0001", "quantity is mandatory.", f"{at}quantity")
    elif isinstance(quantity, bool) or not isinstance(quantity, int):
        yield error_entry("IE0002", "quantity is invalid.", f"{at}quantity")
    elif not (-MOST if mode == "RELATIVE" else 0) <= quantity <= MOST:
        yield error_entry("IE0003", f"quantity must be within 0 to {MOST}.", f"{at}quantity")
    if lead:
        yield from _lead_faults(row, at)


def state_faults(shop: Shop, row: dict[str, Any], at: str) -> Iterator[Entry]:
    """Faults of a well-formed row against the stock there is."""
    key = key_of(row)
    stock = shop.stock.get(key)
    if row["mode"] == "RELATIVE":
        if stock is None:
            yield error_entry("IE0500", "RELATIVE cannot be used for a new record.", f"{at}mode")
        elif not 0 <= stock.quantity + row["quantity"] <= MOST:
            yield error_entry("IE0117", f"quantity after update must be within 0 to {MOST}.", f"{at}quantity")


def list_faults(shop: Shop, rows: list[dict[str, Any]]) -> Iterator[Entry]:
    """Faults of a bulk write as a whole: the same pair twice, too many variants of one item."""
    keys = [key_of(row) for row in rows]
    for key, count in Counter(keys).items():
        if count > 1:
            yield error_entry("IE1102", f"Duplicated; manageNumber={key[0]}, variantId={key[1]}", "inventories")
    for manage_number in sorted({key[0] for key in keys}):
        there = {key for key in [*shop.stock, *keys] if key[0] == manage_number}
        if len(there) > MOST_VARIANTS:
            yield error_entry("IE0121", f"Too many variants; manageNumber={manage_number}", "inventories")


def _lead_faults(row: dict[str, Any], at: str) -> Iterator[Entry]:
    lead, ship_from = row.get("operationLeadTime"), row.get("shipFromIds")
    if lead is not None:
        if not isinstance(lead, dict) or set(lead) - LEAD_NAMES:
            yield error_entry("IE0002", "operationLeadTime is invalid.", f"{at}operationLeadTime")
        elif any(value not in LEAD_TIME_IDS for value in lead.values()):
            yield error_entry("IE0118", "The id is not in the shop settings.", f"{at}operationLeadTime")
    if ship_from is not None:
        if not isinstance(ship_from, list):
            yield error_entry("IE0002", "shipFromIds is invalid.", f"{at}shipFromIds")
        elif any(value not in SHIP_FROM_IDS for value in ship_from):
            yield error_entry("IE0118", "The id is not in the shop settings.", f"{at}shipFromIds")
