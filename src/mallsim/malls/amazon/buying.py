"""What a shopper does: buying, which makes an order and lowers the quantity at once, also while it is 保留中."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mallsim.core.errors import Invalid, SoldOut, Unknown
from mallsim.core.shopping import NewOrder, OrderedLine
from mallsim.malls.amazon.listings.model import Listing
from mallsim.malls.amazon.orders.life import STATUS_CHANGE, tell
from mallsim.malls.amazon.orders.model import PENDING, PREORDERED, Line, Order, Terms
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import read_moment

OPTIONS = (
    "pending_s",
    "shipping",
    "gift_wrap",
    "gift_message",
    "discount",
    "programs",
    "scheduled",
    "address",
    "preorder",
)
COD_FEE = 330
PAID_FIRST = ("card", "prepaid")
"""Ways of paying whose order waits for the money; the others are authorised without it."""
DAY = timedelta(days=1)


def place_order(shop: Shop, wish: NewOrder, now: datetime, hidden_s: float = 0.0) -> str:
    """Sell the lines and return the order number; raises Unknown, SoldOut, Invalid.

    Goods sent by Amazon and by the shop become an order each; the number is that of the first line's order.
    """
    options = wish.known_options(*OPTIONS)
    listings = [_listing(shop, line) for line in wish.lines]
    _check_stock(listings, wish.lines)
    baskets: dict[bool, list[tuple[Listing, OrderedLine]]] = {}
    for listing, line in zip(listings, wish.lines, strict=True):
        baskets.setdefault(listing.by_amazon, []).append((listing, line))
    orders = [_order(shop, wish, options, basket, now, hidden_s) for basket in baskets.values()]
    for order, basket in zip(orders, baskets.values(), strict=True):
        order.mail(now, "ordered")
        shop.orders[order.id] = order
        shop.moving[order.id] = None
        for listing, line in basket:
            shop.move(listing, -line.quantity, now)
        tell(shop, order, now, STATUS_CHANGE, "Order placed")
    return orders[0].id


def _order(
    shop: Shop,
    wish: NewOrder,
    options: Mapping[str, Any],
    basket: list[tuple[Listing, OrderedLine]],
    now: datetime,
    hidden_s: float,
) -> Order:
    shown = now + timedelta(seconds=hidden_s)
    return Order(
        id=f"250-{shop.digits(7)}-{shop.digits(7)}",
        created=now,
        updated=shown,
        visible_from=shown + shop.wait(shop.settings.order_lag_s),
        authorised_at=_authorised_at(shop, wish, options, now),
        by_amazon=basket[0][0].by_amazon,
        lines=[_line(shop, listing, line) for listing, line in basket],
        terms=_terms(wish, options, now),
        buyer=wish.buyer,
        status=PREORDERED if options.get("preorder") else PENDING,
    )


def _listing(shop: Shop, line: OrderedLine) -> Listing:
    listing = shop.listings.get(line.code)
    if listing is None or listing.parent:
        raise Unknown(f"no such item: {line.code}")
    if not listing.buyable:
        raise SoldOut(f"{line.code} is not on sale")
    return listing


def _check_stock(listings: list[Listing], lines: tuple[OrderedLine, ...]) -> None:
    wanted: dict[str, int] = {}
    for listing, line in zip(listings, lines, strict=True):
        wanted[listing.sku] = wanted.get(listing.sku, 0) + line.quantity
        if wanted[listing.sku] > listing.quantity:
            raise SoldOut(f"{listing.sku}: {wanted[listing.sku]} wanted, {listing.quantity} there")


def _line(shop: Shop, listing: Listing, line: OrderedLine) -> Line:
    named = (listing.sku, listing.asin, listing.title, listing.condition)
    return Line(shop.digits(14), *named, line.quantity, listing.price or 0)


def _authorised_at(shop: Shop, wish: NewOrder, options: Mapping[str, Any], now: datetime) -> datetime | None:
    if options.get("preorder") or (wish.payment in PAID_FIRST and not wish.paid):
        return None
    return now + shop.wait(float(options.get("pending_s", shop.settings.pending_s)))


def _terms(wish: NewOrder, options: Mapping[str, Any], now: datetime) -> Terms:
    programs = tuple(map(str, options.get("programs", ())))
    return Terms(
        payment=wish.payment,
        shipping=int(options.get("shipping", 0)),
        cod_fee=COD_FEE if wish.payment == "cod" else 0,
        discount=int(options.get("discount", 0)),
        gift_wrap=int(options.get("gift_wrap", 0)),
        ship_by=(now, now + 2 * DAY),
        deliver_by=(now + 3 * DAY, now + 5 * DAY),
        scheduled=_scheduled(options.get("scheduled")),
        gift_message=str(options.get("gift_message", "")),
        programs=(*programs, "PREORDER") if options.get("preorder") else programs,
        address={str(key): str(value) for key, value in dict(options.get("address", {})).items()},
    )


def _scheduled(given: object) -> tuple[datetime, datetime] | None:
    if given is None:
        return None
    moments = [read_moment(one) for one in given] if isinstance(given, list) and len(given) == 2 else [None]
    if len(moments) != 2 or moments[0] is None or moments[1] is None:
        raise Invalid("scheduled: [earliest, latest] as ISO 8601 times")
    return moments[0], moments[1]
