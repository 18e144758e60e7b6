"""What a fresh order proves of states, parcel and お届け指定 (page sections 3.1 and 3.4). Pure."""

from collections.abc import Mapping

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.status_changes import same_slot
from ichigen.domain.write_back import StepPlan
from ichigen.malls.yahoo_shopping import codes

_NUMBERS = ("ShipInvoiceNumber1", "ShipInvoiceNumber2")


def is_noticed(order: MallOrder, step: StepPlan) -> bool:
    """In the ship state of the step with its numbers (or the reason); other numbers on the mall are replaced by sending.

    An order that left meanwhile is past a state before that: sending would bring it back.
    """
    values = _ship_values(step)
    if int(str(values["ShipStatus"])) < codes.SHIP_DONE <= int(order.handles["ship_status"]):
        return True
    return _has_status(order, values) and _same_number(order, values)


def is_shipping(order: MallOrder, step: StepPlan) -> bool:
    """As the step says in everything it writes; an order that left meanwhile is past a state before that."""
    values = _ship_values(step)
    at, wanted = int(order.handles["ship_status"]), int(str(values["ShipStatus"]))
    if wanted < codes.SHIP_DONE <= at:
        return True
    day = order.parcels[0].shipped_on if order.parcels else None
    same_day = str(values.get("ShipDate", "")) in ("", f"{day:%Y%m%d}" if day else "-")
    same_company = str(values.get("ShipCompanyCode", "")) in ("", order.handles["company"])
    same_number = _same_number(order, values) if "ShipCompanyCode" in values else True
    return _has_status(order, values) and same_number and same_company and (same_day or not order.parcels)


def is_order_state(order: MallOrder, step: StepPlan) -> bool:
    """In the order state of the step; a completed order is past 処理中."""
    group = step.payload["Order"]
    wanted = str(group["OrderStatus"]) if isinstance(group, Mapping) else ""
    now = order.handles["order_status"]
    return now == wanted or (wanted == str(codes.PROCESSING) and now == str(codes.COMPLETED))


def is_delivery(order: MallOrder, step: StepPlan) -> bool:
    """With the day and the hours of the step."""
    values = _ship_values(step)
    day = f"{order.delivery.day:%Y%m%d}" if order.delivery.day else ""
    slot = str(values.get("ShipRequestTime", ""))
    return str(values.get("ShipRequestDate", day)) == day and (not slot or same_slot(slot, order.delivery.time_slot))


def _has_status(order: MallOrder, values: Mapping[str, Json]) -> bool:
    at, wanted = int(order.handles["ship_status"]), int(str(values["ShipStatus"]))
    return at >= wanted if wanted >= codes.SHIP_DONE else at == wanted


def _same_number(order: MallOrder, values: Mapping[str, Json]) -> bool:
    numbers = [str(values[name]) for name in _NUMBERS if name in values]
    same = order.handles["invoices"].replace("-", "") == ",".join(numbers).replace("-", "")
    return same and order.handles["empty_reason"] == str(values.get("ShipInvoiceNumberEmptyReason", ""))


def _ship_values(step: StepPlan) -> Mapping[str, Json]:
    group = step.payload["Order"]
    wanted = group["Ship"] if isinstance(group, Mapping) else {}
    return wanted if isinstance(wanted, Mapping) else {}
