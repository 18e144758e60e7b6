"""Money on the wire: decimal strings such as "2980.0" (trap 8), always in yen here."""

from typing import Any

CURRENCY = "JPY"
TAX_PERCENT = 10


def amount(yen: int) -> str:
    """A whole number of yen as the API writes it."""
    return f"{yen}.0"


def money(yen: int) -> dict[str, Any]:
    """MoneyV2."""
    return {"amount": amount(yen), "currencyCode": CURRENCY}


def bag(yen: int) -> dict[str, Any]:
    """MoneyBag: the store sells in yen only."""
    return {"shopMoney": money(yen), "presentmentMoney": money(yen)}


def tax_in(yen: int) -> int:
    """The consumption tax contained in a price, rounded down."""
    return yen * TAX_PERCENT // (100 + TAX_PERCENT)
