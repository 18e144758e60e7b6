"""APIトークン: what the settings screen shows of them; never the token."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.services.clock import now
from ichigen.store.api_tokens import ApiToken

ACTIVE, EXPIRED, REVOKED = "active", "expired", "revoked"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token. `hint` = its last four characters."""

    id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


def api_tokens() -> tuple[TokenRow, ...]:
    """Return every token, newest first; one query."""
    at = now()
    return tuple(_row(token, at) for token in ApiToken.objects.select_related("created_by"))


def _row(token: ApiToken, at: datetime) -> TokenRow:
    over = token.expires_at is not None and token.expires_at <= at
    return TokenRow(
        id=token.pk,
        name=token.name,
        hint=token.hint,
        scopes=tuple(token.scopes),
        created_at=token.created_at,
        created_by=token.created_by.display_name if token.created_by else "",
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        state=REVOKED if token.revoked_at else EXPIRED if over else ACTIVE,
    )
