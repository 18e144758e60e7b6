"""Writing one order back to its mall: intents, steps and their states (design: writing back)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase


class StepState(StrEnum):
    """`sending` is committed before the request leaves; `unknown` is settled by proof, never by resending."""

    PLANNED = "planned"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Tell the mall that the order was accepted (注文確認)."""


@dataclass(frozen=True, slots=True)
class MallState:
    """Codes of the mall's own two sets of states; an empty one is left as it is on the mall (G4-30, G4-31)."""

    order: str = ""
    ship: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the shop decided: お届け指定日 and お届け時間帯 in the mall's words; empty = as the mall has it (G4-14, G4-15)."""

    day: date | None = None
    slot: str = ""


AS_ON_THE_MALL = Delivery()


@dataclass(frozen=True, slots=True)
class BegunStep:
    """A step that a ship notice of the same order sent before it failed or was given up.

    `answer`: what the mall said to it, if it did; `confirmed`: the mall was seen to have it.
    """

    kind: str
    payload: JsonObject
    answer: JsonObject = field(default_factory=dict)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Ship:
    """Tell the mall that the order was shipped in these parcels (at least one).

    `state` comes from the status table of a mall that has one; None leaves it to the mall's own rule. `begun`: what earlier
    notices of the order sent, the oldest first; it is looked up for each plan and not stored.
    """

    parcels: tuple[Parcel, ...]
    state: MallState | None = None
    delivery: Delivery = AS_ON_THE_MALL
    begun: tuple[BegunStep, ...] = ()


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Bring the mall to the states that the status table names; `before_payment`: a person said so, with a reason (G4-22)."""

    state: MallState
    parcels: tuple[Parcel, ...] = ()
    delivery: Delivery = AS_ON_THE_MALL
    before_payment: bool = False


class CancelReason(StrEnum):
    """Why an order is cancelled; each mall translates it to its own code."""

    BUYER = "buyer"
    UNPAID = "unpaid"
    ADDRESS = "address"
    OUT_OF_STOCK = "out_of_stock"
    OTHER = "other"


CANCEL_LABELS: dict[CancelReason, str] = {
    CancelReason.BUYER: "お客様都合",
    CancelReason.UNPAID: "未入金",
    CancelReason.ADDRESS: "住所不明・連絡不通",
    CancelReason.OUT_OF_STOCK: "欠品",
    CancelReason.OTHER: "その他(店舗都合)",
}


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel the order on the mall; `restock` asks the mall to put the units back, where it can be told."""

    reason: CancelReason
    detail: str = ""
    restock: bool = False


#: What every mall plans; `SetStatus` is planned by malls that declare a status table.
Intent: TypeAlias = Confirm | Ship | Cancel


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One request to a mall for one order.

    `payload` is the mall's own request as JSON, made by the mall's `translate`; `wait_s` is the least time in
    seconds between the confirmation of the step before and the sending of this one. `guarded`: it is not sent while
    payment is due before shipping, whenever its turn comes (G4-22). `not_before`: the day in Japan on which it may first
    be sent (G3-20). `repeatable`: sent twice it is done once, because it carries a key of its own or sets a value.

    `answer` is what the mall said when it took this step, `earlier` what it said to the steps before of the same
    write-back (a later one of the same name wins): ids that no reading of the order shows.

    `unsent`: no request of it is under way – it was never sent, or a person asks for it again – so that the mall's refusal of
    an earlier request says nothing of it.
    """

    kind: str
    label: str
    payload: JsonObject = field(default_factory=dict)
    wait_s: float = 0.0
    guarded: bool = False
    not_before: date | None = None
    repeatable: bool = False
    answer: JsonObject = field(default_factory=dict)
    earlier: JsonObject = field(default_factory=dict)
    unsent: bool = False

    @property
    def passed_on(self) -> JsonObject:
        """What the next step of the write-back is told."""
        return {**self.earlier, **self.answer}


class ProofState(StrEnum):
    """What re-reading the order says of a step: done, surely not done, or impossible now (with a reason)."""

    DONE = "done"
    ABSENT = "absent"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Proof:
    """`seen` is what the mall showed, kept as evidence on the step (no personal data)."""

    state: ProofState
    seen: JsonObject = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GuardRefusal:
    """Why nothing is written: a code for programs, a Japanese sentence for people."""

    code: str
    message: str


def ship_guard(order: MallOrder) -> GuardRefusal | None:
    """Refuse any shipping state while payment is due before shipping, or the mall holds the order (G4-21, G4-22)."""
    if order.phase is Phase.CANCELLED:
        return GuardRefusal("order_cancelled", "キャンセルされた受注は出荷できません。")
    if order.phase is Phase.HELD:  # before the money: of a held order the mall often does not say whether it is paid
        why = "保留中の受注です。保留の理由が解消してから出荷してください。"
        return GuardRefusal("held_by_mall", order.holds[0] if order.holds else why)
    return payment_guard(order)


def payment_guard(order: MallOrder) -> GuardRefusal | None:
    """Refuse while payment is due before shipping (G4-21, G4-22)."""
    if order.payment.due_before_shipping and not order.payment.paid:
        return GuardRefusal(
            "payment_due", "前払いの入金がまだ確認できないため、出荷に進めません。入金を確認してください。"
        )
    return None
