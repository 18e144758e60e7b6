"""An order's write-backs with the proof of each step, and its timeline."""

import json
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.write_back import StepState
from ichigen.store.orders import OrderEvent
from ichigen.store.write_backs import WriteBack, WriteBackStep

KIND_LABELS = {"confirm": "注文確認", "ship": "出荷通知", "cancel": "キャンセル", "status": "ステータス"}
STEP_LABELS = {
    StepState.PLANNED: "送信待ち",
    StepState.SENDING: "送信中",
    StepState.CONFIRMED: "確認済み",
    StepState.REFUSED: "モールが拒否",
    StepState.UNKNOWN: "結果を確認中",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what it says, its state, when it went, and what re-reading the order showed (`proof`, one line)."""

    id: int
    label: str
    state: str
    state_label: str
    attempts: int
    sent_at: datetime | None
    confirmed_at: datetime | None
    not_before: datetime | None
    error_code: str
    error_message: str
    proof: str

    @property
    def retryable(self) -> bool:
        """True where a person may have it tried again."""
        return self.state == StepState.REFUSED or (self.state == StepState.PLANNED and bool(self.error_message))


@dataclass(frozen=True, slots=True)
class WriteBackView:
    """書出・同期 of one kind."""

    id: int
    kind: str
    label: str
    state: str
    state_label: str
    created_at: datetime
    actor: str
    steps: tuple[StepView, ...]

    @property
    def moving(self) -> bool:
        """True while something is still to be sent or proved."""
        return self.state == WriteBack.State.OPEN

    @property
    def droppable(self) -> bool:
        """True where a person may give it up: it is not over, and nothing of it is in doubt."""
        doubtful = any(step.state in (StepState.SENDING, StepState.UNKNOWN) for step in self.steps)
        return self.state == WriteBack.State.FAILED or (self.moving and not doubtful)

    @property
    def untold(self) -> bool:
        """True where the mall did not take it."""
        return self.state in (WriteBack.State.FAILED, WriteBack.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; `actor` is empty for the mall or a rule."""

    at: datetime
    message: str
    actor: str
    kind: str


def write_back_views(order_id: int) -> tuple[WriteBackView, ...]:
    """Return the write-backs of an order, newest first; two queries."""
    found = (
        WriteBack.objects.filter(order_id=order_id).select_related("actor").prefetch_related("steps").order_by("-id")
    )
    return tuple(
        WriteBackView(
            id=back.pk,
            kind=back.kind,
            label=KIND_LABELS.get(back.kind, back.kind),
            state=back.state,
            state_label=back.get_state_display(),
            created_at=back.created_at,
            actor=back.actor.display_name if back.actor else "",
            steps=tuple(_step(step) for step in back.steps.all()),
        )
        for back in found
    )


def timeline(order_id: int) -> tuple[Moment, ...]:
    """Return what happened to the order, write-backs among it, newest first; one query."""
    found = OrderEvent.objects.filter(order_id=order_id).select_related("actor").order_by("-id")
    return tuple(
        Moment(event.at, event.message, event.actor.display_name if event.actor else "", event.kind) for event in found
    )


def _step(step: WriteBackStep) -> StepView:
    return StepView(
        id=step.id,
        label=step.label,
        state=step.state,
        state_label=STEP_LABELS[StepState(step.state)],
        attempts=step.attempts,
        sent_at=step.sent_at,
        confirmed_at=step.confirmed_at,
        not_before=step.not_before,
        error_code=step.error_code,
        error_message=step.error_message,
        proof=_one_line(step.proof),
    )


def _one_line(proof: dict[str, object]) -> str:
    return ", ".join(
        f"{key} = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in proof.items()
        if value not in ("", None, [], {})
    )
