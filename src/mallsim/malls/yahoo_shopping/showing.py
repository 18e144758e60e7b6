"""Items and orders as the control API shows them."""

from __future__ import annotations

from datetime import datetime

from mallsim.core.views import ItemView, LineView, Mail, Mutation, OrderView, Parcel
from mallsim.malls.yahoo_shopping.orders.codes import ARRIVED, CANCELLED, ORDER_STATUS, SHIPPED
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.stock.book import StockKey

INFINITE = 999_999_999
ONLY_STOCK = "在庫のみ"


def item_view(shop: Shop, key: StockKey, now: datetime) -> ItemView:
    """One (item, sub); a stock row without an item is shown as such."""
    row, item = shop.stock.get(key), shop.catalogue.items.get(key[0])
    code = ":".join(filter(None, key))
    quantity = 0 if row is None else INFINITE if row.quantity is None else row.quantity
    stock = {
        "allow_overdraft": bool(row and row.allow_overdraft),
        "stock_close": bool(row and row.closed),
    }
    if item is None or key not in item.keys:
        return ItemView(code, "", None, quantity, False, ONLY_STOCK, {"stock": stock})
    content = item.live or item.draft
    shown = content.get("display") == "1"
    live = item.live is not None
    return ItemView(
        code,
        content.get("name"),
        content.price_of(key[1], now),
        quantity,
        live and shown and row is not None and row.can_sell(1),
        "未反映" if not live else "公開" if shown else "非公開",
        {
            "stock": stock,
            "live": dict(content.values),
            "draft": dict(item.draft.values),
            "edited": item.edited,
        },
    )


def all_items(shop: Shop, now: datetime) -> list[ItemView]:
    """Every item and every stock row without one."""
    keys = dict.fromkeys([*shop.catalogue.sellable(), *shop.stock.rows])
    return [item_view(shop, key, now) for key in keys]


def order_view(order: Order, now: datetime) -> OrderView:
    """One order with its parcels, mails and history."""
    cancelled = order.get("OrderStatus") == CANCELLED
    number = order.get("ShipInvoiceNumber1")
    parcels = [Parcel("1", order.get("ShipCompanyCode"), number, order.get("ShipDate"))] if number else []
    values = {**order.values, "IsReadOnly": order.shown("IsReadOnly", now)}
    return OrderView(
        number=order.id,
        placed=order.placed.timestamp(),
        visible_from=order.visible_from.timestamp(),
        status=ORDER_STATUS[order.get("OrderStatus")],
        open=not cancelled and order.get("ShipStatus") not in (SHIPPED, ARRIVED),
        cancelled=cancelled,
        lines=[LineView(":".join(filter(None, x.key)), x.quantity, int(x.values["UnitPrice"])) for x in order.lines],
        parcels=parcels,
        mails=[Mail(mail.at.timestamp(), mail.kind) for mail in order.mails],
        mutations=[Mutation(one.at.timestamp(), one.kind, one.by, dict(one.detail)) for one in order.changes],
        cancel_reason=order.get("CancelReason") or None,
        content={**values, "PublicationTime": order.shown("PublicationTime", now)},
    )
