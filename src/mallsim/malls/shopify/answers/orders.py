"""Order, its people and its money (section 3)."""

from typing import Any

from mallsim.malls.shopify import connections, statuses
from mallsim.malls.shopify.answers.people import address, customer, email
from mallsim.malls.shopify.answers.resolver import Args, Resolver, Table, at, attr, const, named
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import FulfilmentOrder, Order
from mallsim.malls.shopify.money import CURRENCY, bag, tax_in
from mallsim.malls.shopify.search import by_number, one_of, parse
from mallsim.malls.shopify.visit import Visit

PAYABLE = ("PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED")
FO_STATUSES = ("OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD", "INCOMPLETE", "CLOSED", "CANCELLED")
FO_FIELDS = {"status": one_of({s.lower(): frozenset({s}) for s in FO_STATUSES}), "id": by_number}


def taxes(yen: int) -> list[dict[str, Any]]:
    """The tax lines of an amount that contains its tax."""
    return [{"title": "消費税", "rate": 0.1, "ratePercentage": 10.0, "priceSet": bag(tax_in(yen))}] if yen else []


def _lines(order: Order, visit: Visit, args: Args) -> Any:
    visit.show(order)
    return connections.page(order.lines, lambda line: (line.id, line.id), dict(args), visit.call)


def fulfilment_orders(rows: list[FulfilmentOrder], visit: Visit, args: Args) -> Any:
    """A page of fulfilment orders, filtered by the query (``-status:CLOSED``)."""
    search = parse(args.get("query"), FO_FIELDS, ())
    kept = [fo for fo in rows if search.test({"status": fo.status, "id": fo.id})]
    return connections.page(kept, lambda fo: (fo.id, fo.id), dict(args), visit.call)


def _fulfilment_orders(order: Order, visit: Visit, args: Args) -> Any:
    return fulfilment_orders(order.fulfilment_orders, visit, args)


def _fulfilments(order: Order, visit: Visit, args: Args) -> Any:
    return order.fulfilments[: args["first"]] if args.get("first") is not None else order.fulfilments


def _shipping_line(order: Order) -> dict[str, Any] | None:
    if not order.requires_shipping:
        return None
    return {
        "id": gid("ShippingLine", order.id),
        "title": "通常配送",
        "code": "standard",
        "source": "shopify",
        "carrierIdentifier": None,
        "custom": False,
        "isRemoved": False,
        "originalPriceSet": bag(order.postage),
        "discountedPriceSet": bag(order.postage),
    }


def _shipping_lines(order: Order, visit: Visit, args: Args) -> Any:
    line = _shipping_line(order)
    return connections.page([line] if line else [], lambda one: (order.id, order.id), dict(args), visit.call)


def _transactions(order: Order, visit: Visit, args: Args) -> Any:
    if order.financial in ("PENDING", "EXPIRED"):
        return []
    kind = "AUTHORIZATION" if order.financial in ("AUTHORIZED", "VOIDED") else "SALE"
    transaction = {
        "id": gid("OrderTransaction", order.id),
        "kind": kind,
        "status": "SUCCESS",
        "gateway": order.gateway,
        "amountSet": bag(order.placed_total),
        "createdAt": at("created")(order, visit, args),
        "processedAt": at("created")(order, visit, args),
        "test": order.test,
    }
    return [transaction]


def _paid(order: Order) -> int:
    return 0 if order.financial in PAYABLE or order.financial == "VOIDED" else order.placed_total


def _goods(order: Order, *, current: bool) -> int:
    return sum(line.price * (line.current if current else line.quantity) for line in order.lines)


def _bag(yen: Any) -> Resolver:
    return lambda order, visit, args: bag(yen(order))


MONEY: Table = {
    "totalPriceSet": _bag(lambda o: o.placed_total),
    "currentTotalPriceSet": _bag(lambda o: o.current_total),
    "subtotalPriceSet": _bag(lambda o: _goods(o, current=False)),
    "currentSubtotalPriceSet": _bag(lambda o: _goods(o, current=True)),
    "totalShippingPriceSet": _bag(lambda o: o.postage),
    "currentShippingPriceSet": _bag(lambda o: o.postage),
    "totalTaxSet": _bag(lambda o: tax_in(o.placed_total)),
    "currentTotalTaxSet": _bag(lambda o: tax_in(o.current_total)),
    "totalDiscountsSet": _bag(lambda o: 0),
    "currentTotalDiscountsSet": _bag(lambda o: 0),
    "totalRefundedSet": _bag(lambda o: o.refunded),
    "totalReceivedSet": _bag(_paid),
    "totalOutstandingSet": _bag(lambda o: 0 if o.cancelled else max(0, o.current_total - _paid(o))),
    "netPaymentSet": _bag(lambda o: _paid(o) - o.refunded),
    "taxLines": lambda o, visit, args: taxes(o.placed_total),
    "currentTaxLines": lambda o, visit, args: taxes(o.current_total),
}

