"""Pasted values that the mall does not take yet are tried again until its own time for that is over (E2-32, E2-33)."""

from datetime import datetime, timedelta

from ichigen.domain.hours import JST
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.services.accounts.swap import NOTHING_PENDING, renewal_key, swap_values
from ichigen.services.clock import now
from ichigen.services.worklist import Item, open_item
from ichigen.store.accounts import Account

#: How often values that are not active yet are tried again.
EVERY = timedelta(seconds=60)

CREDENTIALS, SETTINGS = "credentials", "settings"


def wait_for_mall(draft: Account, report: ConnectionReport, patience: timedelta) -> datetime:
    """Keep the values of `draft`, sealed and apart from those in force, and return until when they are tried again."""
    at = now()
    Account.objects.filter(pk=draft.pk).update(
        pending={CREDENTIALS: dict(draft.credentials), SETTINGS: dict(draft.settings)},
        pending_until=at + patience,
        pending_next_at=at + EVERY,
        pending_message=said(report),
    )
    return at + patience


def drop_pending(account_id: int) -> None:
    """Forget values that wait; those in force stay."""
    Account.objects.filter(pk=account_id).update(**NOTHING_PENDING)


def retry_renewals() -> None:
    """Try every account's waiting values whose turn has come, each by one worker only."""
    at = now()
    due = Account.objects.filter(pending_next_at__lte=at).exclude(mode=Account.Mode.DISABLED)
    for account_id in list(due.values_list("pk", flat=True)):
        mine = Account.objects.filter(pk=account_id, pending_next_at__lte=at).update(pending_next_at=at + EVERY)
        if mine:
            _try_again(account_id)


def said(report: ConnectionReport) -> str:
    """Return what the mall said of the first thing that is wrong."""
    bad = next((line for line in report.results if not line.ok and not line.passing), None)
    return f"{bad.label}: {bad.message}"[:500] if bad else ""


def _try_again(account_id: int) -> None:
    account = Account.objects.get(pk=account_id)
    if not account.pending or account.pending_until is None:
        return
    until = account.pending_until
    draft = Account(
        pk=account.pk,
        mall_id=account.mall_id,
        shop_identity=account.shop_identity,
        label=account.label,
        endpoints=account.endpoints,
        tokens={},
        credentials=account.pending[CREDENTIALS],
        settings=account.pending[SETTINGS],
    )
    swapped = swap_values(draft, None, "account.renew")
    refused = any(not line.ok and not line.passing for line in swapped.report.results)
    if not swapped.done and refused and now() >= until:  # a check that reached no mall says nothing of the values
        _give_up(account, until, swapped.report)


def _give_up(account: Account, until: datetime, report: ConnectionReport) -> None:
    mine = Account.objects.filter(pk=account.pk, pending_until=until)  # values pasted meanwhile have their own time
    if not mine.update(**NOTHING_PENDING):
        return
    open_item(
        Item(
            key=renewal_key(account.pk),
            code="renewal_failed",
            title=f"{account.label}: 新しい認証情報が使えませんでした",
            cause=f"{until.astimezone(JST):%m/%d %H:%M}まで繰り返し確認しましたが、モールが受け付けませんでした。{said(report)}",
            action="以前の認証情報のまま変わっていません。モールの画面で値を確かめ、「認証情報を更新する」からもう一度貼り付けてください。",
            urgent=True,
            account_id=account.pk,
        )
    )
