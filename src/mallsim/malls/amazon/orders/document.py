"""An order in the words of v2026-01-01: only the data sets asked for, personal data only for the roles held."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from mallsim.malls.amazon.orders.address import delivery_address, mail_alias
from mallsim.malls.amazon.orders.model import CANCELLED, Line, Order, Package
from mallsim.malls.amazon.settings import MARKETPLACE, Settings
from mallsim.malls.amazon.wire import Document, money, second, stamp

PAYMENTS = {"card": "CreditCard", "prepaid": "ConvenienceStore", "deferred": "Invoice", "cod": "CashOnDelivery"}
LEVELS = ("STANDARD", "EXPEDITED")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one order for a caller; ``included`` holds the ``includedData`` asked for."""

    order: Order
    settings: Settings
    included: Collection[str]
    now: datetime

    def document(self) -> Document:
        """The ``Order`` (sections 3.1, 3.4)."""
        order = self.order
        written: Document = {
            "orderId": order.id,
            "createdTime": stamp(order.created),
            "lastUpdatedTime": stamp(order.updated),
            "programs": list(order.terms.programs),
            "salesChannel": {
                "channelName": "AMAZON",
                "marketplaceId": MARKETPLACE,
                "marketplaceName": "Amazon.co.jp",
            },
        }
        for name, (member, write) in ORDER_SETS.items():
            value = write(self) if name in self.included else None
            if value is not None:
                written[member] = value
        written["orderItems"] = [self._item(line) for line in order.lines]
        return written

    def money(self, yen: int) -> Document:
        """Yen, in the notation the setting ``amounts`` chooses."""
        return money(yen, decimals=self.settings.amounts == "decimals")

    def buyer(self) -> Document | None:
        """``BUYER``: each member needs its role; missing is no error (section 1.5, Trap 5)."""
        order = self.order
        if order.pending:
            return None
        found = {}
        if self.settings.role_tax:
            found["buyerName"] = f"{order.buyer.family_name} {order.buyer.first_name}"
        if self.settings.role_delivery_address and not order.by_amazon:
            found["buyerEmail"] = mail_alias(order)
        return found or None

    def recipient(self) -> Document | None:
        """``RECIPIENT``: merchant-fulfilled orders only, with the role."""
        order = self.order
        if order.pending or order.by_amazon or not self.settings.role_delivery_address:
            return None
        return {"deliveryAddress": delivery_address(order, self.now)}

    def proceeds(self) -> Document | None:
        """``PROCEEDS`` of the order."""
        order, terms = self.order, self.order.terms
        if order.pending:
            return None
        parts = {"SHIPPING": terms.shipping, "COD_FEE": terms.cod_fee, "GIFT_WRAP": terms.gift_wrap}
        rows = {"ITEM": order.items_total, **{name: yen for name, yen in parts.items() if yen}}
        rows |= {"DISCOUNT": terms.discount} if terms.discount else {}
        breakdowns = [{"type": name, "subtotal": self.money(yen)} for name, yen in rows.items()]
        return {"grandTotal": self.money(order.total), "breakdowns": breakdowns}

    def payment(self) -> Document | None:
        """``PAYMENT``."""
        order = self.order
        if order.pending:
            return None
        execution = {"paymentMethod": PAYMENTS[order.terms.payment], "paymentAmount": self.money(order.total)}
        return {"paymentExecutions": [execution]}

    def fulfillment(self) -> Document:
        """``FULFILLMENT`` of the order."""
        order, terms = self.order, self.order.terms
        newer = {"promiseCalculationInputs": {"calculatedBy": "SIMULATOR"}} if self.settings.newer_members else {}
        return {
            **newer,
            "fulfillmentStatus": order.status,
            "fulfilledBy": "AMAZON" if order.by_amazon else "MERCHANT",
            "fulfillmentServiceLevel": LEVELS["PRIME" in terms.programs],
            "shipByWindow": _window(terms.ship_by),
            "deliverByWindow": _window(terms.deliver_by),
        }

    def packages(self) -> list[Document] | None:
        """``PACKAGES``: merchant-fulfilled orders only."""
        return None if self.order.by_amazon else [_package(one) for one in self.order.packages if one.listed]

    def tax(self) -> Document | None:
        """``TAX``: nothing a Japanese shop gets here."""
        return None if self.order.pending else {"taxRegistrations": []}

    def _item(self, line: Line) -> Document:
        kind, subtype = (line.condition.upper().split("_", 1) * 2)[:2]
        product: Document = {
            "asin": line.asin,
            "title": line.title,
            "sellerSku": line.sku,
            "condition": {"conditionType": kind, "conditionSubtype": subtype},
        }
        if not self.order.pending:
            product["price"] = {"unitPrice": self.money(line.unit_price)}
        written: Document = {"orderItemId": line.item_id, "quantityOrdered": line.quantity, "product": product}
        for name, (member, write) in ITEM_SETS.items():
            value = write(self, line) if name in self.included else None
            if value is not None:
                written[member] = value
        return written

    def item_proceeds(self, line: Line) -> Document | None:
        """``PROCEEDS`` of an item; the order's postage and fees lie on its first item."""
        if self.order.pending:
            return None
        goods, terms = line.unit_price * line.quantity, self.order.terms
        first = line is self.order.lines[0]
        parts = {"SHIPPING": terms.shipping, "COD_FEE": terms.cod_fee, "GIFT_WRAP": terms.gift_wrap}
        rows = {"ITEM": goods, **{name: yen for name, yen in parts.items() if yen and first}}
        discount = terms.discount if first else 0
        breakdowns: list[Document] = [{"type": name, "subtotal": self.money(yen)} for name, yen in rows.items()]
        if discount:
            detail = [{"subtype": "ITEM", "value": self.money(discount)}]
            breakdowns.append({"type": "DISCOUNT", "subtotal": self.money(discount), "detailedBreakdowns": detail})
        return {"proceedsTotal": self.money(sum(rows.values()) - discount), "breakdowns": breakdowns}

    def item_expense(self, line: Line) -> Document | None:
        """``EXPENSE``: the points granted, 1 %."""
        points = line.unit_price * line.quantity // 100
        if self.order.pending or not points:
            return None
        return {"pointsCost": {"pointsGranted": {"pointsNumber": points, "pointsMonetaryValue": self.money(points)}}}

    def item_cancellation(self, line: Line) -> Document | None:
        """``CANCELLATION``: what the buyer asked for, and what was done (section 3.3, Trap 13)."""
        found: Document = {}
        if line.cancel_request is not None:
            found["cancellationRequest"] = {"requester": "BUYER", "cancelReason": line.cancel_request}
        if self.order.status == CANCELLED:
            reason = self.order.cancel_reason or ""
            found["cancellationExecution"] = {"cancelledBy": self.order.cancelled_by, "cancelReason": reason}
        return found or None

    def item_fulfillment(self, line: Line) -> Document:
        """``FULFILLMENT`` of an item."""
        left = 0 if self.order.status == CANCELLED else line.unshipped
        found: Document = {"quantityFulfilled": line.shipped, "quantityUnfulfilled": left}
        terms, shipping = self.order.terms, {}
        if terms.payment == "cod":
            shipping["shippingConstraints"] = {"cashOnDelivery": "MANDATORY"}
        if terms.scheduled:
            shipping["scheduledDeliveryWindow"] = _window(terms.scheduled)
        if shipping:
            found["shipping"] = shipping
        if terms.gift_message and not self.order.pending:
            found["packing"] = {"giftOption": {"giftMessage": terms.gift_message, "giftWrapLevel": "Standard"}}
        return found


