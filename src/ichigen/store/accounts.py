"""Mall accounts, the state of their loops, pacing and the call log."""

from django.db import models
from django.db.models.functions import Now

from ichigen.store.goods import Location
from ichigen.store.sealed import SealedJSONField


class Account(models.Model):
    """ECアカウント: one shop's connection to one mall. (mall, shop identity) is unique: linking again doubles nothing.

    `clock_skew_s`: how far the mall's clock is ahead of ours, by the Date header of its answers. `braked_at`: since when
    numbers that would go to zero are held back; `brake_released_at`: up to when changes were released by a person.
    `locations`: 店舗紐付け (R1-10), where its orders are 確保 and 減少 (`store.locations.HOMES`), none = all that sell.
    `mail_from`: メール送信元 (R1-15).
    `opened_from`: the source of the opening stock that a person chose at the first link (`services.first_link.opening`).
    `pending`: pasted values that the mall does not take yet, tried again until `pending_until` (E2-33);
    `pending_message`: what the mall said last. `hook_key`: the part of the address, not to be guessed, to which the mall posts
    its news; made when it is first needed. `intake_asked_at`: when a person asked for an intake, for an account that takes no
    orders in by itself. `anew_at`: when the account last came back (switched on, or its credential repaired); what its loops
    left undone before is no alarm.
    """

    class Mode(models.TextChoices):
        READING = "reading", "確認のみ"
        LIVE = "live", "在庫連動中"
        DISABLED = "disabled", "無効"

    class Health(models.TextChoices):
        UNCHECKED = "unchecked", "未確認"
        OK = "ok", "正常"
        DEAD = "dead", "要再設定"

    mall_id = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    shop_identity = models.CharField(max_length=200)
    credentials = SealedJSONField()
    tokens = SealedJSONField()
    endpoints = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.READING)
    health = models.CharField(max_length=10, choices=Health.choices, default=Health.UNCHECKED)
    health_code = models.CharField(max_length=100, blank=True)
    health_message = models.CharField(max_length=500, blank=True)
    expires = models.JSONField(default=dict)
    check_results = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True, blank=True)
    clock_skew_s = models.FloatField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    mail_from = models.CharField(max_length=254, blank=True, default="")
    locations = models.ManyToManyField(Location, related_name="accounts", blank=True)
    opened_from = models.CharField(max_length=60, blank=True, default="")
    opened_at = models.DateTimeField(null=True, blank=True)
    braked_at = models.DateTimeField(null=True, blank=True)
    brake_released_at = models.DateTimeField(null=True, blank=True)
    pending = SealedJSONField()
    pending_until = models.DateTimeField(null=True, blank=True)
    pending_next_at = models.DateTimeField(null=True, blank=True)
    pending_message = models.CharField(max_length=500, blank=True)
    intake_asked_at = models.DateTimeField(null=True, blank=True)
    anew_at = models.DateTimeField(null=True, blank=True)
    hook_key = models.CharField(max_length=43, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(db_default=Now())  # moved by a trigger

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("mall_id", "shop_identity"), name="account_shop"),)

    def __str__(self) -> str:
        return self.label


class LoopState(models.Model):
    """One loop of one account: its fencing number (`lease`), when it is due, how it went, and its position.

    `fresh_at`: the moment from which everything visible on the mall has been taken in (start of the last complete run).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="loops")
    kind = models.CharField(max_length=20)
    lease = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    fresh_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    failures = models.IntegerField(default=0)
    error_code = models.CharField(max_length=100, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    position = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "kind"), name="loopstate_account_kind"),)


class RateBucket(models.Model):
    """A token bucket and day budget shared by all that draw on one limit; `key` = mall, scope value digest, operations.

    `told_…`: the pace the mall named in an answer, and when. `saved_for`: tokens kept for a dear call that is to come again.
    """

    key = models.CharField(max_length=200, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()
    day = models.DateField(null=True, blank=True)
    used_today = models.IntegerField(default=0)
    told_rate = models.FloatField(null=True, blank=True)
    told_burst = models.FloatField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    saved_for = models.FloatField(null=True, blank=True)
    saved_until = models.DateTimeField(null=True, blank=True)


class MallCall(models.Model):
    """One call to a mall, as the person reads it in the log: no bodies, no secrets, no personal data.

    `about`: `order:NUMBER` or `listing:CODE` where it concerns one; `request_id`: the mall's number of the request;
    `facts`: host, path without its query, sizes (`services.call_facts`).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calls", db_index=False)
    at = models.DateTimeField()
    operation = models.CharField(max_length=60)
    effect = models.CharField(max_length=5)
    status = models.IntegerField(null=True, blank=True)
    elapsed_ms = models.IntegerField(null=True, blank=True)
    rows = models.IntegerField(default=1)
    error = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=220, blank=True, default="", db_default="")
    request_id = models.CharField(max_length=80, blank=True, default="", db_default="")
    facts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        indexes = (
            models.Index(fields=("account", "-at"), name="mallcall_account_at"),
            models.Index(fields=("-at", "-id"), name="mallcall_at"),
        )
