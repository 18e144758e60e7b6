"""A shopper's order as the control API takes it, parsed once for every mall."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from mallsim.core.errors import Invalid

Payment = Literal["card", "prepaid", "deferred", "cod"]
PAYMENTS: tuple[Payment, ...] = ("card", "prepaid", "deferred", "cod")


@dataclass(frozen=True, slots=True)
class Buyer:
    """An invented person (defaults written for the simulators; nobody real)."""

    family_name: str = "試験"
    first_name: str = "花子"
    family_kana: str = "シケン"
    first_kana: str = "ハナコ"
    zip_code: str = "1000001"
    prefecture: str = "東京都"
    city: str = "千代田区"
    address: str = "千代田1-1"
    phone: str = "090-0000-0000"
    email: str = "shiken-hanako@example.jp"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """``quantity`` ≥ 1 units of the item with the matching code ``code``."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a shopper puts into the basket and how they pay.

    ``paid`` says whether the money is there already. ``options`` holds what only one mall
    understands; the mall refuses options it does not know.
    """

    lines: tuple[OrderedLine, ...]
    paid: bool = True
    payment: Payment = "card"
    buyer: Buyer = field(default_factory=Buyer)
    options: Mapping[str, Any] = field(default_factory=dict)

    def known_options(self, *names: str) -> Mapping[str, Any]:
        """``options`` after refusing (Invalid) every name that is not among ``names``."""
        odd = sorted(set(self.options) - set(names))
        if odd:
            raise Invalid(f"unknown order fields: {', '.join(odd)}; this mall knows {', '.join(sorted(names))}")
        return self.options


def parse_order(payload: Mapping[str, Any]) -> NewOrder:
    """Read the body of ``POST /malls/{mall}/orders``; raises Invalid with the field at fault."""
    rest = dict(payload)
    lines = rest.pop("lines", None)
    if not isinstance(lines, list) or not lines:
        raise Invalid("lines: a list with at least one {code, quantity} is needed")
    payment = rest.pop("payment", "card")
    if payment not in PAYMENTS:
        raise Invalid(f"payment: one of {', '.join(PAYMENTS)}")
    paid = rest.pop("paid", True)
    return NewOrder(tuple(map(_line, lines)), bool(paid), payment, _buyer(rest.pop("buyer", {})), rest)


def _line(raw: Any) -> OrderedLine:
    if not isinstance(raw, dict) or not isinstance(raw.get("code"), str):
        raise Invalid("lines: each line needs a code")
    quantity = raw.get("quantity", 1)
    if not isinstance(quantity, int) or quantity < 1:
        raise Invalid(f"lines: quantity of {raw['code']} must be a whole number of at least 1")
    return OrderedLine(raw["code"], quantity)


def _buyer(raw: Any) -> Buyer:
    known = {f.name for f in fields(Buyer)}
    if not isinstance(raw, dict) or set(raw) - known:
        raise Invalid(f"buyer: an object with some of {', '.join(sorted(known))}")
    return Buyer(**{name: str(value) for name, value in raw.items()})
