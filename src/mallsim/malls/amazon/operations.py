"""Every operation: name in the call log, method, path, rate and burst (section 2), role, and what runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern
from urllib.parse import unquote

from starlette.routing import compile_path

from mallsim.core.limits import Bucket
from mallsim.core.mall import Operation
from mallsim.malls.amazon.access.doorman import Role
from mallsim.malls.amazon.access.lwa import NOTIFICATIONS, SELLER
from mallsim.malls.amazon.access.restricted import create_restricted_data_token
from mallsim.malls.amazon.fba import inventory_summaries
from mallsim.malls.amazon.feeds import calls as feeds
from mallsim.malls.amazon.listings.calls import delete_item, get_item, patch_item, put_item
from mallsim.malls.amazon.listings.search import search_items
from mallsim.malls.amazon.notifications import calls as notifications
from mallsim.malls.amazon.orders import v0
from mallsim.malls.amazon.orders.cancel import cancel_order
from mallsim.malls.amazon.orders.confirm import confirm_shipment
from mallsim.malls.amazon.orders.search import get_order, search_orders
from mallsim.malls.amazon.reports import calls as reports
from mallsim.malls.amazon.sellers import participations
from mallsim.malls.amazon.visit import Handler


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``rate`` calls a second, ``burst`` at once. ``scope`` is the kind of token the call needs."""

    operation: Operation
    method: str
    path: str
    rate: float
    burst: int
    handler: Handler
    role: Role = ""
    scope: str = SELLER

    @property
    def limit(self) -> Bucket:
        """The token bucket of the operation."""
        return Bucket(self.operation.name, self.rate, self.burst)


def _read(name: str, path: str, rate: float, burst: int, handler: Handler, role: Role = "") -> Endpoint:
    return Endpoint(Operation(name, "read"), "GET", path, rate, burst, handler, role)


def _write(
    name: str, method: str, path: str, rate: float, burst: int, handler: Handler, role: Role = "", scope: str = SELLER
) -> Endpoint:
    return Endpoint(Operation(name, "write"), method, path, rate, burst, handler, role, scope)


def _grantless(name: str, path: str, handler: Handler) -> Endpoint:
    return Endpoint(Operation(name, "read"), "GET", path, 1, 5, handler, "", NOTIFICATIONS)


ORDERS, V0 = "/orders/2026-01-01/orders", "/orders/v0/orders"
ITEMS = "/listings/2021-08-01/items/{sellerId}"
FEEDS, REPORTS = "/feeds/2021-06-30", "/reports/2021-06-30"
SUBSCRIPTIONS, DESTINATIONS = "/notifications/v1/subscriptions/{notificationType}", "/notifications/v1/destinations"

ENDPOINTS: tuple[Endpoint, ...] = (
    _read("order.search", ORDERS, 0.0056, 20, search_orders, "orders"),
    _read("order.get", ORDERS + "/{orderId}", 0.5, 30, get_order, "orders"),
    _write("order.cancel", "PUT", ORDERS + "/{orderId}/cancellation", 1, 5, cancel_order, "orders"),
    _read("order.v0.search", V0, 0.0167, 20, v0.get_orders, "orders"),
    _read("order.v0.get", V0 + "/{orderId}", 0.5, 30, v0.get_order, "orders"),
    _read("order.v0.items", V0 + "/{orderId}/orderItems", 0.5, 30, v0.get_items, "orders"),
    _read("order.v0.address", V0 + "/{orderId}/address", 0.5, 30, v0.get_address, "orders"),
    _read("order.v0.buyer", V0 + "/{orderId}/buyerInfo", 0.5, 30, v0.get_buyer_info, "orders"),
    _write("order.ship", "POST", V0 + "/{orderId}/shipmentConfirmation", 2, 10, confirm_shipment, "orders"),
    _read("item.list", ITEMS, 5, 5, search_items, "listings"),
    _read("item.read", ITEMS + "/{sku}", 5, 10, get_item, "listings"),
    _write("stock.write", "PATCH", ITEMS + "/{sku}", 5, 5, patch_item, "listings"),
    _write("item.write", "PUT", ITEMS + "/{sku}", 5, 10, put_item, "listings"),
    _write("item.delete", "DELETE", ITEMS + "/{sku}", 5, 5, delete_item, "listings"),
    _read("stock.fba", "/fba/inventory/v1/summaries", 2, 2, inventory_summaries, "fba"),
    _write("feed.document", "POST", FEEDS + "/documents", 0.5, 15, feeds.create_document),
    _write("feed.create", "POST", FEEDS + "/feeds", 0.0083, 15, feeds.create_feed),
    _read("feed.list", FEEDS + "/feeds", 0.0222, 10, feeds.get_feeds),
    _read("feed.get", FEEDS + "/feeds/{feedId}", 2, 15, feeds.get_feed),
    _write("feed.cancel", "DELETE", FEEDS + "/feeds/{feedId}", 2, 15, feeds.cancel_feed),
    _read("feed.result", FEEDS + "/documents/{feedDocumentId}", 0.0222, 10, feeds.get_document),
    _write("report.create", "POST", REPORTS + "/reports", 0.0167, 15, reports.create_report),
    _read("report.list", REPORTS + "/reports", 0.0222, 10, reports.get_reports),
    _read("report.get", REPORTS + "/reports/{reportId}", 2, 15, reports.get_report),
    _read("report.document", REPORTS + "/documents/{reportDocumentId}", 0.0167, 15, reports.get_document),
    _write("token.restricted", "POST", "/tokens/2021-03-01/restrictedDataToken", 1, 10, create_restricted_data_token),
    _write("destination.create", "POST", DESTINATIONS, 1, 5, notifications.create_destination, "", NOTIFICATIONS),
    _grantless("destination.list", DESTINATIONS, notifications.get_destinations),
    _grantless("destination.get", DESTINATIONS + "/{destinationId}", notifications.get_destination),
    _write(
        "destination.delete",
        "DELETE",
        DESTINATIONS + "/{destinationId}",
        1,
        5,
        notifications.delete_destination,
        "",
        NOTIFICATIONS,
    ),
    _write("subscription.create", "POST", SUBSCRIPTIONS, 1, 5, notifications.create_subscription),
    _read("subscription.get", SUBSCRIPTIONS, 1, 5, notifications.get_subscription),
    _grantless("subscription.read", SUBSCRIPTIONS + "/{subscriptionId}", notifications.get_subscription_by_id),
    _write(
        "subscription.delete",
        "DELETE",
        SUBSCRIPTIONS + "/{subscriptionId}",
        1,
        5,
        notifications.delete_subscription,
        "",
        NOTIFICATIONS,
    ),
    _read("seller.participations", "/sellers/v1/marketplaceParticipations", 0.016, 15, participations),
)

_PATHS: tuple[tuple[Endpoint, Pattern[str]], ...] = tuple((one, compile_path(one.path)[0]) for one in ENDPOINTS)
RATES: Mapping[str, float] = {one.operation.name: one.rate for one in ENDPOINTS}


def find_endpoint(method: str, raw_path: str) -> tuple[Endpoint, dict[str, str]] | None:
    """The operation of a path as it was sent, with its parameters decoded; a bare ``/`` in a SKU is another path."""
    for endpoint, pattern in _PATHS:
        match = pattern.match(raw_path)
        if match and endpoint.method == method:
            return endpoint, {name: unquote(value) for name, value in match.groupdict().items()}
    return None
