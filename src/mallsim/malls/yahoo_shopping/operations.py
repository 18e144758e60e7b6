"""The operations below ``/ShoppingWebService/V1/``: name, method, effect and what runs (sections 1, 3, 4, 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from mallsim.core.mall import Operation
from mallsim.malls.yahoo_shopping.items.edit import edit_item
from mallsim.malls.yahoo_shopping.items.publish import delete_item, move_items, reserve_publish, submit_item
from mallsim.malls.yahoo_shopping.items.read import category_list, get_item, my_item_list
from mallsim.malls.yahoo_shopping.items.update import update_items
from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import Moment
from mallsim.malls.yahoo_shopping.orders.content_change import change_content
from mallsim.malls.yahoo_shopping.orders.count import order_count
from mallsim.malls.yahoo_shopping.orders.detail import order_info
from mallsim.malls.yahoo_shopping.orders.pay_change import change_payment
from mallsim.malls.yahoo_shopping.orders.search import order_list
from mallsim.malls.yahoo_shopping.orders.ship_change import change_shipping
from mallsim.malls.yahoo_shopping.orders.status_change import change_status
from mallsim.malls.yahoo_shopping.refusals import MISSING, NOT_EXISTS, RefusedError
from mallsim.malls.yahoo_shopping.stock.read import get_stock
from mallsim.malls.yahoo_shopping.stock.write import set_stock
from mallsim.malls.yahoo_shopping.visit import Visit
from mallsim.malls.yahoo_shopping.wire import Answer, text_at

Handler = Callable[[Visit], Answer]
Change = Callable[[OrderBook, Element, Moment], Answer]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation; ``order_family`` ones need approval, a registered source and the signature."""

    operation: Operation
    method: Literal["GET", "POST"]
    handler: Handler
    order_family: bool = False


def _order_list(visit: Visit) -> Answer:
    document = visit.document()
    return order_list(document, visit.shop.orders.visible(visit.now), visit.now, visit.call.arranged)


def _order_info(visit: Visit) -> Answer:
    document = visit.document()
    order_id = text_at(document, "Target/OrderId")
    if not order_id:
        raise RefusedError(MISSING, "OrderId")
    order = visit.shop.orders.known(order_id, visit.now)
    if order is None:
        raise RefusedError(NOT_EXISTS, order_id)
    visit.call.shown.append(order.id)
    return order_info(document, order, visit.now)


def _order_count(visit: Visit) -> Answer:
    visit.form("sellerId", "seller_id")
    return order_count([order for order in visit.shop.orders.visible(visit.now) if not order.read_only(visit.now)])


def _changing(change: Change) -> Handler:
    """Run a change and log what it really changed."""

    def handle(visit: Visit) -> Answer:
        document = visit.document()
        order = visit.shop.orders.known(text_at(document, "Target/OrderId"), visit.now)
        before = len(order.changes) if order else 0
        answer = change(visit.shop.orders, document, visit.shop.moment(visit.now))
        for made in order.changes[before:] if order else ():
            visit.call.effect(order=order.id if order else "", mutation=made.kind)
        return answer

    return handle


def _set_stock(visit: Visit) -> Answer:
    partial = visit.call.has("partial")
    written = set_stock(visit.shop.stock, visit.shop.settings, visit.form(), visit.now, partial=partial)
    visit.report_stock(written.rows)
    return written.answer


def _get_stock(visit: Visit) -> Answer:
    return get_stock(visit.form(), visit.stock_row, visit.shop.catalogue.published)


def _edit_item(visit: Visit) -> Answer:
    form = visit.form()
    answer, saved = edit_item(visit.shop.catalogue, visit.shop.settings, form, visit.now)
    if saved:
        visit.report_items("edit", form["item_code"])
    return answer


def _update_items(visit: Visit) -> Answer:
    answer, codes = update_items(visit.shop.catalogue, visit.shop.settings, visit.form(), visit.now)
    visit.report_items("update", *codes)
    return answer


def _submit_item(visit: Visit) -> Answer:
    form = visit.form()
    answer = submit_item(visit.shop.catalogue, form)
    visit.report_items("publish", form["item_code"])
    return answer


def _delete_item(visit: Visit) -> Answer:
    answer, codes = delete_item(visit.shop.catalogue, visit.form())
    visit.report_items("delete", *codes)
    return answer


def _order(name: str, effect: Literal["read", "write"], handler: Handler) -> Endpoint:
    return Endpoint(Operation(name, effect), "POST", handler, order_family=True)


def _read(name: str, handler: Handler) -> Endpoint:
    return Endpoint(Operation(name, "read"), "GET", handler)


def _write(name: str, handler: Handler) -> Endpoint:
    return Endpoint(Operation(name, "write"), "POST", handler)


ENDPOINTS: dict[str, Endpoint] = {
    "orderList": _order("order.list", "read", _order_list),
    "orderInfo": _order("order.info", "read", _order_info),
    "orderCount": Endpoint(Operation("order.count", "read"), "GET", _order_count, order_family=True),
    "orderStatusChange": _order("order.status", "write", _changing(change_status)),
    "orderShipStatusChange": _order("order.ship", "write", _changing(change_shipping)),
    "orderPayStatusChange": _order("order.pay", "write", _changing(change_payment)),
    "orderChange": _order("order.change", "write", _changing(change_content)),
    "setStock": _write("stock.write", _set_stock),
    "getStock": Endpoint(Operation("stock.read", "read"), "POST", _get_stock),
    "getItem": _read("item.read", lambda visit: get_item(visit.shop.catalogue, visit.form())),
    "myItemList": _read("item.list", lambda visit: my_item_list(visit.shop.catalogue, visit.form())),
    "editItem": _write("item.write", _edit_item),
    "updateItems": _write("item.update", _update_items),
    "submitItem": _write("item.publish", _submit_item),
    "deleteItem": _write("item.delete", _delete_item),
    "moveItems": _write("item.move", lambda visit: move_items(visit.shop.catalogue, visit.form())),
    "reservePublish": _write(
        "item.publish_all",
        lambda visit: reserve_publish(visit.shop.catalogue, visit.form(), visit.now),
    ),
    "stCategoryList": _read("category.list", lambda visit: category_list(visit.shop.catalogue, visit.form())),
}
