"""Answers of the public API kept per Idempotency-Key, so that a request sent twice has one effect."""

from datetime import datetime

from django.db import models

from ichigen.store.api_tokens import ApiToken
from ichigen.store.hot import run

#: Two ints' worth of hash: another key with the same hash waits like the same one, which costs that client a retry.
LOCK = "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class ApiAnswer(models.Model):
    """What was answered to one key of one token. `fingerprint` = digest of the request; `body` holds no personal data."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="apianswer_token_key"),)


def try_lock(token_id: int, key: str) -> bool:
    """Hold a key until the transaction ends; False while another transaction holds it. Never waits."""
    row = run(LOCK, (f"api:{token_id}:{key}",)).fetchone()
    return row is not None and bool(row[0])


def forget_before(at: datetime) -> None:
    """Remove answers that are older."""
    ApiAnswer.objects.filter(created_at__lt=at).delete()
