"""更新実行: one press of the button, and what became of each of its orders."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models

from ichigen.store.accounts import Account
from ichigen.store.hot import run as execute
from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack

#: A row is done or failed with its write-back. Without one it is not begun, or was not written after all (`code`); "same":
#: the mall has it so already, which is what was wanted.
COUNTS = """
select count(*),
  count(*) filter (where w.state = 'done' or (w.id is null and r.code = 'same')),
  count(*) filter (where w.state in ('failed', 'dropped') or (w.id is null and r.code not in ('', 'same'))),
  count(*) filter (where w.state = 'open' or (w.id is null and r.code = '')),
  count(*) filter (where w.state = 'failed')
from store_writerunrow r left join store_writeback w on w.id = r.write_back_id
where r.run_id = %(run)s
"""


class WriteRun(models.Model):
    """One run over the orders that a person saw; its progress is counted from its rows, so nothing can lose it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="write_runs")
    operation = models.ForeignKey(Operation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    within_days = models.IntegerField(null=True, blank=True)
    table_number = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("-id",)


class WriteRunRow(models.Model):
    """One order of a run. `code`, `message`: why it was not written after all; empty with a write-back."""

    run = models.ForeignKey(WriteRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    write_back = models.ForeignKey(
        WriteBack, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    changes = models.JSONField(default=list)
    code = models.CharField(max_length=60, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "order"), name="writerunrow_run_order"),)


def counts(run_id: int) -> tuple[int, int, int, int, int]:
    """Return (rows, done, failed, left, failed that can be tried again)."""
    row = execute(COUNTS, {"run": run_id}).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4])


#: The runs since a moment, newest first, each counted as above.
SUMS = """
select run.id, run.operation_id, run.actor_id, o.state, count(*),
  count(*) filter (where w.state in ('failed', 'dropped') or (w.id is null and r.code not in ('', 'same'))),
  count(*) filter (where w.state = 'open' or (w.id is null and r.code = '')),
  greatest(max(w.finished_at), o.finished_at)
from store_writerun run join store_operation o on o.id = run.operation_id
join store_writerunrow r on r.run_id = run.id left join store_writeback w on w.id = r.write_back_id
where run.created_at >= %(since)s
group by run.id, o.id order by run.id desc
"""


@dataclass(frozen=True, slots=True)
class RunSum:
    """A run in numbers; `state` is that of the job that opens its write-backs, `finished_at` when the last thing ended."""

    run_id: int
    operation_id: int
    actor_id: int | None
    state: str
    total: int
    failed: int
    left: int
    finished_at: datetime | None


def sums(since: datetime) -> list[RunSum]:
    """Return the runs that began since then, newest first."""
    return [RunSum(*row) for row in execute(SUMS, {"since": since}).fetchall()]


#: A run whose operation still works is kept.
FORGET_ROWS = """
delete from store_writerunrow r using store_writerun w left join store_operation o on o.id = w.operation_id
where w.id = r.run_id and w.created_at < now() - make_interval(days => %(days)s)
  and coalesce(o.state not in ('queued', 'running'), true)
"""

FORGET = """
delete from store_writerun w where w.created_at < now() - make_interval(days => %(days)s)
  and not exists (select from store_writerunrow r where r.run_id = w.id)
"""


def forget_runs(days: int) -> None:
    """Remove runs older than this, with their rows; what was written stays in the orders' histories."""
    execute(FORGET_ROWS, {"days": days})
    execute(FORGET, {"days": days})
