"""Order feeds, row by row: cancelling orders and confirming shipment in bulk (sections 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mallsim.malls.amazon.feeds.model import Feed
from mallsim.malls.amazon.orders import life
from mallsim.malls.amazon.orders.confirm import ship_package
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED, Order
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import RefusedError, read_moment

Row = dict[str, str]
"""A row under the column names of the flat files; XML is read into the same."""
Do = Callable[[Shop, Feed, Order, Row, datetime], None]

REASONS = {
    *("NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment"),
    *("CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "CustomerReturn"),
    "MerchandiseNotReceived",
}


class RowRefusedError(Exception):
    """A row that is not done; the text goes into the report."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that was not done: its number from 1, its order and why."""

    number: int
    order: str
    text: str


def run(shop: Shop, feed: Feed, rows: Sequence[Row], now: datetime, do: Do) -> list[Failed]:
    """Do the rows; under the fault ``partial`` only the first half."""
    failed = []
    reached = len(rows) // 2 if feed.call.has("partial") else len(rows)
    for number, row in enumerate(rows, 1):
        order = shop.orders.get(row.get("order-id", ""))
        try:
            if number > reached:
                raise RowRefusedError("The record was not processed.")
            if order is None or order.by_amazon:
                raise RowRefusedError("The order-id is invalid or is not an order of this merchant.")
            do(shop, feed, order, row, now)
        except RowRefusedError as refused:
            failed.append(Failed(number, row.get("order-id", ""), str(refused)))
    return failed


def acknowledge(shop: Shop, feed: Feed, order: Order, row: Row, now: datetime) -> None:
    """A reason cancels the order, a row without one only acknowledges it."""
    reason = row.get("cancellation-reason-code", "")
    if not reason:
        return
    if reason not in REASONS:
        raise RowRefusedError(f"The cancellation-reason-code {reason} is invalid.")
    item = row.get("amazon-order-item-code", "")
    if item and order.line(item) is None:
        raise RowRefusedError(f"The amazon-order-item-code {item} is invalid.")
    if order.status in (SHIPPED, CANCELLED) or any(line.shipped for line in order.lines):
        raise RowRefusedError(f"The order {order.id} cannot be cancelled in its current status.")
    life.cancel(shop, order, now, "shop", reason)
    feed.call.effect(order=order.id, mutation="cancel")


def fulfil(shop: Shop, feed: Feed, order: Order, row: Row, now: datetime) -> None:
    """Ship an item, or without ``order-item-id`` everything; rows of one tracking number are one package."""
    tracking = row.get("tracking-number", "")
    same = next((one for one in order.packages if one.tracking == tracking and one.created == now), None)
    number = same.reference if same else str(1 + max((int(one.reference) for one in order.packages), default=0))
    items = _items(order, row)
    items += [{"orderItemId": key, "quantity": units} for key, units in (same.items if same else {}).items()]
    moment = read_moment(row.get("ship-date", "")) or now
    detail: dict[str, Any] = {
        "packageReferenceId": number,
        "carrierCode": row.get("carrier-code", "") or ("Other" if row.get("carrier-name") else ""),
        "carrierName": row.get("carrier-name", ""),
        "shippingMethod": row.get("ship-method", ""),
        "trackingNumber": tracking,
        "shipDate": max(moment, order.created).astimezone(UTC).isoformat(),
        "orderItems": items,
    }
    try:
        ship_package(shop, order, detail, now)
    except RefusedError as refused:
        raise RowRefusedError(refused.answer.body["errors"][0]["message"]) from refused
    feed.call.effect(order=order.id, mutation="ship", package=number)


def _items(order: Order, row: Row) -> list[dict[str, Any]]:
    item_id, quantity = row.get("order-item-id", ""), row.get("quantity", "")
    if not item_id:
        return [{"orderItemId": one.item_id, "quantity": one.unshipped} for one in order.lines if one.unshipped]
    line = order.line(item_id)
    units = int(quantity) if quantity.isdecimal() else line.unshipped if line else 1
    return [{"orderItemId": item_id, "quantity": units}]
