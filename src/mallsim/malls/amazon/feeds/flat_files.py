"""Tab-separated order feeds: cancelling orders and confirming shipment in bulk (sections 3.6, 3.7)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO

from mallsim.malls.amazon.feeds.model import Feed
from mallsim.malls.amazon.orders import life
from mallsim.malls.amazon.orders.confirm import ship_package
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED, Order
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import RefusedError, read_moment

Row = dict[str, str]
Do = Callable[[Shop, Feed, Order, Row, datetime], None]

REASONS = {
    *("NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment"),
    *("CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "CustomerReturn"),
    "MerchandiseNotReceived",
}


class RowRefusedError(Exception):
    """A row that is not done; the text goes into the report."""


def acknowledge(shop: Shop, feed: Feed, content: bytes, now: datetime) -> bytes:
    """POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA: a reason cancels the order, a row without one only acknowledges."""
    return _process(shop, feed, content, now, _cancel)


def fulfil(shop: Shop, feed: Feed, content: bytes, now: datetime) -> bytes:
    """POST_FLAT_FILE_FULFILLMENT_DATA: one package per row."""
    return _process(shop, feed, content, now, _ship)


def _process(shop: Shop, feed: Feed, content: bytes, now: datetime, do: Do) -> bytes:
    rows = list(_rows(shop, feed, content))
    failed: list[tuple[int, str, str]] = []
    half = len(rows) // 2 if feed.call.has("partial") else len(rows)
    for number, row in enumerate(rows, 1):
        order = shop.orders.get(row.get("order-id", ""))
        try:
            if number > half:
                raise RowRefusedError("The record was not processed.")
            if order is None or order.by_amazon:
                raise RowRefusedError("The order-id is invalid or is not an order of this merchant.")
            do(shop, feed, order, row, now)
        except RowRefusedError as refused:
            failed.append((number, row.get("order-id", ""), str(refused)))
    return _report(len(rows), failed)


def _rows(shop: Shop, feed: Feed, content: bytes) -> Iterator[Row]:
    charset = shop.papers[feed.paper_id].content_type.lower().partition("charset=")[2].strip()
    text = content.decode("cp932" if charset in ("shift_jis", "windows-31j", "cp932") else "utf-8-sig", "replace")
    for row in csv.DictReader(StringIO(text), delimiter="\t"):
        yield {str(name).strip(): (value or "").strip() for name, value in row.items() if name}


def _cancel(shop: Shop, feed: Feed, order: Order, row: Row, now: datetime) -> None:
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


def _ship(shop: Shop, feed: Feed, order: Order, row: Row, now: datetime) -> None:
    date = row.get("ship-date", "")
    moment = read_moment(date) or now
    item_id, quantity = row.get("order-item-id", ""), row.get("quantity", "")
    wanted = [one for one in order.lines if not item_id or one.item_id == item_id]
    items = [
        {"orderItemId": one.item_id, "quantity": int(quantity) if quantity.isdecimal() else one.unshipped}
        for one in wanted
    ]
    detail = {
        "packageReferenceId": str(1 + max((int(one.reference) for one in order.packages), default=0)),
        "carrierCode": row.get("carrier-code", ""),
        "carrierName": row.get("carrier-name", ""),
        "shippingMethod": row.get("ship-method", ""),
        "trackingNumber": row.get("tracking-number", ""),
        "shipDate": max(moment, order.created).astimezone(UTC).isoformat(),
        "orderItems": items or [{"orderItemId": item_id, "quantity": 1}],
    }
    try:
        ship_package(shop, order, detail, now)
    except RefusedError as refused:
        raise RowRefusedError(refused.answer.body["errors"][0]["message"]) from refused
    feed.call.effect(order=order.id, mutation="ship", package=detail["packageReferenceId"])


def _report(processed: int, failed: list[tuple[int, str, str]]) -> bytes:
    lines = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{processed}",
        f"\tNumber of records successful\t\t{processed - len(failed)}",
        "",
        "original-record-number\torder-id\terror-code\terror-type\terror-message",
        *(f"{number}\t{order}\t99999\tError\t{text}" for number, order, text in failed),
    ]
    return "\r\n".join(lines).encode("cp932")
