"""New values of a linked account replace the old ones in one transaction, and only once the mall took them (E2-34)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit import registry
from ichigen.mallkit.errors import Fenced
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.check import NEXT_CHECK, overtaken
from ichigen.services.accounts.health import keep_report
from ichigen.services.accounts.trial import Trial, next_check_after_failure, try_values
from ichigen.services.clock import now
from ichigen.services.loops.leases import finish_run
from ichigen.services.stock_sync.forget import forget_if_moved
from ichigen.services.wake import wake_many
from ichigen.services.worklist import close_item
from ichigen.store.accounts import Account
from ichigen.store.loops import begin_anew
from ichigen.store.worklist import AuditLog

FIRST_LOOPS = (LoopKind.CATALOGUE, LoopKind.INTAKE, LoopKind.STOCK, LoopKind.CREDENTIAL)

#: The columns of an account without values that wait for their mall.
NOTHING_PENDING: Mapping[str, object] = {
    "pending": {},
    "pending_until": None,
    "pending_next_at": None,
    "pending_message": "",
}


@dataclass(frozen=True, slots=True)
class Swapped:
    """The report on the new values; `done`: they passed and are in force, otherwise the old ones still are."""

    report: ConnectionReport
    done: bool


def swap_values(draft: Account, actor_id: int | None, action: str, also: Sequence[str] = ()) -> Swapped:
    """Try the values of `draft`, an unsaved copy of a linked account; what passed replaces what was there.

    Mode, listings and loops stay as they are; loops that a dead credential paused go on. What was saved meanwhile (モール詳細
    設定, アカウント名) stays too: `also` names the columns that the form had besides credentials and their settings. `action`
    is the word of the 操作履歴.
    """
    trial = try_values(draft)
    if not trial.report.works:
        with suppress(Fenced):
            _keep_renewed(draft, trial)
        return Swapped(trial.report, False)
    try:
        _replace(draft, trial, actor_id, action, also)
    except Fenced:
        return Swapped(overtaken(), False)
    return Swapped(trial.report, True)


def renewal_key(account_id: int) -> str:
    """Return the worklist key of a renewal that came to nothing."""
    return f"renewal_failed:{account_id}"


@transaction.atomic
def _keep_renewed(draft: Account, trial: Trial) -> None:
    """A credential that is in force and that the mall renewed during the trial may be worth nothing any more."""
    finish_run(trial.run, due_at=next_check_after_failure())
    account = Account.objects.select_for_update().get(pk=draft.pk)
    renewed = {
        name: value
        for name, value in trial.tokens.renewed.items()
        if account.credentials.get(name) == draft.credentials[name]
    }
    if renewed:
        account.credentials = {**account.credentials, **renewed}
        account.save(update_fields=["credentials"])


@transaction.atomic
def _replace(draft: Account, trial: Trial, actor_id: int | None, action: str, also: Sequence[str]) -> None:
    finish_run(trial.run, due_at=now() + NEXT_CHECK)
    forget_if_moved(mall(draft.mall_id), Account.objects.only("settings").get(pk=draft.pk), draft.settings)
    account = Account.objects.select_for_update().get(pk=draft.pk)
    for column in also:
        setattr(account, column, getattr(draft, column))
    account.settings = _settings(account, draft)
    account.credentials = {**draft.credentials, **trial.tokens.renewed}
    account.tokens = dict(trial.tokens.stored())
    for name, value in NOTHING_PENDING.items():
        setattr(account, name, value)
    account.save(update_fields=[*also, "settings", "credentials", "tokens", *NOTHING_PENDING])
    keep_report(draft.pk, trial.report)
    begin_anew(draft.pk)
    close_item(renewal_key(draft.pk), "認証情報が更新されました。")
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="account",
        subject_id=draft.pk,
        data={"mall": draft.mall_id, "fields": sorted({*draft.credentials, *draft.settings})},
    )
    wake_many((draft.pk, kind) for kind in (*FIRST_LOOPS, LoopKind.WRITE_BACK))


def _settings(account: Account, draft: Account) -> dict[str, str]:
    """The settings that were tried, beside those that are none of a credential's: they may have been saved meanwhile."""
    own = {row.name for row in registry.mall(draft.mall_id).settings}
    kept = {name: value for name, value in account.settings.items() if name not in own}
    return kept | {name: value for name, value in draft.settings.items() if name in own}
