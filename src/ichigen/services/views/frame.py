"""What every page shows around its content: the state of writing, malls that cannot be reached."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.services.pulse import Silence, silence
from ichigen.services.views.account_health import AccountHealth, account_health
from ichigen.services.views.malls import AccountFace, mall_face
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.menu_counts import MenuCounts, menu_counts


@dataclass(frozen=True, slots=True)
class Writing:
    """Whether the hub writes to malls at all, since when and why not."""

    practice: bool
    stopped_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What is wrong with connections and with writing.

    `intake_at`: the oldest 最終取込 of the active accounts that take orders in by themselves; `intake_off`: none does.
    """

    writing: Writing
    intake_at: datetime | None
    intake_tone: str
    intake_off: bool
    unreachable: tuple[AccountHealth, ...]
    silence: Silence | None


def writing() -> Writing:
    """Return the state of 全モールへの書込み."""
    row = Installation.objects.order_by("id").first()
    if row is None:
        return Writing(False, None, "")
    return Writing(row.kind == Installation.Kind.PRACTICE, row.writes_stopped_at, row.writes_stopped_reason)


def counts() -> MenuCounts:
    """Return the numbers behind the menu; whatever else a page says of them is taken from here."""
    return menu_counts()


def frame(now: datetime) -> Frame:
    """Return what surrounds a page."""
    state = writing()
    accounts = [row for row in account_health(now, state.stopped_at is not None) if row.active]
    worst = max(accounts, key=lambda row: _TONES.index(row.intake_tone), default=None)
    return Frame(
        writing=state,
        intake_at=min((row.intake_at for row in accounts if row.intake_at and row.automatic), default=None),
        intake_tone=worst.intake_tone if worst else "plain",
        intake_off=bool(accounts) and not any(row.automatic for row in accounts),
        unreachable=tuple(row for row in accounts if row.trouble),
        silence=silence(now),
    )


_TONES = ("plain", "amber", "red")


def account_faces() -> tuple[AccountFace, ...]:
    """Return every account for filters."""
    return tuple(
        AccountFace(pk, label, mall_face(mall_id))
        for pk, label, mall_id in Account.objects.values_list("id", "label", "mall_id")
    )
