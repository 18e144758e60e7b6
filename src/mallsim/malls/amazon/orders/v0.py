"""The reading operations of v0, a bridge until 2027-03-27: PascalCase, wrapped in ``payload`` (section 3.5)."""

from __future__ import annotations

from datetime import timedelta

from mallsim.malls.amazon.orders.finding import find_order, known_orders, window
from mallsim.malls.amazon.orders.model import STATUSES, Bookmark, Order
from mallsim.malls.amazon.orders.v0_document import address, buyer_info, items, order_document, wrapped
from mallsim.malls.amazon.settings import PAGE_TOKEN_S
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid, second

PAGE = 100
NAMES = {name: status for status, name in STATUSES.items()}
CHANNELS = ("MFN", "AFN")
DATES = ("CreatedAfter", "CreatedBefore", "LastUpdatedAfter", "LastUpdatedBefore")


def allowed(visit: Visit, path: str, element: str) -> bool:
    """Does the token open personal data of ``path``? Only a restricted data token naming it does."""
    for resource in visit.token.paths:
        method, named, elements = (*resource.split(" "), "")[:3]
        same = named in (path, path.replace(visit.path.get("orderId", "-"), "{orderId}"))
        if method == "GET" and same and (not elements or element in elements.split(",")):
            return visit.shop.settings.role_delivery_address
    return False


def get_orders(visit: Visit) -> Answer:
    """``GET /orders/v0/orders``: ``MarketplaceIds`` and one of the *After* dates are required."""
    visit.need_marketplace("MarketplaceIds")
    statuses = [NAMES[name] for name in visit.csv("OrderStatuses", NAMES)]
    channels, ids = visit.csv("FulfillmentChannels", CHANNELS), visit.csv("AmazonOrderIds")
    token = visit.one("NextToken")
    mark = visit.shop.bookmarks.get(token) if token else None
    if token and (mark is None or mark.expires <= visit.now):
        raise invalid("NextToken is invalid or has expired.")
    span = mark.window if mark else window(visit, *DATES)
    found = [
        order
        for order in known_orders(visit.shop, visit.now)
        if span.holds(order)
        and (not statuses or order.status in statuses)
        and (not channels or CHANNELS[order.by_amazon] in channels)
        and (not ids or order.id in ids)
        and (mark is None or span.key(order) > mark.after)
    ]
    found.sort(key=span.key)
    size = visit.number("MaxResultsPerPage", PAGE, 1, PAGE)
    page = found[:size]
    body: Document = {"Orders": visit.call.arranged([_shown(visit, order) for order in page])}
    if len(found) > size:
        body["NextToken"] = visit.shop.letters(40)
        expires = visit.now + timedelta(seconds=PAGE_TOKEN_S)
        visit.shop.bookmarks[body["NextToken"]] = Bookmark((), span, span.key(page[-1]), expires)
    return wrapped({**body, span.edge: second(span.end)})


def _shown(visit: Visit, order: Order, path: str = "/orders/v0/orders") -> Document:
    visit.call.shown.append(order.id)
    document = order_document(order)
    if order.pending:
        return document
    if allowed(visit, path, "buyerInfo"):
        document["BuyerInfo"] = {key: value for key, value in buyer_info(order).items() if key != "AmazonOrderId"}
    if allowed(visit, path, "shippingAddress") and not order.by_amazon:
        document["ShippingAddress"] = address(order, visit.now)["ShippingAddress"]
    return document


def get_order(visit: Visit) -> Answer:
    """``GET /orders/v0/orders/{orderId}``."""
    order = find_order(visit)
    return wrapped(_shown(visit, order, f"/orders/v0/orders/{order.id}"))


def get_items(visit: Visit) -> Answer:
    """``GET /orders/v0/orders/{orderId}/orderItems``."""
    return wrapped(items(find_order(visit)))


def get_address(visit: Visit) -> Answer:
    """``GET /orders/v0/orders/{orderId}/address``: empty but for the number without a restricted data token."""
    order = find_order(visit)
    shown = allowed(visit, f"/orders/v0/orders/{order.id}/address", "shippingAddress") and not order.pending
    return wrapped(address(order, visit.now) if shown and not order.by_amazon else {"AmazonOrderId": order.id})


def get_buyer_info(visit: Visit) -> Answer:
    """``GET /orders/v0/orders/{orderId}/buyerInfo``."""
    order = find_order(visit)
    shown = allowed(visit, f"/orders/v0/orders/{order.id}/buyerInfo", "buyerInfo") and not order.pending
    return wrapped(buyer_info(order) if shown else {"AmazonOrderId": order.id})
