"""confirmShipment: one call per package, 204 without a body (section 3.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mallsim.malls.amazon.orders.finding import find_order
from mallsim.malls.amazon.orders.life import shipped
from mallsim.malls.amazon.orders.model import CANCELLED, Order, Package
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, RefusedError, invalid, read_moment

Body = Mapping[str, Any]

CARRIERS = {
    *("YAMATO", "YamatoTransport", "SAGAWA", "SagawaExpress", "JP_EXPRESS", "JP Express", "Japan Post"),
    *("NITTSU", "NipponExpress", "Seino", "FEDEX_JP", "DHL", "FedEx", "UPS", "Other"),
}
"""The public list (section 3.6); which spelling JP takes today is not verified, so all of it counts as known."""
TEXTS = ("packageReferenceId", "carrierCode", "trackingNumber", "shipDate")
OPTIONAL_TEXTS = ("carrierName", "shippingMethod")
MARKETPLACE_ID = re.compile(r"[a-zA-Z0-9]{1,50}")
NO_PACKAGE = (
    "Failed to create package due to not finding a matching package or order already fulfilled.  ErrorMessage("
    "errorCode=GeneralError, errorDescription=Unable to find package to update for order ({order}), "
    "errorMetric=PackageToUpdateNotFound, packageIndex=null)"
)
AHEAD = timedelta(days=1)


def confirm_shipment(visit: Visit) -> Answer:
    """``POST /orders/v0/orders/{orderId}/shipmentConfirmation``."""
    order, body = find_order(visit), visit.document()
    detail = _checked(body)
    collection = body.get("codCollectionMethod")
    if collection is not None and (collection != "DirectPayment" or order.terms.payment != "cod"):
        raise invalid("CodCollectionMethod: is invalid for this order.")
    ship_package(visit.shop, order, detail, visit.now)
    visit.call.effect(order=order.id, mutation="ship", package=detail["packageReferenceId"])
    return Answer(204)


def ship_package(shop: Shop, order: Order, detail: Body, now: datetime) -> None:
    """Put one package of a well-formed ``packageDetail`` on its way; raises RefusedError (400)."""
    if order.by_amazon:
        raise invalid(f"OrderId: {order.id} is fulfilled by Amazon and cannot be confirmed.")
    if order.pending or order.status == CANCELLED:
        raise invalid(f"OrderId: {order.id} cannot be confirmed in its current status.")
    if not detail["carrierCode"] or (detail["carrierCode"] == "Other" and not detail.get("carrierName")):
        raise invalid("CarrierName: is required when CarrierCode is Other.")
    _place(shop, order, _package(order, detail, now), now)


def _checked(body: Body) -> Body:
    """``packageDetail``, with every member of its documented type."""
    detail = body.get("packageDetail")
    wrong = [] if isinstance(body.get("marketplaceId"), str) else ["marketplaceId"]
    if not isinstance(detail, dict):
        raise _wrong_types([*wrong, "packageDetail"])
    wrong += [f"packageDetail.{name}" for name in TEXTS if not isinstance(detail.get(name), str)]
    wrong += [f"packageDetail.{name}" for name in OPTIONAL_TEXTS if not isinstance(detail.get(name, ""), str)]
    items = detail.get("orderItems")
    if not isinstance(items, list) or not items or not all(_is_item(item) for item in items):
        wrong.append("packageDetail.orderItems")
    if wrong:
        raise _wrong_types(wrong)
    if not MARKETPLACE_ID.fullmatch(body["marketplaceId"]) or body["marketplaceId"] != MARKETPLACE:
        raise invalid("MarketplaceId: is invalid.")
    if not detail["packageReferenceId"].isdecimal() or int(detail["packageReferenceId"]) < 1:
        raise invalid("PackageReferenceId: is invalid, must be a positive numeric value.")
    return detail


def _is_item(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("orderItemId"), str):
        return False
    return isinstance(item.get("quantity"), int) and not isinstance(item["quantity"], bool)


def _wrong_types(names: list[str]) -> RefusedError:
    text = "The input you have submitted is not valid. Please check the fields with invalid type"
    return invalid(f"{text} [{', '.join(names)}].")


def _package(order: Order, detail: Body, now: datetime) -> Package:
    moment = read_moment(detail["shipDate"])
    if moment is None or "T" not in detail["shipDate"]:
        raise RefusedError(400, "InvalidInput", "Invalid Input", "shipDate")
    if not order.created <= moment <= now + AHEAD:
        raise invalid("ShipDate: is invalid, must be after the order was placed and not in the future.")
    before = next((one for one in order.packages if one.reference == detail["packageReferenceId"]), None)
    items = _units(order, detail, before)
    return Package(
        reference=detail["packageReferenceId"],
        carrier_code=detail["carrierCode"],
        carrier_name=detail.get("carrierName", ""),
        method=detail.get("shippingMethod", ""),
        tracking=detail["trackingNumber"],
        shipped=moment,
        created=before.created if before else now,
        items=items,
    )


def _units(order: Order, detail: Body, before: Package | None) -> dict[str, int]:
    """Units by order item id, no more than are left, counting back those of the package being edited."""
    items: dict[str, int] = {}
    for item in detail["orderItems"]:
        items[item["orderItemId"]] = items.get(item["orderItemId"], 0) + item["quantity"]
    for item_id, units in items.items():
        line = order.line(item_id)
        if line is None or units < 1:
            text = "is invalid, please obtain the value through the getOrderItems API or Manage Orders page"
            raise invalid(f"OrderItemId {item_id} {text}")
        if units > line.unshipped + (before.items.get(item_id, 0) if before else 0):
            done = all(each.unshipped == 0 for each in order.lines)
            text = (
                NO_PACKAGE.format(order=order.id) if done else f"Quantity: {units} exceeds what is left of {item_id}."
            )
            raise invalid(text)
    return items


def _place(shop: Shop, order: Order, package: Package, now: datetime) -> None:
    """Put the package among the others, or in the place of the one with its number."""
    before = next((one for one in order.packages if one.reference == package.reference), None)
    for line in order.lines:
        line.shipped += package.items.get(line.item_id, 0) - (before.items.get(line.item_id, 0) if before else 0)
    unknown = package.carrier_code not in CARRIERS
    if unknown and shop.settings.unknown_carrier == "carrier_dropped":
        package.carrier_code = package.carrier_name = ""
    package.listed = not (unknown and shop.settings.unknown_carrier == "package_dropped")
    order.packages = [package if one is before else one for one in order.packages]
    if before is None:
        order.packages.append(package)
    shipped(shop, order, now, "shop", package.reference)
