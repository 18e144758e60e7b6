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
from mallsim.malls.amazon.access.lwa import SELLER
from mallsim.malls.amazon.listings.calls import delete_item, get_item, patch_item, put_item
from mallsim.malls.amazon.listings.search import search_items
from mallsim.malls.amazon.orders.confirm import confirm_shipment
from mallsim.malls.amazon.orders.search import get_order, search_orders
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


ORDERS, V0 = "/orders/2026-01-01/orders", "/orders/v0/orders"
ITEMS = "/listings/2021-08-01/items/{sellerId}"

ENDPOINTS: tuple[Endpoint, ...] = (
    _read("order.search", ORDERS, 0.0056, 20, search_orders, "orders"),
    _read("order.get", ORDERS + "/{orderId}", 0.5, 30, get_order, "orders"),
    Endpoint(
        Operation("order.ship", "write"),
        "POST",
        V0 + "/{orderId}/shipmentConfirmation",
        2,
        10,
        confirm_shipment,
        "orders",
    ),
    _read("item.list", ITEMS, 5, 5, search_items, "listings"),
    _read("item.read", ITEMS + "/{sku}", 5, 10, get_item, "listings"),
    Endpoint(Operation("stock.write", "write"), "PATCH", ITEMS + "/{sku}", 5, 5, patch_item, "listings"),
    Endpoint(Operation("item.write", "write"), "PUT", ITEMS + "/{sku}", 5, 10, put_item, "listings"),
    Endpoint(Operation("item.delete", "write"), "DELETE", ITEMS + "/{sku}", 5, 5, delete_item, "listings"),
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
