"""One turn of one loop, from the lease to its end. It ends the same way whatever the mall did."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TypeAlias

import structlog
from django.db import Error, OperationalError

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import Fenced, MallError
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops.failures import fail_run, pause_run
from ichigen.services.loops.leases import begin_run, finish_run
from ichigen.services.loops.run import STALL_S, LoopOutcome, Run
from ichigen.store.accounts import Account
from ichigen.store.faults import GO_AGAIN, database_fault, sqlstate
from ichigen.store.loops import may_run

Loop: TypeAlias = Callable[[Run, Account, MallClient], LoopOutcome]

#: Opens the client of one run.
Link: TypeAlias = Callable[[Run, Account], AbstractContextManager[MallClient]]

#: How long a loop rests that was stopped from outside (writes stopped, account set to 確認のみ while it ran).
STOPPED_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


def execute(account_id: int, kind: str, loop: Loop, *, stall_s: float = STALL_S, link: Link = connect) -> None:
    """Run a loop once, if its account is in order and nothing makes it wait.

    Errors of the mall and of the database end here: the state of the loop says when it is tried again. Anything else
    is a defect of ours and is raised; the loop is then tried again after the stall limit. Who loses a deadlock begins
    anew at once, with a run of its own that takes over from the lost one.
    """
    try:
        if may_run(account_id, kind, stall_s):
            try:
                _turn(begin_run(account_id, kind, stall_s=stall_s), loop, link)
            except OperationalError as error:
                if sqlstate(error) not in GO_AGAIN:
                    raise
                log.info("loop.deadlock", account=account_id, kind=kind, sqlstate=sqlstate(error))
                _turn(begin_run(account_id, kind, stall_s=stall_s), loop, link)
    except Error as error:
        log.warning("loop.database", account=account_id, kind=kind, **database_fault(error))


def _turn(run: Run, loop: Loop, link: Link) -> None:
    account = Account.objects.get(pk=run.account_id)
    used = account.credentials
    try:
        with link(run, account) as client:
            outcome = loop(run, account, client)
        due_at = None if outcome.due_in_s is None else now() + timedelta(seconds=outcome.due_in_s)
        finish_run(run, due_at=due_at, position=outcome.position, fresh_at=outcome.fresh_at)
    except Fenced as fenced:
        log.info("loop.fenced", account=run.account_id, kind=run.kind, lease=run.lease, reason=fenced.reason)
        pause_run(run, code="fenced", message=fenced.reason, pause_s=STOPPED_PAUSE_S)
    except MallError as error:
        log.info("loop.failed", account=run.account_id, kind=run.kind, error=type(error).__name__, code=error.code)
        fail_run(run, error, used)