ORDER: Table = {
    **named("Order"),
    **MONEY,
    "name": attr("name"),
    "number": attr("number"),
    "createdAt": at("created"),
    "processedAt": at("created"),
    "updatedAt": at("updated"),
    "cancelledAt": at("cancelled"),
    "cancelReason": attr("cancel_reason"),
    "cancellation": lambda o, visit, args: {"staffNote": o.staff_note} if o.cancelled else None,
    "closed": lambda o, visit, args: o.closed is not None,
    "closedAt": at("closed"),
    "confirmed": const(True),
    "test": attr("test"),
    "displayFinancialStatus": attr("financial"),
    "displayFulfillmentStatus": lambda o, visit, args: statuses.fulfilment(o),
    "returnStatus": const("NO_RETURN"),
    "email": email,
    "phone": const(None),
    "note": attr("note"),
    "customAttributes": lambda o, visit, args: [{"key": k, "value": v} for k, v in o.attributes.items()],
    "tags": attr("tags"),
    "sourceName": const("web"),
    "poNumber": const(None),
    "paymentGatewayNames": lambda o, visit, args: [o.gateway],
    "currencyCode": const(CURRENCY),
    "presentmentCurrencyCode": const(CURRENCY),
    "taxesIncluded": const(True),
    "edited": attr("edited"),
    "canMarkAsPaid": lambda o, visit, args: o.financial in PAYABLE and o.cancelled is None,
    "canNotifyCustomer": const(True),
    "fullyPaid": lambda o, visit, args: o.financial in ("PAID", "PARTIALLY_REFUNDED", "REFUNDED"),
    "unpaid": lambda o, visit, args: o.financial in PAYABLE,
    "fulfillable": lambda o, visit, args: any(fo.shippable for fo in o.fulfilment_orders),
    "refundable": lambda o, visit, args: _paid(o) > o.refunded,
    "restockable": lambda o, visit, args: any(line.current for line in o.lines),
    "requiresShipping": attr("requires_shipping"),
    "discountCode": const(None),
    "discountCodes": const([]),
    "customer": customer,
    "customerLocale": const("ja"),
    "shippingAddress": address,
    "billingAddress": address,
    "displayAddress": address,
    "billingAddressMatchesShippingAddress": const(True),
    "shippingLine": lambda o, visit, args: _shipping_line(o),
    "shippingLines": _shipping_lines,
    "lineItems": _lines,
    "currentSubtotalLineItemsQuantity": lambda o, visit, args: sum(line.current for line in o.lines),
    "subtotalLineItemsQuantity": lambda o, visit, args: sum(line.quantity for line in o.lines),
    "fulfillmentOrders": _fulfilment_orders,
    "fulfillments": _fulfilments,
    "fulfillmentsCount": lambda o, visit, args: {"count": len(o.fulfilments), "precision": "EXACT"},
    "refunds": attr("refunds"),
    "transactions": _transactions,
}

REFUND: Table = {
    **named("Refund"),
    "createdAt": at("created"),
    "updatedAt": at("created"),
    "note": attr("note"),
    "order": lambda r, visit, args: visit.shop.orders[r.order_id],
    "totalRefundedSet": _bag(lambda r: r.yen),
    "refundLineItems": lambda r, visit, args: _refund_lines(r, visit, args),
}


def _refund_lines(refund: Any, visit: Visit, args: Args) -> Any:
    order = visit.shop.orders[refund.order_id]
    rows = [
        {
            "id": gid("RefundLineItem", f"{refund.id}{n}"),
            "lineItem": order.line(line_id),
            "quantity": count,
            "restockType": restock,
            "restocked": restock in ("CANCEL", "RETURN"),
            "location": visit.shop.locations.get(place) if place else None,
            "subtotalSet": bag(order.line(line_id).price * count),
        }
        for n, (line_id, count, restock, place) in enumerate(refund.lines)
    ]
    return connections.page(rows, lambda row: (row["id"], 0), dict(args), visit.call)
