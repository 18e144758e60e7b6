"""searchOrders and getOrder of v2026-01-01 (sections 3.1, 3.2)."""

from __future__ import annotations

from datetime import timedelta

from mallsim.malls.amazon.orders.document import INCLUDABLE, Writer
from mallsim.malls.amazon.orders.finding import find_order, known_orders, window
from mallsim.malls.amazon.orders.model import STATUSES, Bookmark, Order
from mallsim.malls.amazon.settings import MARKETPLACE, PAGE_TOKEN_S
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid, stamp

PAGE = 100
PARTIES = ("MERCHANT", "AMAZON")
FREE_TO_CHANGE = ("paginationToken", "maxResultsPerPage", "includedData")
"""What may differ from page to page (section 3.1)."""


def search_orders(visit: Visit) -> Answer:
    """``GET /orders/2026-01-01/orders``."""
    included = visit.csv("includedData", INCLUDABLE)
    size = visit.number("maxResultsPerPage", PAGE, 1, PAGE)
    asked = tuple(sorted((name, ",".join(given)) for name, given in visit.query.items() if name not in FREE_TO_CHANGE))
    mark = _bookmark(visit, asked)
    span = (
        mark.window if mark else window(visit, "createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore")
    )
    found = [order for order in _matching(visit) if span.holds(order)]
    found.sort(key=span.key)
    left = [order for order in found if mark is None or span.key(order) > mark.after]
    page = left[:size]
    body: Document = {"orders": _written(visit, page, included)}
    if len(left) > size:
        token = visit.shop.letters(40)
        expires = visit.now + timedelta(seconds=PAGE_TOKEN_S)
        visit.shop.bookmarks[token] = Bookmark(asked, span, span.key(page[-1]), expires)
        body["pagination"] = {"nextToken": token}
    return Answer(200, {**body, span.edge: stamp(span.end)})


def get_order(visit: Visit) -> Answer:
    """``GET /orders/2026-01-01/orders/{orderId}``."""
    included = visit.csv("includedData", INCLUDABLE)
    order = find_order(visit)
    return Answer(200, {"order": _written(visit, [order], included)[0]})


def _written(visit: Visit, orders: list[Order], included: list[str]) -> list[Document]:
    visit.call.shown.extend(order.id for order in orders)
    settings = visit.shop.settings
    return visit.call.arranged([Writer(order, settings, included, visit.now).document() for order in orders])


def _matching(visit: Visit) -> list[Order]:
    statuses = visit.csv("fulfillmentStatuses", STATUSES)
    parties = visit.csv("fulfilledBy", PARTIES)
    marketplaces = visit.csv("marketplaceIds")
    if marketplaces and MARKETPLACE not in marketplaces:
        return []
    return [
        order
        for order in known_orders(visit.shop, visit.now)
        if (not statuses or order.status in statuses) and (not parties or PARTIES[order.by_amazon] in parties)
    ]


def _bookmark(visit: Visit, asked: tuple[tuple[str, str], ...]) -> Bookmark | None:
    token = visit.one("paginationToken")
    if token is None:
        return None
    mark = visit.shop.bookmarks.get(token)
    if mark is None or mark.expires <= visit.now:
        raise invalid("paginationToken is invalid or has expired.")
    if mark.asked != asked:
        raise invalid("Parameters other than maxResultsPerPage and includedData must not change with paginationToken.")
    return mark
