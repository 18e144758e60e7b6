"""Records as the API shows them; members the mall leaves out are not there (section 2)."""

from typing import Any

from mallsim.malls.mercari_shops.model import Line, Order, Product, Shipping, Variant, Webhook
from mallsim.malls.mercari_shops.schema import iso
from mallsim.malls.mercari_shops.shop import SHOP_ID, SHOP_NAME
from mallsim.malls.mercari_shops.visit import Visit

Document = dict[str, Any]


def shop(visit: Visit) -> Document:
    """Shop."""
    settings = visit.shop.settings
    return {
        "id": SHOP_ID,
        "name": SHOP_NAME,
        "shopStatus": settings.shop_status,
        "businessKind": None,
        "enableMultiplePurchase": settings.enable_multiple_purchase,
        "createdAt": iso(visit.shop.opened),
        "description": None,
    }


def variant(visit: Visit, record: Variant) -> Document:
    """ProductVariant; its stock as it was some time ago under the fault ``stale_read``."""
    stale = visit.call.has("stale_read")
    quantity = record.as_of(visit.now - visit.shop.stale_s) if stale else record.quantity
    visit.call.shows(record.code, quantity)
    return {"id": record.id, "skuCode": record.sku_code, "stockQuantity": quantity, "name": record.name}


def product(visit: Visit, record: Product) -> Document:
    """Product with its variants."""
    return {
        "id": record.id,
        "name": record.name,
        "description": lambda info: visit.whole(record.description),
        "price": record.price,
        "status": "OPENED" if record.opened else "UNOPENED",
        "updatedAt": iso(record.updated),
        "variants": [variant(visit, each) for each in record.variants],
    }


def order(visit: Visit, record: Order) -> Document:
    """OrderTransaction, with the recipient where the settings name members for it."""
    return {
        "id": record.number,
        "status": record.status,
        "totalPrice": record.total,
        "createdAt": iso(record.placed),
        "paidAt": iso(record.paid),
        "completedAt": iso(record.completed),
        "salesChannel": record.sales_channel,
        "products": [_line(visit, line) for line in record.lines],
        **_recipient(visit, record),
    }


def shipping(visit: Visit, record: Shipping) -> Document:
    """OrderShipping."""
    return {
        "id": record.id,
        "status": record.status,
        "shippingMethod": visit.shop.method(record.delivery),
        "trackingCode": record.tracking_code,
        "shippedAt": iso(record.shipped),
        "completedAt": iso(record.completed),
    }


def webhook(record: Webhook) -> Document:
    """Webhook."""
    return {
        "id": record.id,
        "topic": record.topic,
        "endPoint": record.end_point,
        "createdAt": iso(record.created),
    }


def _line(visit: Visit, line: Line) -> Document:
    settings = visit.shop.settings
    gone = line.planned if settings.unshipped_falls_at == "create" else line.sent
    document = {
        "productId": line.product_id,
        "quantity": line.quantity,
        "purchasedQuantity": line.quantity,
        "unshippedQuantity": line.quantity - gone,
        "shippingMethod": visit.shop.method(line.delivery),
        "variant": lambda info: _variant_of(visit, line),
    }
    return document | ({settings.line_price_field: line.price} if settings.line_price_field else {})


def _variant_of(visit: Visit, line: Line) -> Document | None:
    """The variant as it is now; null where it was deleted since, and in a partial answer."""
    found = visit.shop.variant(line.variant_id)
    return visit.whole(variant(visit, found[1]) if found else None)


def _recipient(visit: Visit, record: Order) -> Document:
    document: Document = {}
    for path, source in visit.shop.settings.recipient_fields.items():
        parent, dot, child = path.partition(".")
        value = getattr(record.buyer, source) if record.address_known else None
        if not dot:
            document[parent] = value
        elif record.address_known:
            document.setdefault(parent, {})[child] = value
        else:
            document[parent] = None
    return document
