"""Writing one order back to its mall: intents, steps and their states (design: writing back)."""

from dataclasses import dataclass, field
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
class Ship:
    """Tell the mall that the order was shipped in these parcels (at least one)."""

    parcels: tuple[Parcel, ...]


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


Intent: TypeAlias = Confirm | Ship | Cancel


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One request to a mall for one order.

    `payload` is the mall's own request as JSON, made by the mall's `translate`; `wait_s` is the least time in
    seconds between the confirmation of the step before and the sending of this one.
    """

    kind: str
    label: str
    payload: JsonObject = field(default_factory=dict)
    wait_s: float = 0.0


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
    if order.payment.due_before_shipping and not order.payment.paid:
        return GuardRefusal(
            "payment_due", "前払いの入金がまだ確認できないため、出荷に進めません。入金を確認してください。"
        )
    if order.phase is Phase.HELD:
        return GuardRefusal("held_by_mall", "保留中の受注です。保留の理由が解消してから出荷してください。")
    return None
