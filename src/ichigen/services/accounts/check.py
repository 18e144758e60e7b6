"""接続チェック: each needed function of the mall is called once; what is missing is named (R1-27)."""

from datetime import timedelta

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.errors import Fenced, MallError
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.services.accounts.health import keep_report
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops.leases import begin_run, finish_run
from ichigen.services.loops.run import Run
from ichigen.store.accounts import Account

CONNECTION = "connection"
NEXT_CHECK = timedelta(hours=1)


def check_account(account_id: int) -> ConnectionReport:
    """Check the connection and store the result line by line. A mall that cannot be reached is a line, not an error.

    When another check of the same account began meanwhile its result counts: the report says so, nothing is stored.
    """
    run = begin_run(account_id, LoopKind.CREDENTIAL)
    try:
        with connect(run, Account.objects.get(pk=account_id)) as client:
            report = client.check()
    except MallError as error:
        report = unreachable(error.message)
    except Fenced:
        return overtaken()
    return report if keep_if_mine(run, report) else overtaken()


def keep_if_mine(run: Run, report: ConnectionReport) -> bool:
    """End the run and store its report; False when another check began meanwhile."""
    try:
        with transaction.atomic():
            finish_run(run, due_at=now() + NEXT_CHECK)
            keep_report(run.account_id, report)
    except Fenced:
        return False
    return True


def unreachable(message: str) -> ConnectionReport:
    """Return the report of a check that did not come to its first answer."""
    return ConnectionReport([CheckResult(CONNECTION, "モールへの接続", False, message, passing=True)])


def overtaken() -> ConnectionReport:
    """Return the report of a check during which another one of the same account began."""
    message = "別の接続チェックが始まったため、この結果は保存しませんでした。少し待ってからもう一度お試しください。"
    return ConnectionReport([CheckResult(CONNECTION, "接続チェック", False, message, passing=True)])