def _window(span: tuple[datetime, datetime]) -> Document:
    return {"earliestDateTime": second(span[0]), "latestDateTime": second(span[1])}


def _package(package: Package) -> Document:
    written: Document = {
        "packageReferenceId": package.reference,
        "createdTime": stamp(package.created),
        "packageStatus": {"status": package.status},
        "shipTime": stamp(package.shipped),
        "trackingNumber": package.tracking,
        "packageItems": [{"orderItemId": key, "quantity": units} for key, units in package.items.items()],
    }
    shown = {"carrier": package.carrier, "shippingService": package.method}
    return {**written, **{name: value for name, value in shown.items() if value}}


ORDER_SETS: dict[str, tuple[str, Callable[[Writer], object]]] = {
    "BUYER": ("buyer", Writer.buyer),
    "RECIPIENT": ("recipient", Writer.recipient),
    "PROCEEDS": ("proceeds", Writer.proceeds),
    "PAYMENT": ("payment", Writer.payment),
    "TAX": ("tax", Writer.tax),
    "FULFILLMENT": ("fulfillment", Writer.fulfillment),
    "PACKAGES": ("packages", Writer.packages),
}
ITEM_SETS: dict[str, tuple[str, Callable[[Writer, Line], object]]] = {
    "PROCEEDS": ("proceeds", Writer.item_proceeds),
    "EXPENSE": ("expense", Writer.item_expense),
    "CANCELLATION": ("cancellation", Writer.item_cancellation),
    "FULFILLMENT": ("fulfillment", Writer.item_fulfillment),
}
INCLUDABLE = (*ORDER_SETS, "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT_ORDERS")
"""Every value of ``includedData``; promotions and Easy Ship's fulfilment orders never occur here."""
