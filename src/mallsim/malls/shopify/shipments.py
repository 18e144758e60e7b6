"""How goods leave: fulfilments out of fulfilment orders, and back (section 4)."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify import statuses, stocktaking
from mallsim.malls.shopify.model import FoLine, Fulfilment, FulfilmentOrder, Order, Part
from mallsim.malls.shopify.shop import Shop

LINKS = {
    "Yamato": "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01=",
    "Sagawa": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=",
    "Japan Post": "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1=",
}
"""Carriers whose name, written exactly, gets a link by itself (trap 10); the addresses are ours."""
LINKED = {f"{name} ({form})": link for name, link in LINKS.items() for form in ("JA", "EN")}

Wanted = list[tuple[FulfilmentOrder, list[tuple[FoLine, int]]]]
"""Fulfilment orders of one order and place, and how many units of which of their lines."""


def tracking_of(given: Mapping[str, Any] | None) -> list[dict[str, str | None]]:
    """One row per parcel out of FulfillmentTrackingInput."""
    if not given:
        return []
    company = given.get("company")
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    count = max(len(numbers), len(urls), 1 if company else 0)
    return [_parcel(company, *(row[n] if n < len(row) else None for row in (numbers, urls))) for n in range(count)]


def _parcel(company: str | None, number: str | None, url: str | None) -> dict[str, str | None]:
    link = LINKED.get(company or "")
    return {"company": company, "number": number, "url": url or (link + number if link and number else None)}


def ship(
    shop: Shop, order: Order, wanted: Wanted, tracking: list[dict[str, str | None]], *, notify: bool
) -> Fulfilment:
    """Make one fulfilment; what is shipped in full is closed."""
    now, parts = shop.now(), []
    for fo, rows in wanted:
        for row, units in rows:
            row.remaining -= units
            line = order.line(row.line_id)
            line.fulfilled += units
            stocktaking.ship(shop, shop.level(line.item_id, fo.location_id), units)
            parts.append(Part(shop.next_id(), line.id, row.id, units))
        fo.status = "IN_PROGRESS" if any(row.remaining for row in fo.lines) else "CLOSED"
        fo.updated = now
    name = f"{order.name}-F{len(order.fulfilments) + 1}"
    ids = [fo.id for fo, _ in wanted]
    made = Fulfilment(shop.next_id(), order.id, wanted[0][0].location_id, ids, parts, tracking, name, now, now)
    order.fulfilments.append(made)
    if notify:
        shop.mail(order, "shipped")
    archive(shop, order)
    shop.events.fulfilment(made, "FULFILLMENTS_CREATE")
    done = statuses.fulfilment(order) == "FULFILLED"
    shop.events.order(order, "ORDERS_FULFILLED" if done else "ORDERS_PARTIALLY_FULFILLED")
    return made


def everything(order: Order) -> list[Wanted]:
    """What is still to ship, one entry per place."""
    places: dict[int, Wanted] = {}
    for fo in order.fulfilment_orders:
        if fo.shippable:
            rows = [(row, row.remaining) for row in fo.lines if row.remaining]
            places.setdefault(fo.location_id, []).append((fo, rows))
    return list(places.values())


def unship(shop: Shop, order: Order, made: Fulfilment) -> None:
    """Cancel a fulfilment: its units wait in a new fulfilment order."""
    now, lines = shop.now(), []
    for part in made.parts:
        line = order.line(part.line_id)
        line.fulfilled -= part.quantity
        stocktaking.unship(shop, shop.level(line.item_id, made.location_id), part.quantity)
        lines.append(FoLine(shop.next_id(), line.id, part.quantity, part.quantity))
    made.status, made.updated = "CANCELLED", now
    order.closed = None
    order.fulfilment_orders.append(FulfilmentOrder(shop.next_id(), order.id, made.location_id, lines, now, now))
    shop.events.fulfilment(made, "FULFILLMENTS_UPDATE")


def archive(shop: Shop, order: Order) -> None:
    """A store archives an order by itself once it is paid and shipped, so ``status:open`` no longer finds it."""
    if order.closed is None and order.financial == "PAID" and statuses.fulfilment(order) == "FULFILLED":
        order.closed = shop.now()
