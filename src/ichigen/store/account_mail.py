"""The mail server of one ECアカウント, for mails to its buyers (R1-23, R1-28)."""

from django.db import models

from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertSettings
from ichigen.store.sealed import SealedJSONField


class AccountMail(models.Model):
    """No row: the account has no server of its own. `user`: SMTP ID; `secrets`: password (SMTP パスワード).

    `result`, `checked_at`: what the last test said, a code of `domain.alerts.RESULTS`; empty = untested since it was saved.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="own_mail")
    host = models.CharField(max_length=200)
    port = models.IntegerField()
    security = models.CharField(max_length=10, choices=AlertSettings.Security.choices)
    user = models.CharField(max_length=200, blank=True)
    secrets = SealedJSONField()
    result = models.CharField(max_length=40, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
