"""Make a token of the public API; it is shown once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from ichigen.domain.api_scopes import Scope
from ichigen.domain.permissions import Action, may
from ichigen.services.clock import now
from ichigen.store.api_tokens import add_token
from ichigen.store.staff import Staff
from ichigen.store.worklist import AuditLog

#: How long a token may last, in days; 0 = until it is revoked.
VALID_DAYS = (30, 90, 365, 0)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token. `token` is not stored and cannot be shown again."""

    id: int
    name: str
    token: str


class TokenRefused(Exception):
    """No token is issued; the message says why (Japanese)."""


def issue_for(staff_code: str, name: str, scopes: Collection[Scope], valid_days: int) -> Issued:
    """Issue a token on behalf of a member of staff who may. Raises `TokenRefused`."""
    staff = Staff.objects.filter(code=staff_code, is_active=True).first()
    if staff is None:
        raise TokenRefused(f"スタッフ {staff_code} は登録されていません。スタッフコードを確認してください。")
    if not may(staff.role, Action.API_MANAGE):
        raise TokenRefused("トークンを発行できるのはオーナーだけです。オーナーのスタッフコードを指定してください。")
    return issue_token(name, scopes, valid_days, staff.pk)


@transaction.atomic
def issue_token(name: str, scopes: Collection[Scope], valid_days: int, actor_id: int | None) -> Issued:
    """Store a token with at least one scope. `valid_days` is one of `VALID_DAYS`."""
    if not name.strip() or not scopes or valid_days not in VALID_DAYS:
        raise ValueError("a token needs a name, a scope and an offered validity")
    at = now()
    kept = sorted(scope.value for scope in scopes)
    expires_at = at + timedelta(days=valid_days) if valid_days else None
    row, token = add_token(name.strip(), kept, expires_at, actor_id, at)
    data = {"name": row.name, "scopes": kept, "expires_at": expires_at.isoformat() if expires_at else None}
    AuditLog.objects.create(
        actor_id=actor_id, action="api_token.issue", subject="api_token", subject_id=row.pk, data=data
    )
    return Issued(row.pk, row.name, token)
