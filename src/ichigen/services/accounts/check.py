"""接続チェック: each needed function of the mall is called once; what is missing is named (R1-27)."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops.failures import account_repaired
from ichigen.services.loops.leases import begin_run, finish_run
from ichigen.services.loops.run import Run
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
        report = ConnectionReport([CheckResult(CONNECTION, "モールへの接続", False, error.message)])
    _store(run, report)
    return report


@transaction.atomic
def _store(run: Run, report: ConnectionReport) -> None:
    bad = next((line for line in report.results if not line.ok), None)
    finish_run(run, due_at=now() + NEXT_CHECK)
    account = Account.objects.select_for_update().get(pk=run.account_id)
    account.check_results = [asdict(line) for line in report.results]
    account.checked_at = now()
    account.health_code = bad.code if bad else ""
    account.health_message = f"{bad.label}: {bad.message}"[:500] if bad else ""
    if bad and bad.code != CONNECTION:
        account.health = Account.Health.DEAD
    if report.expires:
        account.expires = {name: at.isoformat() for name, at in report.expires.items()}
    account.save(update_fields=["check_results", "checked_at", "health", "health_code", "health_message", "expires"])
    if bad is None:
        account_repaired(run.account_id)
