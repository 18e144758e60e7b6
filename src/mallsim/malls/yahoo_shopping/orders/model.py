"""One order as the mall keeps it: wire values by key, lines, and its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from mallsim.malls.yahoo_shopping.orders.codes import CANCELLED
from mallsim.malls.yahoo_shopping.orders.fields import GROUP_OF
from mallsim.malls.yahoo_shopping.timing import JST, stamp

AMOUNTS = ("PayCharge", "ShipCharge", "GiftWrapCharge", "Discount", "Adjustments", "UsePoint", "GiftCardDiscount",
           "TotalMallCouponDiscount", "TotalImmediateBonusAmount")  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptionChosen:
    """ItemOption or Inscription of a line; an inscription has no price."""

    name: str
    value: str
    price: str | None = None


@dataclass(slots=True)
class Line:
    """One 明細 with its wire values."""

    values: dict[str, str]
    options: tuple[OptionChosen, ...] = ()
    inscriptions: tuple[OptionChosen, ...] = ()

    @property
    def quantity(self) -> int:
        """Units ordered."""
        return int(self.values["Quantity"])

    @property
    def key(self) -> tuple[str, str]:
        """(ItemId, SubCode or empty): the stock row this line takes from."""
        return self.values["ItemId"], self.values.get("SubCode", "")

    def released_after(self, today: date) -> bool:
        """Is the release date in the future?"""
        text = self.values.get("ReleaseDate", "")
        return bool(text) and date.fromisoformat(text) > today


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail the mall sent to the buyer."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Change:
    """One effective change; ``by`` is shop, buyer, mall or control."""

    at: datetime
    kind: str
    by: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class PendingCancel:
    """A cancel the mall accepted and does later (od91704)."""

    due: datetime
    reason: str
    detail: str


@dataclass(slots=True)
class Order:
    """``values`` holds every flat key of the order, Pay, Ship and Detail groups as it goes over the wire.

    ``visible_from`` delays the order in every read (a fault), ``read_only_until`` ends the buyer's ten minutes,
    ``ship_changed`` and ``first_done`` serve the notes of the transition table. A ``locked`` order is shown as ever and
    refuses every change, as the mall does for reasons of its own that no member of the order tells.
    """

    values: dict[str, str]
    lines: list[Line]
    placed: datetime
    read_only_until: datetime
    visible_from: datetime
    published: datetime | None
    ship_changed: datetime | None = None
    first_done: datetime | None = None
    pending_cancel: PendingCancel | None = None
    locked: bool = False
    mails: list[Sent] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def id(self) -> str:
        """OrderId."""
        return self.values["OrderId"]

    def get(self, key: str) -> str:
        """A flat value; empty where it was never set."""
        return self.values.get(key, "")

    def read_only(self, now: datetime) -> bool:
        """May the buyer still cancel, so that the store may not write?"""
        return self.get("OrderStatus") != CANCELLED and now < self.read_only_until

    def fraud_held(self) -> bool:
        """審査中."""
        return self.get("FraudHoldStatus") == "1"

    def shown(self, key: str, now: datetime) -> str:
        """A flat value as an answer shows it."""
        if key == "IsReadOnly":
            return str(int(self.read_only(now)))
        if key == "PublicationTime":
            return stamp(self.published) if self.published else ""
        if GROUP_OF.get(key) == "Item":
            return self.lines[0].values.get(key, "") if self.lines else ""
        return self.get(key)

    def amount(self, key: str) -> int:
        """A money value in yen."""
        return int(self.get(key) or 0)

    def total_up(self) -> None:
        """Recompute the totals by the formula of section 3.3.

        UsePoint already contains gift-card and bonus use, so those are not subtracted again (Trap 16).
        """
        goods = sum(int(line.values["UnitPrice"]) * line.quantity for line in self.lines)
        charges = sum(self.amount(key) for key in ("GiftWrapCharge", "ShipCharge", "PayCharge", "Adjustments"))
        cuts = sum(self.amount(key) for key in ("Discount", "UsePoint", "TotalMallCouponDiscount"))
        total = str(goods + charges - cuts)
        for key in ("TotalPrice", "SettleAmount", "SettlePayAmount", "PayMethodAmount"):
            self.values[key] = total

    def note(self, now: datetime, kind: str, by: str, **detail: str) -> None:
        """Write an effective change into the history and move LastUpdateTime."""
        self.changes.append(Change(now, kind, by, detail))
        self.values["LastUpdateTime"] = stamp(now)

    def released_after(self, now: datetime) -> bool:
        """Has any line a release date in the future?"""
        today = now.astimezone(JST).date()
        return any(line.released_after(today) for line in self.lines)
