"""How far behind each account is: intake, writing, confirming, the mall's own answers, over the last hour."""

from dataclasses import dataclass

from ichigen.services.views.frame import account_faces
from ichigen.services.views.malls import AccountFace
from ichigen.store import sync_lag as sql

SPAN = "1 hour"


@dataclass(frozen=True, slots=True)
class Lag:
    """Percentiles over `n` samples, in seconds."""

    n: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class AccountLag:
    """One account; None = nothing happened in the hour. `call_p50`, `call_p95` in milliseconds."""

    face: AccountFace
    intake: Lag | None
    write: Lag | None
    confirm: Lag | None
    calls: int
    failed: int
    call_p50: float | None
    call_p95: float | None


def sync_lag() -> tuple[AccountLag, ...]:
    """Return every account; five queries."""
    intake, write, confirm = (
        {account: Lag(n, p50, p95) for account, n, p50, p95 in sql.lags(statement, SPAN)}
        for statement in (sql.INTAKE, sql.WRITE, sql.CONFIRM)
    )
    calls = {row[0]: row[1:] for row in sql.calls(SPAN)}
    return tuple(
        AccountLag(
            face, intake.get(face.id), write.get(face.id), confirm.get(face.id), *calls.get(face.id, (0, 0, None, None))
        )
        for face in account_faces()
    )
