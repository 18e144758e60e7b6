"""Stopping and releasing fulfilment orders (section 4)."""

from mallsim.malls.shopify.model import FulfilmentOrder, Hold
from mallsim.malls.shopify.shop import Shop


def hold(shop: Shop, fo: FulfilmentOrder, reason: str, notes: str | None = None) -> Hold:
    """Put a fulfilment order on hold."""
    made = Hold(shop.next_id(), reason, notes)
    fo.holds.append(made)
    fo.status, fo.updated = "ON_HOLD", shop.now()
    return made


def release(shop: Shop, fo: FulfilmentOrder) -> None:
    """Release every hold."""
    fo.holds.clear()
    begun = any(row.remaining < row.total for row in fo.lines)
    fo.status, fo.updated = "IN_PROGRESS" if begun else "OPEN", shop.now()
