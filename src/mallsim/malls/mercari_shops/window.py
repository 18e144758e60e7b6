"""The control view of the shop: items by matching code, orders as the core shows them."""

from typing import Any

from mallsim.core.views import ItemView, LineView, OrderView, Parcel
from mallsim.malls.mercari_shops.model import CANCELED, COMPLETED, COMPLETING, Order, Shipping
from mallsim.malls.mercari_shops.schema import iso
from mallsim.malls.mercari_shops.shop import Owned, Shop

DONE = (COMPLETING, COMPLETED, CANCELED)


def item_view(shop: Shop, owned: Owned) -> ItemView:
    """One variant."""
    product, variant = owned
    return ItemView(
        code=variant.code,
        title=product.name,
        price=product.price,
        quantity=variant.quantity,
        on_sale=product.opened and shop.settings.shop_status == "OPENED",
        state="OPENED" if product.opened else "UNOPENED",
        content={
            "productId": product.id,
            "variantId": variant.id,
            "skuCode": variant.sku_code,
            "variantName": variant.name,
            "description": product.description,
            "shippingMethod": shop.method(product.delivery),
            "updatedAt": iso(product.updated),
            "given": dict(product.given),
        },
    )


def order_view(shop: Shop, order: Order) -> OrderView:
    """One order; its parcels are those of completed shippings."""
    return OrderView(
        number=order.number,
        placed=order.placed,
        visible_from=order.visible_from,
        status=order.status,
        open=order.status not in DONE,
        cancelled=order.status == CANCELED,
        lines=[LineView(line.code, line.quantity, line.price) for line in order.lines],
        parcels=[parcel for shipping in order.shippings for parcel in _parcels(shipping)],
        mails=list(order.mails),
        mutations=list(order.mutations),
        cancel_reason=order.cancel_reason,
        content={
            "paid": order.paid is not None,
            "payment": order.payment,
            "totalPrice": order.total,
            "addressKnown": order.address_known,
            "shippings": [_shipping(shop, order, shipping) for shipping in order.shippings],
            "notices": [each.tracking_code or "" for each in order.shippings if each.shipped is not None],
        },
    )


def _shipping(shop: Shop, order: Order, shipping: Shipping) -> dict[str, Any]:
    return {
        "id": shipping.id,
        "idempotencyKey": shipping.key,
        "status": shipping.status,
        "shippingMethod": shop.method(shipping.delivery),
        "trackingCode": shipping.tracking_code,
        "lines": [{"code": order.lines[at].code, "quantity": units} for at, units in shipping.rows],
    }


def _parcels(shipping: Shipping) -> list[Parcel]:
    """The parcels in the free text: carrier, then number, a blank line between parcels (section 3.5)."""
    if shipping.shipped is None:
        return []
    date = str(iso(shipping.shipped))[:10]
    blocks = [block.split("\n") for block in (shipping.tracking_code or "").split("\n\n")]
    return [
        Parcel(f"{shipping.id}-{n}", block[0], block[1] if len(block) > 1 else "", date)
        for n, block in enumerate(blocks, 1)
    ]
