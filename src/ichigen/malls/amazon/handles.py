"""What later writes and proofs need of an order, as `MallOrder.handles`: technical ids only (page section 3.6). Pure."""

import json
from dataclasses import dataclass

from ichigen.domain.orders import MallOrder
from ichigen.mallkit.json_values import Document, children, parse_json
from ichigen.malls.amazon import states
from ichigen.malls.amazon.wire import number, text
from ichigen.malls.amazon.wire_orders import Item, Order

#: What became of our request to cancel, where the mall refused it (section 3.7).
CANCEL_REFUSED = "cancel_refused"


@dataclass(frozen=True, slots=True)
class Remaining:
    """An order item and the units of it that are still to be sent."""

    item_id: str
    units: int


@dataclass(frozen=True, slots=True)
class Told:
    """A package as the mall shows it."""

    reference: str
    tracking_number: str
    carrier: str


def handles(found: Order) -> dict[str, str]:
    """Return the handles of an order."""
    items: list[dict[str, str | int]] = [{"id": item.item_id, "left": left(item)} for item in found.items]
    packages: list[dict[str, str | int]] = [
        {"ref": p.reference, "no": p.tracking_number, "carrier": p.carrier, "gone": int(p.status == "CANCELLED")}
        for p in found.packages
    ]
    return {
        "status": found.status,
        "items": _packed(items),
        "packages": _packed(packages),
        "cash_on_delivery": "1" if is_cash_on_delivery(found) else "",
    }


def is_cash_on_delivery(found: Order) -> bool:
    """代金引換: the carrier collects the money, so nothing is due before shipping."""
    return bool(states.CASH_ON_DELIVERY & set(found.payment_methods)) or any(i.cash_on_delivery for i in found.items)


def left(item: Item) -> int:
    """Return the units of an item still to be sent."""
    if item.unfulfilled is not None:
        return max(0, item.unfulfilled)
    return 0 if item.cancelled_by else max(0, item.ordered - (item.fulfilled or 0))


def remaining(order: MallOrder) -> tuple[Remaining, ...]:
    """Return the items of which something is still to be sent."""
    rows = ((text(entry, "id"), number(entry, "left") or 0) for entry in _entries(order, "items"))
    return tuple(Remaining(item_id, units) for item_id, units in rows if item_id and units > 0)


def item_ids(order: MallOrder) -> tuple[str, ...]:
    """Return the ids of all items."""
    return tuple(item_id for entry in _entries(order, "items") if (item_id := text(entry, "id")))


def told(order: MallOrder) -> tuple[Told, ...]:
    """Return the packages that stand."""
    standing = (entry for entry in _entries(order, "packages") if not number(entry, "gone"))
    return tuple(Told(text(e, "ref"), text(e, "no"), text(e, "carrier")) for e in standing)


def next_reference(order: MallOrder) -> int:
    """Return the first number above every one used: the same number again would change that package (section 3.6)."""
    used = (text(entry, "ref") for entry in _entries(order, "packages"))
    return max((int(ref) for ref in used if ref.isdecimal() and len(ref) < 10), default=0) + 1


def is_used(order: MallOrder, reference: str) -> bool:
    """Return whether a package of the order, one that was taken back included, has this number."""
    return any(text(entry, "ref") == reference for entry in _entries(order, "packages"))


def _packed(entries: list[dict[str, str | int]]) -> str:
    return json.dumps({"list": entries}, ensure_ascii=False, separators=(",", ":"))


def _entries(order: MallOrder, name: str) -> tuple[Document, ...]:
    packed = order.handles.get(name, "")
    return tuple(children(parse_json(packed.encode()), "list")) if packed else ()
