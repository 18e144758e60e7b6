"""ステータス紐付け: which of the mall's states a status of ours stands for, per account (G4-24 … G4-32). Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import GuardRefusal, MallState, SetStatus, StepPlan


@dataclass(frozen=True, slots=True)
class StateChoice:
    """One value of a mall's set of states.

    `after_payment`: not while payment is due before shipping; `shipped`: the goods have left, a parcel number or the
    reason for none belongs to it; `completes`: nothing can be changed afterwards, only a paid order gets there.
    `also`: other words for the same value (X-04).
    """

    code: str
    label: str
    after_payment: bool = False
    shipped: bool = False
    completes: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefaultRow:
    """What a status of this phase writes until the shop says otherwise."""

    phase: Phase
    state: MallState
    enabled: bool


@dataclass(frozen=True, slots=True)
class StatusTable:
    """What a mall with a status table declares.

    `never`: phases whose statuses are never written (G4-17; per mall, X-06). `oldest_days`: orders of an older 注文日時
    are not written (G4-03). `seen` returns the states an order has on the mall, `blocked` why the mall itself stops it
    (Japanese, empty = it does not). `plan` makes the steps of a status write-back.
    """

    order_states: tuple[StateChoice, ...]
    ship_states: tuple[StateChoice, ...]
    defaults: tuple[DefaultRow, ...]
    seen: Callable[[MallOrder], MallState]
    blocked: Callable[[MallOrder], str]
    plan: Callable[[SetStatus, MallOrder], tuple[StepPlan, ...] | GuardRefusal]
    never: frozenset[Phase] = frozenset({Phase.NEW, Phase.CANCELLED})
    oldest_days: int = 365


@dataclass(frozen=True, slots=True)
class HubStatus:
    """A status of ours as the table needs it; `standard`: the one its phase starts with, not one the shop added."""

    code: str
    name: str
    phase: Phase
    standard: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row: status × 有効にする × the mall's order state × the mall's ship state."""

    status: str
    enabled: bool
    state: MallState


def find(choices: Iterable[StateChoice], word: str) -> StateChoice | None:
    """Return the value with this code, label or other word."""
    return next((choice for choice in choices if word and word in (choice.code, choice.label, *choice.also)), None)


def default_rows(table: StatusTable, statuses: Iterable[HubStatus]) -> tuple[Row, ...]:
    """Return the rows of an account that never saved any; a status the shop added begins without its tick."""
    by_phase = {row.phase: row for row in table.defaults}
    return tuple(
        Row(status.code, by_phase[status.phase].enabled and status.standard, by_phase[status.phase].state)
        for status in statuses
        if status.phase not in table.never and status.phase in by_phase
    )


def rows_now(table: StatusTable, statuses: Iterable[HubStatus], saved: Iterable[Row]) -> Mapping[str, Row]:
    """Return every row by status code: as saved, and the default for a status that was added since."""
    known = {row.status: row for row in saved}
    return {row.status: known.get(row.status, row) for row in default_rows(table, statuses)}


def row_problem(table: StatusTable, row: Row) -> GuardRefusal | None:
    """Return why a row cannot be saved."""
    order, ship = find(table.order_states, row.state.order), find(table.ship_states, row.state.ship)
    if (row.state.order and order is None) or (row.state.ship and ship is None):
        return GuardRefusal("state_unknown", "モールにないステータスです。選択肢から選んでください。")
    if row.enabled and order is None and ship is None:
        return GuardRefusal("row_empty", "有効にするには、注文ステータスか出荷ステータスを選んでください。")
    if order is not None and order.completes and (ship is None or not ship.shipped):
        message = f"「{order.label}」にするには、出荷ステータスを出荷済みの値にしてください。"
        return GuardRefusal("completes_unshipped", message)
    return None
