"""An order in the words of v0 (section 3.4, Trap 7)."""

from __future__ import annotations

from datetime import datetime

from mallsim.malls.amazon.orders.address import delivery_address, mail_alias
from mallsim.malls.amazon.orders.model import CANCELLED, STATUSES, Order
from mallsim.malls.amazon.settings import CURRENCY, MARKETPLACE
from mallsim.malls.amazon.wire import Answer, Document, second

METHODS = {"cod": ("COD", "CashOnDelivery"), "prepaid": ("CVS", "ConvenienceStore")}
OTHER = ("Other", "Standard")
ADDRESS = {
    "name": "Name",
    "companyName": "CompanyName",
    "addressLine1": "AddressLine1",
    "addressLine2": "AddressLine2",
    "addressLine3": "AddressLine3",
    "city": "City",
    "stateOrRegion": "StateOrRegion",
    "postalCode": "PostalCode",
    "countryCode": "CountryCode",
    "phone": "Phone",
}


def wrapped(body: Document) -> Answer:
    """v0 wraps success in ``payload``."""
    return Answer(200, {"payload": body})


def amount(yen: int) -> Document:
    """``Money`` of v0."""
    return {"CurrencyCode": CURRENCY, "Amount": str(yen)}


def order_document(order: Order) -> Document:
    """The ``Order``, without personal data."""
    terms = order.terms
    method, detail = METHODS.get(terms.payment, OTHER)
    left = 0 if order.status == CANCELLED else sum(line.unshipped for line in order.lines)
    document: Document = {
        "AmazonOrderId": order.id,
        "PurchaseDate": second(order.created),
        "LastUpdateDate": second(order.updated),
        "OrderStatus": STATUSES[order.status],
        "FulfillmentChannel": "AFN" if order.by_amazon else "MFN",
        "SalesChannel": "Amazon.co.jp",
        "OrderType": "Preorder" if "PREORDER" in terms.programs else "StandardOrder",
        "MarketplaceId": MARKETPLACE,
        "NumberOfItemsShipped": sum(line.shipped for line in order.lines),
        "NumberOfItemsUnshipped": left,
        "PaymentMethod": method,
        "PaymentMethodDetails": [detail],
        "IsPrime": "PRIME" in terms.programs,
        "IsBusinessOrder": "AMAZON_BUSINESS" in terms.programs,
        "EarliestShipDate": second(terms.ship_by[0]),
        "LatestShipDate": second(terms.ship_by[1]),
        "EarliestDeliveryDate": second(terms.deliver_by[0]),
        "LatestDeliveryDate": second(terms.deliver_by[1]),
    }
    return document if order.pending else {**document, "OrderTotal": amount(order.total)}


def items(order: Order) -> Document:
    """``OrderItemsList``: ``ItemPrice`` is the line's total, not the unit's."""
    rows = []
    for line in order.lines:
        kind, _, subtype = line.condition.partition("_")
        row: Document = {
            "ASIN": line.asin,
            "SellerSKU": line.sku,
            "OrderItemId": line.item_id,
            "Title": line.title,
            "QuantityOrdered": line.quantity,
            "QuantityShipped": line.shipped,
            "ConditionId": kind.capitalize(),
            "ConditionSubtypeId": subtype.capitalize(),
        }
        if not order.pending:
            row["ItemPrice"] = amount(line.unit_price * line.quantity)
            first = line is order.lines[0]
            fees = {"ShippingPrice": order.terms.shipping, "CODFee": order.terms.cod_fee}
            row |= {name: amount(yen) for name, yen in fees.items() if yen and first}
        if line.cancel_request is not None:
            row["BuyerRequestedCancel"] = {
                "IsBuyerRequestedCancel": "true",
                "BuyerCancelReason": line.cancel_request,
            }
        rows.append(row)
    return {"AmazonOrderId": order.id, "OrderItems": rows}


def address(order: Order, now: datetime) -> Document:
    """``OrderAddress``."""
    written = delivery_address(order, now)
    shown = {ADDRESS[name]: value for name, value in written.items() if name in ADDRESS}
    return {"AmazonOrderId": order.id, "ShippingAddress": {**shown, "AddressType": "Residential"}}


def buyer_info(order: Order) -> Document:
    """``OrderBuyerInfo``."""
    name = f"{order.buyer.family_name} {order.buyer.first_name}"
    return {"AmazonOrderId": order.id, "BuyerEmail": mail_alias(order), "BuyerName": name}
