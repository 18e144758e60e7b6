"""The worklist (要対応) and the audit log (操作履歴)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class WorklistItem(models.Model):
    """要対応: something a person must settle. `key` names the thing at fault: one open item per key.

    `code` is for programs; `title`, `cause` and `action` are Japanese sentences for people.
    """

    key = models.CharField(max_length=200)
    code = models.CharField(max_length=60)
    urgent = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=500)
    action = models.CharField(max_length=500)
    account = models.ForeignKey("store.Account", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    order = models.ForeignKey("store.Order", on_delete=models.CASCADE, null=True, blank=True, related_name="worklist")
    listing = models.ForeignKey("store.Listing", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    sku = models.ForeignKey("store.Sku", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    step = models.ForeignKey("store.WriteBackStep", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    resolution = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(db_default=Now(), db_index=True)  # moved by a trigger

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=Q(closed_at__isnull=True), name="worklist_open_key"),
        )
        indexes = (models.Index(fields=("-opened_at",), condition=Q(closed_at__isnull=True), name="worklist_open"),)


class AuditLog(models.Model):
    """操作履歴: who did what to which thing, and why. The actor of an API token is the token (`store.api_tokens`)."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("subject", "subject_id", "-at"), name="auditlog_subject"),)
