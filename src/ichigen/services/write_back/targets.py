"""更新対象の確認: which orders a run would write, what changes, and why the others are not written (G4-02, G4-04, G4-33)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ichigen.domain.eligibility import Excluded, Question, Target
from ichigen.domain.status_changes import Change
from ichigen.domain.status_table import Row, StatusTable
from ichigen.services.clock import now
from ichigen.services.write_back.judging import FIELDS, Judge
from ichigen.services.write_back.status_table import rows_in_force
from ichigen.services.write_back.time_slots import written_slots
from ichigen.store.orders import Order

#: 作成期間 as the screen offers it, in days; None is everything the mall still takes.
PERIODS: tuple[int | None, ...] = (1, 3, 7, 14, 30, None)
USUAL_DAYS = 3

#: Orders looked at for one preview; beyond it the period has to be narrowed (said on the screen).
MOST = 20_000
SLICE = 500


@dataclass(frozen=True, slots=True)
class Planned:
    """An order with its verdict: `changes` of a 対象, `code` and `reason` of a 対象外."""

    order_id: int
    number: str
    status: str
    tone: str
    ordered_at: datetime
    changes: tuple[Change, ...] = ()
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do now. `cut`: there are more orders than are looked at."""

    account_id: int
    within_days: int | None
    targets: tuple[Planned, ...]
    excluded: tuple[Planned, ...]
    cut: bool = False

    @property
    def reasons(self) -> Sequence[tuple[str, str, int]]:
        """Code, sentence and number of each reason of 対象外, the most frequent first."""
        texts = {one.code: one.reason for one in self.excluded}
        return [(code, texts[code], n) for code, n in Counter(one.code for one in self.excluded).most_common()]


def preview(
    account_id: int, table: StatusTable, within_days: int | None, tried: Mapping[str, Row] | None = None
) -> Preview:
    """Judge every order of the period; `tried` rows instead of those in force for 試し実行. Nothing is written."""
    at = now()
    judge = Judge(table, rows_in_force(account_id, table) if tried is None else tried, written_slots())
    ids = _ids(account_id, table, at, within_days)
    targets: list[Planned] = []
    excluded: list[Planned] = []
    for start in range(0, min(len(ids), MOST), SLICE):
        orders = list(
            Order.objects.filter(pk__in=ids[start : start + SLICE])
            .select_related("status")
            .only(
                *FIELDS,
                "ordered_at",
                "status__code",
                "status__name",
                "status__phase",
                "status__default",
                "status__tone",
            )
            .order_by("-ordered_at", "-id")
        )
        verdicts = judge.verdicts(orders, Question(at, within_days))
        for order in orders:
            verdict = verdicts[order.pk]
            (targets if isinstance(verdict, Target) else excluded).append(_planned(order, verdict))
    return Preview(account_id, within_days, tuple(targets), tuple(excluded), len(ids) > MOST)


def _ids(account_id: int, table: StatusTable, at: datetime, within_days: int | None) -> list[int]:
    """The orders changed in the period (its own condition of the judgement, asked early to spare reading the rest)."""
    found = Order.objects.filter(account_id=account_id, ordered_at__gte=at - timedelta(days=table.oldest_days))
    if within_days is not None:
        found = found.filter(updated_at__gte=at - timedelta(days=within_days))
    return list(found.order_by("-ordered_at", "-id").values_list("id", flat=True)[: MOST + 1])


def _planned(order: Order, verdict: Target | Excluded) -> Planned:
    return Planned(
        order_id=order.pk,
        number=order.number,
        status=order.status.name,
        tone=order.status.tone,
        ordered_at=order.ordered_at,
        changes=verdict.changes if isinstance(verdict, Target) else (),
        code=verdict.code if isinstance(verdict, Excluded) else "",
        reason=verdict.message if isinstance(verdict, Excluded) else "",
    )
