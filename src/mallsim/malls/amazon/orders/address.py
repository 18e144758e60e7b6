"""Personal data of an order, as far as Amazon shows it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from mallsim.malls.amazon.orders.model import Order
from mallsim.malls.amazon.wire import Document

DOMAIN = "marketplace.amazon.co.jp"


def mail_alias(order: Order) -> str:
    """The relay address Amazon makes up for a buyer."""
    return f"{sha256(order.buyer.email.encode()).hexdigest()[:14]}@{DOMAIN}"


def delivery_address(order: Order, now: datetime) -> Document:
    """A Japanese address: 都道府県 in ``stateOrRegion``, no ``city`` (Trap 8); the phone goes after delivery (Trap 5)."""
    buyer = order.buyer
    address: Document = {
        "name": f"{buyer.family_name} {buyer.first_name}",
        "addressLine1": f"{buyer.city}{buyer.address}",
        "stateOrRegion": buyer.prefecture,
        "postalCode": _zip(buyer.zip_code),
        "countryCode": "JP",
        "phone": buyer.phone,
        "addressType": "RESIDENTIAL",
        **order.terms.address,
    }
    if now > order.terms.deliver_by[1]:
        del address["phone"]
    return {name: value for name, value in address.items() if value}


def _zip(code: str) -> str:
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 and code.isdigit() else code
