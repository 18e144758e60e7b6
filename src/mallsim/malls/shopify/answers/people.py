"""The buyer: protected customer data, null where the app has no access to it, mostly with an error (sections 1 and 2)."""

from typing import Any

from mallsim.malls.shopify.answers.resolver import Args
from mallsim.malls.shopify.errors import ApiError
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.japan import CODES, hyphenated, international, spelled
from mallsim.malls.shopify.model import Order
from mallsim.malls.shopify.times import iso
from mallsim.malls.shopify.visit import Visit

PROTECTED = ("name", "firstName", "lastName", "address1", "address2", "phone", "company")
DOCUMENTATION = "https://shopify.dev/docs/apps/launch/protected-customer-data"


def kept_back(visit: Visit, what: str) -> ApiError | None:
    """What stands for ``what`` (``use the email field``): an error, answered as null with it, or null alone."""
    if visit.shop.switches.protected_answer == "null":
        return None
    message = f"This app is not approved to {what}. See {DOCUMENTATION} for more details."
    return ApiError(message, "ACCESS_DENIED", documentation=DOCUMENTATION)


def email(order: Order, visit: Visit, args: Args) -> str | ApiError | None:
    """The buyer's address for mails."""
    if not visit.shop.switches.protected_customer_data:
        return kept_back(visit, "use the email field")
    return order.buyer.email


def address(order: Order, visit: Visit, args: Args) -> dict[str, Any] | None:
    """MailingAddress; street and house split as the store's checkout does."""
    buyer, switches = order.buyer, visit.shop.switches
    street, _, building = buyer.address.partition(" ")
    shown: dict[str, Any] = {
        "id": gid("MailingAddress", order.id),
        "name": f"{buyer.family_name} {buyer.first_name}",
        "firstName": buyer.first_name,
        "lastName": buyer.family_name,
        "company": None,
        "zip": hyphenated(buyer.zip_code),
        "country": "Japan",
        "countryCodeV2": "JP",
        "province": spelled(buyer.prefecture, switches.province_locale),
        "provinceCode": CODES.get(buyer.prefecture),
        "city": buyer.city,
        "address1": street,
        "address2": building or None,
        "phone": international(buyer.phone),
    }
    if not switches.protected_customer_data:
        shown |= {name: kept_back(visit, f"use the {name} field") for name in PROTECTED}
    parts = (shown["zip"], shown["province"], shown["city"], shown["address1"], shown["address2"])
    return shown | {"formatted": [part for part in parts if isinstance(part, str)]}


def customer(order: Order, visit: Visit, args: Args) -> dict[str, Any] | ApiError | None:
    """Customer."""
    if not visit.shop.switches.protected_customer_data:
        return kept_back(visit, "access the Customer object")
    buyer = order.buyer
    return {
        "__typename": "Customer",
        "id": gid("Customer", order.customer_id),
        "legacyResourceId": str(order.customer_id),
        "displayName": f"{buyer.family_name} {buyer.first_name}",
        "firstName": buyer.first_name,
        "lastName": buyer.family_name,
        "email": buyer.email,
        "phone": international(buyer.phone),
        "note": None,
        "tags": [],
        "locale": "ja",
        "createdAt": iso(order.created),
        "updatedAt": iso(order.created),
        "numberOfOrders": "1",
        "defaultEmailAddress": {"emailAddress": buyer.email},
        "defaultPhoneNumber": {"phoneNumber": international(buyer.phone)},
    }
