"""Listings and orders as the control API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mallsim.core.views import ItemView, LineView, Mail, Mutation, OrderView, Parcel
from mallsim.malls.amazon.listings.document import SETS, item
from mallsim.malls.amazon.listings.model import Listing
from mallsim.malls.amazon.orders.document import INCLUDABLE, Writer
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED, Order
from mallsim.malls.amazon.settings import Settings


def item_view(listing: Listing) -> ItemView:
    """One SKU; ``content`` is the whole item of the Listings Items API plus who sends it."""
    content: dict[str, Any] = {**item(listing, SETS), "fulfilledBy": "AMAZON" if listing.by_amazon else "MERCHANT"}
    state = "出品中" if listing.buyable else "停止中"
    return ItemView(listing.sku, listing.title, listing.price, listing.quantity, listing.buyable, state, content)


def order_view(order: Order, settings: Settings, now: datetime) -> OrderView:
    """One order with its parcels, mails and history; ``content`` shows every data set."""
    parcels = [
        Parcel(one.reference, one.carrier, one.tracking, one.shipped.date().isoformat()) for one in order.packages
    ]
    return OrderView(
        number=order.id,
        placed=order.created.timestamp(),
        visible_from=order.visible_from.timestamp(),
        status=order.status,
        open=order.status not in (SHIPPED, CANCELLED),
        cancelled=order.status == CANCELLED,
        lines=[LineView(line.sku, line.quantity, line.unit_price) for line in order.lines],
        parcels=parcels,
        mails=[Mail(mail.at.timestamp(), mail.kind) for mail in order.mails],
        mutations=[Mutation(one.at.timestamp(), one.kind, one.by, dict(one.detail)) for one in order.changes],
        cancel_reason=order.cancel_reason,
        content=Writer(order, settings, INCLUDABLE, now).document(),
    )
