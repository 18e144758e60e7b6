"""Webhook bodies: the REST shape, numeric ids and snake_case (section 9)."""

from typing import Any

from mallsim.malls.shopify import statuses
from mallsim.malls.shopify.gids import gid, level_gid
from mallsim.malls.shopify.model import Fulfilment, Level, Line, Order, Product, Refund, Variant
from mallsim.malls.shopify.money import CURRENCY
from mallsim.malls.shopify.times import iso, iso_or_null

_FULFILMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def order(order: Order) -> dict[str, Any]:
    """The body of ``orders/*``."""
    return {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "name": order.name,
        "order_number": order.number,
        "created_at": iso(order.created),
        "processed_at": iso(order.created),
        "updated_at": iso(order.updated),
        "cancelled_at": iso_or_null(order.cancelled),
        "cancel_reason": order.cancel_reason.lower() if order.cancel_reason else None,
        "closed_at": iso_or_null(order.closed),
        "currency": CURRENCY,
        "email": order.buyer.email,
        "financial_status": order.financial.lower(),
        "fulfillment_status": _FULFILMENT.get(statuses.fulfilment(order)),
        "total_price": str(order.placed_total),
        "current_total_price": str(order.current_total),
        "note": order.note,
        "note_attributes": [{"name": name, "value": value} for name, value in order.attributes.items()],
        "payment_gateway_names": [order.gateway],
        "tags": ", ".join(order.tags),
        "test": order.test,
        "line_items": [_line(line) for line in order.lines],
    }


def fulfilment(shipment: Fulfilment) -> dict[str, Any]:
    """The body of ``fulfillments/*``."""
    return {
        "id": shipment.id,
        "admin_graphql_api_id": gid("Fulfillment", shipment.id),
        "order_id": shipment.order_id,
        "name": shipment.name,
        "status": shipment.status.lower(),
        "created_at": iso(shipment.created),
        "updated_at": iso(shipment.updated),
        "location_id": shipment.location_id,
        "tracking_company": shipment.tracking[0]["company"] if shipment.tracking else None,
        "tracking_numbers": [row["number"] for row in shipment.tracking if row["number"]],
        "tracking_urls": [row["url"] for row in shipment.tracking if row["url"]],
        "line_items": [{"id": part.line_id, "quantity": part.quantity} for part in shipment.parts],
    }


def level(stock: Level) -> dict[str, Any]:
    """The body of ``inventory_levels/update``."""
    return {
        "inventory_item_id": stock.item_id,
        "location_id": stock.location_id,
        "available": stock.available,
        "updated_at": iso(stock.updated),
        "admin_graphql_api_id": level_gid(stock.location_id, stock.item_id),
    }


def product(product: Product, variants: list[Variant]) -> dict[str, Any]:
    """The body of ``products/create`` and ``products/update``."""
    return {
        "id": product.id,
        "admin_graphql_api_id": gid("Product", product.id),
        "title": product.title,
        "handle": product.handle,
        "status": product.status.lower(),
        "created_at": iso(product.created),
        "updated_at": iso(product.updated),
        "variants": [
            {
                "id": one.id,
                "sku": one.sku,
                "price": str(one.price),
                "inventory_item_id": one.item_id,
                "inventory_policy": one.policy.lower(),
            }
            for one in variants
        ],
    }


def refund(given: Refund) -> dict[str, Any]:
    """The body of ``refunds/create``."""
    return {
        "id": given.id,
        "admin_graphql_api_id": gid("Refund", given.id),
        "order_id": given.order_id,
        "created_at": iso(given.created),
        "note": given.note,
        "refund_line_items": [{"line_item_id": id, "quantity": count} for id, count, _, _ in given.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "sku": line.sku,
        "title": line.title,
        "variant_title": line.variant_title,
        "quantity": line.quantity,
        "current_quantity": line.current,
        "fulfillable_quantity": max(0, line.current - line.fulfilled),
        "price": str(line.price),
    }
