"""無効にする and 有効に戻す: an account that is 無効 neither reads nor writes on its mall, and loses nothing (R1-14)."""

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.accounts.swap import FIRST_LOOPS
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.loops import begin_anew
from ichigen.store.worklist import AuditLog

ALREADY_OFF = GuardRefusal("already_disabled", "このECアカウントはすでに無効です。")
NOT_OFF = GuardRefusal("not_disabled", "このECアカウントは無効ではありません。")


@transaction.atomic
def disable_account(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Stop reading and writing from the next request on; None when done. What waits to be written goes on waiting."""
    account = _locked(account_id)
    if account.mode == Account.Mode.DISABLED:
        return ALREADY_OFF
    _turn(account, Account.Mode.DISABLED, "account.disable", actor_id)
    return None


@transaction.atomic
def enable_account(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Go on as before: 在庫連動中 where it had started, else 確認のみ; None when done.

    What was believed of the mall's numbers stays: units sold there meanwhile are found missing, and 仮確保, before anything
    rises, exactly as after a credential that was dead for as long.
    """
    account = _locked(account_id)
    if account.mode != Account.Mode.DISABLED:
        return NOT_OFF
    mode = Account.Mode.READING if account.started_at is None else Account.Mode.LIVE
    _turn(account, mode, "account.enable", actor_id)
    begin_anew(account_id)
    wake_many((account_id, kind) for kind in (*FIRST_LOOPS, LoopKind.WRITE_BACK))
    return None


def _locked(account_id: int) -> Account:
    return Account.objects.select_for_update(no_key=True).only("mode", "started_at").get(pk=account_id)


def _turn(account: Account, mode: Account.Mode, action: str, actor_id: int | None) -> None:
    account.mode = mode
    account.save(update_fields=["mode"])
    AuditLog.objects.create(actor_id=actor_id, action=action, subject="account", subject_id=account.pk)
