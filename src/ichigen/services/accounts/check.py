"""接続チェック: each needed function of the mall is called once; what is missing is named (R1-27)."""

from datetime import timedelta

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.services.accounts.health import keep_report
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops.leases import begin_run, finish_run
from ichigen.store.accounts import Account

CONNECTION = "connection"
NEXT_CHECK = timedelta(hours=1)


def check_account(account_id: int) -> ConnectionReport:
    """Check the connection and store the result line by line. A mall that cannot be reached is a line, not an error.

    Raises `Fenced` when another check of the same account began meanwhile: its result counts.
    """
    run = begin_run(account_id, LoopKind.CREDENTIAL)
    try:
        with connect(run, Account.objects.get(pk=account_id)) as client:
            report = client.check()
    except MallError as error:
        report = ConnectionReport([CheckResult(CONNECTION, "モールへの接続", False, error.message, passing=True)])
    with transaction.atomic():
        finish_run(run, due_at=now() + NEXT_CHECK)
        keep_report(account_id, report)
    return report
