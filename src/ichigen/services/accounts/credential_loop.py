"""The credential loop of one account: 接続チェック each hour, so that a dying credential is known before an order needs it."""

from dataclasses import replace

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.client import MallClient
from ichigen.services.accounts.check import NEXT_CHECK
from ichigen.services.accounts.health import keep_report
from ichigen.services.loops import LoopOutcome, Run, hold
from ichigen.services.signals.address import ask_for_news
from ichigen.services.wake import wake
from ichigen.store.accounts import Account


def run_credential(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Check the connection and store the result under the run's lease; again in an hour."""
    report = client.check()
    silent = ask_for_news(account, client) if report.works else None
    if silent is not None:
        report = replace(report, results=[*report.results, silent])
    wake(account.pk, LoopKind.SIGNALS)  # a queue may have been named meanwhile
    with transaction.atomic():
        hold(run)
        keep_report(account.pk, report)
    return LoopOutcome(due_in_s=NEXT_CHECK.total_seconds())
