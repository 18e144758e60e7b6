"""Alerts with their begin and end, the channels they are told by, and every delivery with its result."""

from django.db import models
from django.db.models import Q

from ichigen.store.hot import run
from ichigen.store.sealed import SealedJSONField

#: Takes what is due, counts the attempt and sets the next time before anything is sent: 30 s, 1, 2, 4 … 60 min.
CLAIM = """
update store_alertdelivery set attempts = attempts + 1,
  not_before = clock_timestamp() + make_interval(secs => least(3600, 30 * power(2, attempts)))
where id = (
  select id from store_alertdelivery where state = 'waiting' and not_before <= clock_timestamp()
  order by not_before, id limit 1 for update skip locked)
returning id
"""

FORGET = "delete from store_alertdelivery where created_at < clock_timestamp() - make_interval(days => %(days)s)"
FORGET_ENDED = "delete from store_alert where ended_at < clock_timestamp() - make_interval(days => %(days)s)"


class Alert(models.Model):
    """A state that began and, some day, ended. One open row per key.

    `missing_since`: the fact is gone since then; the alert ends when it stays gone. `told_at`, `told_stage`: when and at
    which stage it was last told; `end_told_at`: that its end was told.
    """

    key = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    account = models.ForeignKey(
        "store.Account", on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    sku = models.ForeignKey(
        "store.Sku", on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    account_label = models.CharField(max_length=100, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    stage = models.SmallIntegerField(default=0)
    began_at = models.DateTimeField()
    missing_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_stage = models.SmallIntegerField(null=True, blank=True)
    end_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key",), condition=Q(ended_at__isnull=True), name="alert_open"),)
        indexes = (
            models.Index(
                fields=("id",),
                condition=Q(ended_at__isnull=False, told_at__isnull=False, end_told_at__isnull=True),
                name="alert_end_untold",
            ),
        )


class AlertSettings(models.Model):
    """One row: where alerts are told. `secrets`: smtp_password, webhook_secret, webhook_old_secret.

    `webhook_old_until`: until then messages are signed with the old secret as well. `muted`: codes that are not told.
    `hub_url`: the address at which people reach this hub. `told_at`: when a group was last told.
    """

    class Security(models.TextChoices):
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"
        NONE = "none", "なし"

    mail_on = models.BooleanField(default=False)
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.IntegerField(default=587)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    smtp_user = models.CharField(max_length=200, blank=True)
    mail_from = models.CharField(max_length=254, blank=True)
    mail_to = models.JSONField(default=list)
    webhook_on = models.BooleanField(default=False)
    webhook_url = models.CharField(max_length=500, blank=True)
    webhook_private = models.BooleanField(default=False)
    webhook_old_until = models.DateTimeField(null=True, blank=True)
    secrets = SealedJSONField()
    muted = models.JSONField(default=list)
    hub_url = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)


class AlertDelivery(models.Model):
    """One message to one channel: `message_id` stays the same over its attempts, so that a receiver can tell repeats.

    `events`: what it says; of no person, no secret. `result`: a code of `domain.alerts.RESULTS`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "送信済み"
        FAILED = "failed", "失敗"

    message_id = models.CharField(max_length=40, unique=True)
    channel = models.CharField(max_length=10)
    test = models.BooleanField(default=False)
    events = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField()
    result = models.CharField(max_length=40, blank=True)
    status = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("not_before",), condition=Q(state="waiting"), name="alertdelivery_due"),
            models.Index(fields=("-created_at",), name="alertdelivery_newest"),
        )


def claim() -> int | None:
    """Return a delivery that is due, counted as attempted; nobody else takes it before its next time. None = none is."""
    row = run(CLAIM).fetchone()
    return None if row is None else int(row[0])


def forget(days: int) -> None:
    """Remove deliveries, and alerts that ended, longer ago than this."""
    run(FORGET, {"days": days})
    run(FORGET_ENDED, {"days": days})
