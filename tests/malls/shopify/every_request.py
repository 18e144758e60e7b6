"""Makes the client send every document it knows, with variables of every shape: what contract tests hold to the schema."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import Cancel, CancelReason, GuardRefusal, Intent, Ship
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.shopify.manifest import MALL
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.translate_orders import to_mall_order
from ichigen.malls.shopify.webhooks import TOPICS
from ichigen.malls.shopify.wire_orders import read_order
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW, Account, data, payload


@dataclass(frozen=True)
class Sent:
    """One request: operationName, text and variables as they left."""

    name: str
    text: str
    variables: dict[str, Any]


def every_request() -> list[Sent]:
    """Return the requests of all functions of the client."""
    account = Account(_answers(), settings={})
    client = account.client()
    window = Window(NOW - timedelta(hours=1), NOW)
    for scan in MALL.orders.scans:
        client.list_orders(scan.name, window, None)
        client.list_orders(scan.name, window, "eyJsYXN0")
    client.fetch_orders(["5550001", "5550002"])
    client.fetch_orders(["5550001"])
    client.list_listings(None)
    client.read_stock(["21", "22"])
    client.write_stock([StockWrite("21", StockMode.COMPARE_AND_SET, 12, 15)])
    for order, intent in _changes():
        steps = MALL.plan(intent, order)
        assert not isinstance(steps, GuardRefusal)
        for step in steps:
            client.send_step(order, step)
    client.keep_webhooks("https://hub.example.com/hooks/shopify/1")
    client.check()
    assert account.answers == []
    bodies = [account.body(index) for index in range(len(account.asked))]
    return [Sent(body["operationName"], body["query"], body["variables"]) for body in bodies]


def mall_order(**changes: Any) -> MallOrder:
    """The order of the fixtures as ours."""
    found = to_mall_order(read_order(documents.order(**changes)), Rules())
    assert isinstance(found, MallOrder)
    return found


def _changes() -> list[tuple[MallOrder, Intent]]:
    parcel = Parcel(Carrier.YAMATO, "400000000011", NOW.date())
    other = Parcel(Carrier.YAMATO, "400000000022", NOW.date())
    without = Parcel(Carrier.OTHER, "", NOW.date(), "メール便")
    shipped = mall_order(
        displayFulfillmentStatus="FULFILLED", fulfillments=[documents.fulfillment(("Yamato (JA)", "1"))]
    )
    return [
        (mall_order(), Ship((parcel,))),
        (mall_order(), Ship((parcel, other))),
        (mall_order(), Ship((without,))),
        (shipped, Ship((parcel,))),
        *((mall_order(), Cancel(reason, "在庫切れのため", restock=True)) for reason in CancelReason),
        (mall_order(), Cancel(CancelReason.BUYER)),
    ]


def _answers() -> list[Any]:
    listed = data(orders={"nodes": [], "pageInfo": documents.END})
    places = data(locations=documents.places(documents.place()))
    depot = documents.place(6, "倉庫", primary=False)
    several = (data(locations=documents.places(depot, more=True)), places)
    long = documents.order(lineItems={"nodes": [documents.line()], "pageInfo": documents.MORE})
    more = {"nodes": [documents.line(id="gid://shopify/LineItem/2")], "pageInfo": documents.END}
    to_ship = data(order=documents.fulfillment_orders(documents.fulfillment_order()))
    job = {"id": "gid://shopify/Job/1", "done": False}
    cancelled = data(orderCancel={"job": job, "orderCancelUserErrors": []})
    old = documents.subscription("ORDERS_CREATE", "https://old.example.com/hooks")
    variants = data(productVariants={"nodes": [documents.variant()], "pageInfo": documents.END})
    return [
        *[listed] * 2 * len(MALL.orders.scans),
        data(nodes=[long, None]),
        data(order={"id": long["id"], "lineItems": more}),
        data(nodes=[documents.order(fulfillments=[documents.fulfillment()] * 6)]),
        data(order={"id": long["id"], "fulfillments": [documents.fulfillment()] * 7}),
        *several,
        variants,
        data(nodes=[documents.stock(), None]),
        payload("inventorySetQuantities", inventoryAdjustmentGroup={"id": "gid://shopify/InventoryAdjustmentGroup/1"}),
        *[to_ship, payload("fulfillmentCreate")] * 3,
        payload("fulfillmentTrackingInfoUpdate"),
        *[cancelled, data(job=job | {"done": True})] * (len(CancelReason) + 1),
        data(webhookSubscriptions={"nodes": [old]}),
        payload("webhookSubscriptionDelete"),
        *[payload("webhookSubscriptionCreate")] * len(TOPICS),
        data(**documents.connection([p.code for p in MALL.permissions], ["2026-10"])),
        listed,
        places,
        data(productVariants={"nodes": []}),
        data(nodes=[None]),
        listed,
    ]
