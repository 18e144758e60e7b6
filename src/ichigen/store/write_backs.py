"""Write-backs: our change for one order on its mall, as proved steps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ichigen.domain.write_back import StepState
from ichigen.store.orders import Order


class WriteBack(models.Model):
    """書出・同期. At most one open write-back of a kind per order; `intent` is the intent as JSON.

    `awaits_payment`: shipped before it was paid; what the mall takes only after payment is planned when that shows.
    """

    class State(models.TextChoices):
        OPEN = "open", "処理中"
        DONE = "done", "完了"
        FAILED = "failed", "要対応"
        DROPPED = "dropped", "中止"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="write_backs")
    kind = models.CharField(max_length=20)
    intent = models.JSONField(default=dict)
    awaits_payment = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now(), db_index=True)  # moved by a trigger
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("order", "kind"), condition=Q(state__in=["open", "failed"]), name="writeback_one_open"
            ),
        )
        indexes = (models.Index(fields=("order",), condition=Q(awaits_payment=True), name="writeback_awaits_payment"),)


class WriteBackStep(models.Model):
    """One request of a write-back. `sending` is committed before the request leaves; `proof` is what re-reading showed.

    `guarded`: not sent while payment is due before shipping. `attempts`: how often the mall may have got it; `misses`:
    readings in which the mall did not return the order. `superseded`: in doubt when something newer took its place; it is
    proved to the end and never sent (again). `answer`: what the mall said when it took it; `earliest`: not sent before.
    """

    write_back = models.ForeignKey(WriteBack, on_delete=models.CASCADE, related_name="steps", db_index=False)
    account_id = models.BigIntegerField()
    position = models.IntegerField()
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    wait_s = models.FloatField(default=0)
    guarded = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in StepState], default=StepState.PLANNED)
    attempts = models.IntegerField(default=0)
    misses = models.IntegerField(default=0)
    superseded = models.BooleanField(default=False, db_default=False)
    not_before = models.DateTimeField(null=True, blank=True)
    earliest = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=100, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    proof = models.JSONField(default=dict)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("write_back", "position"), name="writebackstep_position"),)
        indexes = (
            models.Index(
                fields=("account_id", "not_before"),
                condition=Q(state__in=["planned", "sending", "unknown"]),
                name="writebackstep_due",
            ),
        )
