"""ステータス紐付け of an account as versions, and the hours of お届け時間帯."""

from django.conf import settings
from django.db import models

from ichigen.store.accounts import Account


class StatusTableVersion(models.Model):
    """One saved table; the highest `number` of an account is in force, none is ever changed.

    `rows`: [{"status": code, "enabled": bool, "order": code, "ship": code}]. `restored_from`: the number it repeats.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="status_tables", db_index=False)
    number = models.IntegerField()
    rows = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    restored_from = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("account", "number"), name="statustable_account_number"),)


class TimeSlot(models.Model):
    """時間帯変換設定: hours of ours and the words written to the malls; one table for all carriers (G4-15).

    `also`: other words for the same hours, one a line, by which a mall's free text is recognised.
    """

    position = models.IntegerField()
    name = models.CharField(max_length=40, unique=True)
    written = models.CharField(max_length=40)
    also = models.TextField(blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name
