"""Tokens of the public API. A token acts under an actor of its own, so that every record of who did what names it."""

import hashlib
import secrets
from datetime import datetime

from django.db import models

from ichigen.store.hot import run
from ichigen.store.staff import Role, Staff

PREFIX = "ich_"
#: Written once a minute at most: a busy client must not make a hot row of its token.
USED = """
update store_apitoken set last_used_at = clock_timestamp()
where id = %s and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
"""


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is stored: it has 256 random bits, so there is nothing a slow hash would protect.

    `actor` is a member of staff nobody can log in as; it stands for the token in the 操作履歴, the ledger and timelines.
    `hint` is the end of the token, for people to tell tokens apart.
    """

    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scopes = models.JSONField(default=list)
    actor = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="api_token")
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


def hashed(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_token(
    name: str, scopes: list[str], expires_at: datetime | None, created_by_id: int | None, now: datetime
) -> tuple[ApiToken, str]:
    """Store a new token with its actor and return it: the only time the token itself is seen."""
    token = PREFIX + secrets.token_urlsafe(32)
    actor = Staff(
        code=f"api.{secrets.token_hex(6)}", role=Role.CLERK, display_name=f"API: {name}"[:80], is_active=False
    )
    actor.set_unusable_password()
    actor.save()
    row = ApiToken.objects.create(
        name=name, token_hash=hashed(token), hint=token[-4:], scopes=scopes, actor=actor,
        created_by_id=created_by_id, created_at=now, expires_at=expires_at,
    )  # fmt: skip
    return row, token


def find_token(token: str, now: datetime) -> ApiToken | None:
    """Return the token while it may be used."""
    row = ApiToken.objects.filter(token_hash=hashed(token), revoked_at__isnull=True).first()
    return row if row and (row.expires_at is None or row.expires_at > now) else None


def mark_used(token_id: int) -> None:
    """Remember that the token was used, to the minute."""
    run(USED, (token_id,))
