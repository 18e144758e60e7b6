"""Long jobs of a person, and the signs of life of workers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ichigen.store.hot import run

#: Unfinished operations that no job of the library will run: it died with its worker, or was never queued.
LEFT_ALONE = """
select o.id from store_operation o
where o.state in ('queued', 'running') and not exists (
  select from procrastinate_jobs j
  where j.queueing_lock = %(prefix)s || o.id and j.status in ('todo', 'doing'))
order by o.id
"""


class Operation(models.Model):
    """A long job: `cursor` moves in the transaction of each chunk, so that it goes on where it stopped.

    `errors`: the first rows that failed, each {"row", "code", "message"}; `failed` counts them all. `attempts`: starts
    since the last chunk that succeeded.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待機中"
        RUNNING = "running", "処理中"
        DONE = "done", "完了"
        FAILED = "failed", "失敗"
        ABORTED = "aborted", "中止"

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    total = models.IntegerField(null=True, blank=True)
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    errors = models.JSONField(default=list)
    cursor = models.JSONField(null=True, blank=True)
    attempts = models.IntegerField(default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("id",), condition=Q(state__in=["queued", "running"]), name="operation_open"),)


class OperationRow(models.Model):
    """One row of a job on chosen orders: what to do with which, what came of it, and what was before (`undo`)."""

    class State(models.TextChoices):
        TODO = "todo", "待機中"
        DONE = "done", "成功"
        FAILED = "failed", "失敗"

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.IntegerField()
    subject_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=100)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TODO)
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=300, blank=True)
    undo = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("operation", "position"), name="operationrow_position"),)
        indexes = (
            models.Index(fields=("operation", "position"), condition=Q(state="failed"), name="operationrow_failed"),
        )


class WorkerPulse(models.Model):
    """When a worker last ran a job of its own, and how many jobs it can run at once."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()
    slots = models.IntegerField()


def left_alone(prefix: str) -> list[int]:
    """Return the unfinished operations without a job; `prefix` is that of their queueing locks."""
    return [row[0] for row in run(LEFT_ALONE, {"prefix": prefix})]
