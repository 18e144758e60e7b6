"""注文者 of an order, where its mall may not say who buys (G3-13 … G3-16). Pure; what the mall told is never overwritten."""

from dataclasses import dataclass, field
from enum import StrEnum

from ichigen.domain.orders import MallOrder, Party, Withheld
from ichigen.domain.search import field as field_of


class BuyerSource(StrEnum):
    """Where 注文者 comes from. Only TOLD and COPIED are people; FIXED is what the shop enters for everybody."""

    TOLD = "told"
    COPIED = "copied"
    FIXED = "fixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BuyerRule:
    """注文者情報設定 of an account: `fixed` = 一律で下記内容を入力する with `entries`, else 送付先 is copied."""

    fixed: bool = False
    entries: Party = field(default_factory=Party)


@dataclass(frozen=True, slots=True)
class Buyer:
    """`party` is what stands in the 注文者 field; None = unknown."""

    source: BuyerSource
    party: Party | None

    @property
    def is_customer(self) -> bool:
        """True where this is a person who bought: search, 宛名 and mail are for them only (G3-16)."""
        return self.source in (BuyerSource.TOLD, BuyerSource.COPIED)


UNKNOWN_BUYER = Buyer(BuyerSource.UNKNOWN, None)


def buyer_of(order: MallOrder, rule: BuyerRule) -> Buyer:
    """Return 注文者: as the mall says, else by the account's rule; an unknown one is never made up from nothing."""
    if order.buyer is not None:
        return Buyer(BuyerSource.TOLD, order.buyer)
    if rule.fixed:
        return Buyer(BuyerSource.FIXED, rule.entries)
    if order.ship_to is not None:
        return Buyer(BuyerSource.COPIED, order.ship_to)
    return UNKNOWN_BUYER


def is_anonymous(order: MallOrder) -> bool:
    """匿名配送: nobody but the mall knows where it goes; it has no label, no mail and no entry among customers (G3-15)."""
    return order.withheld is Withheld.ANONYMOUS


def customer_name(order: MallOrder, rule: BuyerRule) -> str:
    """Return the name under which the order is listed; empty for 匿名配送 and while nobody is known."""
    buyer = buyer_of(order, rule)
    return buyer.party.name if buyer.party and not is_anonymous(order) else ""


def label_address(order: MallOrder) -> Party | None:
    """Return where a 送り状 goes; None where there is no address to print (匿名配送, not told yet)."""
    return None if is_anonymous(order) else order.ship_to


def addresses_differ(buyer: Party | None, ship_to: Party | None) -> bool:
    """住所不一致: the mall tells both addresses, and the goods go to another one than the buyer's. Spelling does not count."""
    if buyer is None or ship_to is None:
        return False
    at, to = _address(buyer), _address(ship_to)
    return all((at, to)) and at != to


def _address(party: Party) -> str:
    """Folded; "" where it is not told as far as the town. Postal codes and bars are left out: malls write them differently."""
    if not (party.city or party.street):
        return ""
    return "".join(c for c in field_of(f"{party.prefecture}{party.city}{party.street}") if c not in "-‐‑–—−ー－")
