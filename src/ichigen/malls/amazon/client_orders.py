"""Orders over the wire: the list of changes, single orders, ship notices (page sections 3.1, 3.2 and 3.6)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from ichigen.domain.hours import JST
from ichigen.domain.json import Json, JsonObject
from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import GuardRefusal, StepPlan, ship_guard
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import OrderBatch, OrderPage, Problem, Window
from ichigen.mallkit.json_values import Unreadable, child
from ichigen.malls.amazon import client_cancel, translate_orders
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.carrier_codes import to_mall
from ichigen.malls.amazon.errors import malformed, missing
from ichigen.malls.amazon.operations import CONFIRM_SHIPMENT, GET_ORDER, MARKETPLACE, SEARCH_ORDERS
from ichigen.malls.amazon.translate_changes import SHIP, parcel_to_send
from ichigen.malls.amazon.wire_orders import Order, read_list, read_single

#: What an order needs to be whole; a list and a single order are asked for the same (section 3.1).
INCLUDED = ("BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "CANCELLATION", "FULFILLMENT", "PACKAGES", "PAYMENT")

PAGE = 100

#: The mall shows nothing newer than this (section 3.1), so the lower bound of a list must not lie later.
UNSEEN = timedelta(minutes=2)

#: Orders that Amazon sends from its own warehouse move no stock of ours.
OURS = "MERCHANT"

NOON = time(12, tzinfo=JST)


def list_orders(caller: Caller, window: Window, page: str | None) -> OrderPage:
    """Return whole orders changed since the window's start, 100 a page.

    The upper bound is left to the mall, which sets it two minutes ago: it must be the same for every page, and a page
    token may be used long after the window was drawn.
    """
    query: dict[str, str | Sequence[str]] = {
        "marketplaceIds": [caller.marketplace],
        "lastUpdatedAfter": iso(min(window.start, window.end - UNSEEN)),
        "fulfilledBy": [OURS],
        "includedData": INCLUDED,
        "maxResultsPerPage": str(PAGE),
    }
    if page is not None:
        query["paginationToken"] = page
    document = caller.document(SEARCH_ORDERS, query, rows=PAGE)
    try:
        found = read_list(document)
    except Unreadable as error:
        raise malformed(SEARCH_ORDERS.effect) from error
    settings = caller.connection.settings
    orders = tuple(translate_orders.order(order, settings) for order in found.orders if is_ours(order))
    return OrderPage(orders=orders, next_page=found.next_token, problems=found.problems)


def fetch_orders(caller: Caller, numbers: Sequence[str]) -> OrderBatch:
    """Return the order by getOrder, one call each."""
    if len(numbers) > 1:
        raise ValueError("getOrder takes at most one order")
    return _fetch(caller, numbers[0]) if numbers else OrderBatch(())


def is_ours(order: Order) -> bool:
    """Return whether the shop itself sends this order, and sold it on Amazon.co.jp.

    The list is asked for one marketplace; a single order is of whichever it was placed on.
    """
    return order.fulfilled_by in ("", OURS) and order.marketplace in ("", MARKETPLACE)


def send_ship(caller: Caller, order: MallOrder, step: StepPlan) -> None:
    """confirmShipment: a 204 accepts, and proves nothing."""
    reference = ship_guard(order) or parcel_to_send(order, step)
    if isinstance(reference, GuardRefusal):
        raise Refused(reference.code, reference.message)
    payload = {**step.payload, "packageReferenceId": reference}
    body = confirmation(payload, order.ordered_at, caller.now(), caller.connection.settings)
    caller.command(CONFIRM_SHIPMENT, {"marketplaceId": caller.marketplace, **body}, 204, order=order.number)


def send_step(caller: Caller, order: MallOrder, step: StepPlan) -> None:
    """Send one step of `translate_changes.plan`."""
    if step.kind == SHIP:
        send_ship(caller, order, step)
    else:
        client_cancel.send_cancel(caller, order.number, step.payload)


def confirmation(
    payload: Mapping[str, Json], ordered_at: datetime, now: datetime, settings: Mapping[str, str]
) -> JsonObject:
    """Return the body of confirmShipment but for the marketplace (section 3.6)."""
    carrier = to_mall(str(payload["carrier"]), settings)
    detail: dict[str, Json] = {
        "packageReferenceId": payload["packageReferenceId"],
        "carrierCode": carrier.code,
        "trackingNumber": payload["trackingNumber"],
        "shipDate": iso(ship_date(str(payload["shippedOn"]), ordered_at, now)),
        "orderItems": payload["orderItems"],
    }
    if carrier.name:
        detail["carrierName"] = carrier.name
    body: dict[str, Json] = {"packageDetail": detail}
    if payload["cashOnDelivery"]:
        body["codCollectionMethod"] = "DirectPayment"
    return body


#: The mall refuses what was shipped before the order, and knows its moment more exactly than it tells.
AFTER_ORDER = timedelta(seconds=1)


def ship_date(shipped_on: str, ordered_at: datetime, now: datetime) -> datetime:
    """Return the moment of shipping: noon of its day in Japan, but within that day neither to come nor before the order.

    The mall wants a moment and the shop knows a day; that it refuses the future is [R], so only today is put forward.
    """
    if not shipped_on:
        return now
    noon = datetime.combine(date.fromisoformat(shipped_on), NOON).astimezone(UTC)
    same_day = now.astimezone(JST).date() == noon.astimezone(JST).date()
    moment = min(noon, now) if same_day else noon
    return max(moment, min(now, ordered_at + AFTER_ORDER)) if ordered_at <= now else moment


def iso(moment: datetime) -> str:
    """Return a time as the mall writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fetch(caller: Caller, number: str) -> OrderBatch:
    try:
        document = caller.document(GET_ORDER, {"includedData": INCLUDED}, order=number)
        if not child(document, "order"):
            raise malformed(GET_ORDER.effect)
        found = read_single(document)
    except Refused as error:
        return OrderBatch((), () if missing(error) else (Problem(number, error.code, error.message),))
    except Unreadable as error:
        message = f"モールの応答の項目「{error}」を読めませんでした。"
        return OrderBatch((), (Problem(number, "order.unreadable", message),))
    if not is_ours(found):
        return OrderBatch(())
    order = translate_orders.order(found, caller.connection.settings)
    return OrderBatch((client_cancel.with_result(caller, order),))
