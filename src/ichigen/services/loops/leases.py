"""Leases: taking one, keeping it, ending well. The lease, not the job library, makes a run safe (ADR: fencing)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ichigen.mallkit.errors import Fenced
from ichigen.services.loops.run import DEADLINE_S, STALL_S, Run
from ichigen.services.worklist import close_item
from ichigen.store import loops

OVERTAKEN = "別の処理がこの仕事を引き継ぎました。この処理は何も送らず、何も保存しません。"


def begin_run(account_id: int, kind: str, *, stall_s: float = STALL_S) -> Run:
    """Take the next lease of this loop; the run that held it before is fenced from now on."""
    lease = loops.begin(account_id, kind, stall_s)
    return Run(
        account_id=account_id,
        kind=kind,
        state_id=lease.state_id,
        lease=lease.number,
        began=lease.began,
        deadline=lease.began + timedelta(seconds=DEADLINE_S),
        position=lease.position,
        fresh_at=lease.fresh_at,
        takeover=lease.open_before,
    )


def still_mine(run: Run) -> bool:
    """True while nobody took a newer lease."""
    return loops.lease(run.state_id) == run.lease


def hold(run: Run) -> None:
    """Keep the lease until the end of this transaction, so that results are stored only while they are ours.

    Call it first in the transaction that stores. Raises `Fenced` when the lease has moved on.
    """
    if loops.lock_lease(run.state_id) != run.lease:
        raise Fenced(OVERTAKEN)


def finish_run(
    run: Run,
    *,
    due_at: datetime | None,
    position: Mapping[str, Any] | None = None,
    fresh_at: datetime | None = None,
) -> None:
    """End a run well: errors are cleared, the loop is due at `due_at`. Raises `Fenced` when the lease has moved on."""
    recovered = loops.finish(run.state_id, run.lease, due_at=due_at, position=position, fresh_at=fresh_at)
    if recovered is None:
        raise Fenced(OVERTAKEN)
    if recovered:
        close_item(refusal_key(run.account_id, run.kind), "自動で回復しました。")


def keep_position(run: Run, position: Mapping[str, Any], fresh_at: datetime | None = None) -> None:
    """Store how far a run came, whatever becomes of it; `fresh_at` None = unchanged. Nothing when the lease moved on."""
    loops.keep_position(run.state_id, run.lease, position, fresh_at)


def refusal_key(account_id: int, kind: str) -> str:
    """Return the worklist key of a refusal that stops a whole loop."""
    return f"loop_refused:{account_id}:{kind}"
