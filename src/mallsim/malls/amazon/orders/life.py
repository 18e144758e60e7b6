"""What becomes of an order: authorised, cancelled, shipped; and the events that tells others of it."""

from __future__ import annotations

from datetime import datetime

from mallsim.malls.amazon.notifications.model import ORDER_CHANGE
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED, STATUSES, UNPAID_STATUSES, UNSHIPPED, By, Order
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import Document, stamp

STATUS_CHANGE, BUYER_REQUEST = "OrderStatusChange", "BuyerRequestedChange"


def settle(shop: Shop, now: datetime) -> None:
    """Payments that are authorised by now, and Amazon's own shipping of FBA orders."""
    for number in list(shop.moving):
        order = shop.orders[number]
        if order.pending and order.authorised_at is not None and order.authorised_at <= now:
            authorise(shop, order, order.authorised_at, "mall")
        ready = order.by_amazon and order.status == UNSHIPPED
        ships_at = order.updated + shop.wait(shop.settings.fba_ships_after_s)
        if ready and ships_at <= now:
            ship_by_amazon(shop, order, ships_at)
        elif not ready and not order.pending:
            del shop.moving[number]


def authorise(shop: Shop, order: Order, now: datetime, by: By) -> None:
    """The payment is there: 保留中 becomes 未出荷."""
    order.status = UNSHIPPED
    order.note(now, "authorised", by)
    tell(shop, order, now, STATUS_CHANGE, "Payment authorized")


def cancel(shop: Shop, order: Order, now: datetime, by: By, reason: str) -> None:
    """Cancel what is not shipped; stock comes back as the setting ``restock_on_cancel`` says."""
    restock = shop.settings.restock_on_cancel
    back = restock == "always" or (restock == "pending" and order.status in UNPAID_STATUSES) or order.by_amazon
    order.status, order.cancel_reason = CANCELLED, reason
    order.cancelled_by = {"buyer": "BUYER", "mall": "AMAZON"}.get(by, "MERCHANT")
    for line in order.lines if back else ():
        listing = shop.listings.get(line.sku)
        if listing is not None:
            shop.move(listing, line.unshipped, now)
    order.note(now, "cancel", by, reason=reason)
    order.mail(now, "cancelled")
    tell(shop, order, now, STATUS_CHANGE, "Order canceled")


def request_cancel(shop: Shop, order: Order, now: datetime, reason: str) -> None:
    """The buyer asks to cancel; the order stays as it is until the shop acts (section 3.3)."""
    for line in order.lines:
        line.cancel_request = reason
    order.note(now, "cancel_request", "buyer", reason=reason)
    tell(shop, order, now, BUYER_REQUEST, "Buyer Requested Cancel")


def shipped(shop: Shop, order: Order, now: datetime, by: By, reference: str) -> None:
    """Units went into a package: the status follows."""
    before, order.status = order.status, order.status_by_shipment()
    order.note(now, "ship", by, package=reference, status=order.status)
    order.mail(now, "shipped")
    if before != order.status:
        tell(shop, order, now, STATUS_CHANGE, "Shipment confirmed")


def ship_by_amazon(shop: Shop, order: Order, now: datetime) -> None:
    """FBA: everything leaves at once, without packages in the API (section 3.4)."""
    for line in order.lines:
        line.shipped = line.quantity
        listing = shop.listings.get(line.sku)
        if listing is not None and listing.fba is not None:
            listing.fba.reserved, listing.fba.updated = max(0, listing.fba.reserved - line.quantity), now
    order.status = SHIPPED
    order.note(now, "ship", "mall", status=SHIPPED)
    order.mail(now, "shipped")
    tell(shop, order, now, STATUS_CHANGE, "Shipment confirmed")


def tell(shop: Shop, order: Order, now: datetime, change: str, reason: str) -> None:
    """Note an ORDER_CHANGE event with the order as it stands, in the words of v0 (section 3.8)."""
    notice = {
        "NotificationLevel": "OrderLevel",
        "SellerId": shop.settings.seller_id,
        "AmazonOrderId": order.id,
        "OrderChangeType": change,
        "OrderChangeTrigger": {"TimeOfOrderChange": stamp(now), "ChangeReason": reason},
        "Summary": _summary(order),
    }
    shop.happen(now, ORDER_CHANGE, {"OrderChangeNotification": notice})


def _summary(order: Order) -> Document:
    return {
        "MarketplaceId": MARKETPLACE,
        "OrderStatus": STATUSES[order.status],
        "PurchaseDate": stamp(order.created),
        "DestinationPostalCode": None if order.pending else order.buyer.zip_code,
        "FulfillmentType": "AFN" if order.by_amazon else "MFN",
        "OrderType": "Preorder" if "PREORDER" in order.terms.programs else "StandardOrder",
        "NumberOfItemsShipped": sum(line.shipped for line in order.lines),
        "NumberOfItemsUnshipped": sum(line.unshipped for line in order.lines),
        "EarliestShipDate": stamp(order.terms.ship_by[0]),
        "LatestShipDate": stamp(order.terms.ship_by[1]),
        "OrderPrograms": ["Prime"] if "PRIME" in order.terms.programs else [],
        "ShippingPrograms": [],
        "OrderItems": [
            {
                "OrderItemId": line.item_id,
                "SellerSKU": line.sku,
                "SupplySourceId": None,
                "OrderItemStatus": "Unshipped" if line.unshipped else "Shipped",
                "Quantity": line.quantity,
                "QuantityShipped": line.shipped,
                "IsBuyerRequestedCancel": line.cancel_request is not None,
            }
            for line in order.lines
        ],
    }
