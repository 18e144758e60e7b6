"""Runs that ended badly: when to try again, and when a person must act (four kinds of errors, one way each)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import randbelow

from ichigen.domain.loops import backoff_s, loop_label
from ichigen.mallkit import registry
from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Throttled
from ichigen.services.clock import now
from ichigen.services.loops.leases import refusal_key
from ichigen.services.loops.run import Run
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store import loops
from ichigen.store.accounts import Account


def fail_run(run: Run, error: MallError, used: Mapping[str, str] | None = None) -> None:
    """Record why a run failed and when the loop may try again; nothing when the lease has moved on.

    Throttled waits until `retry_at` and is no failure. Everything else counts and waits 2 s to 5 min. A dead credential
    pauses the account's loops, a refusal of the whole loop goes to 要対応. `used` are the credentials the run had: that
    old ones died says nothing of those that replaced them meanwhile.
    """
    before = loops.failures(run.state_id, run.lease)
    if before is None:
        return
    count = before if isinstance(error, Throttled) else before + 1
    kept = loops.fail(
        run.state_id,
        run.lease,
        not_before=_not_before(error, count),
        count=count,
        code=error.code,
        message=error.message,
    )
    if kept and isinstance(error, AuthExpired):
        if _in_force(run, used):
            _credential_died(run, error)
    elif kept and isinstance(error, Refused):
        _refused(run, error)


def pause_run(run: Run, *, code: str, message: str, pause_s: float) -> None:
    """End a run that something outside of it stopped: no failure, and again in `pause_s` seconds."""
    before = loops.failures(run.state_id, run.lease)
    if before is not None:
        not_before = now() + timedelta(seconds=pause_s)
        loops.fail(run.state_id, run.lease, not_before=not_before, count=before, code=code, message=message)


#: What to do where the credential is dead, and where it is good but something is not permitted.
_RENEW = (
    "ECアカウントの設定で認証情報を更新し、接続チェックを実行してください。それまでこのアカウントの連動は止まります。"
)
_PERMIT = (
    "原因に書かれた設定をモール側で直してから、ECアカウントの画面で接続チェックを実行してください。"
    "それまでこのアカウントの連動は止まります。"
)


def account_broken(account_id: int, code: str, message: str, *, tell: bool, lacking: str = "") -> None:
    """Pause the loops of an account whose credential was found dead; `tell` puts it on 要対応.

    `lacking`: what a credential that is good for the rest may not do, in the mall's words (R1-27).
    """
    Account.objects.filter(pk=account_id).update(
        health=Account.Health.DEAD, health_code=code[:100], health_message=message[:500]
    )
    if not tell:
        return
    account = Account.objects.only("label").get(pk=account_id)
    open_item(
        Item(
            key=_credential_key(account_id),
            code="auth_expired",
            title=f"{account.label}: {lacking}が使えません" if lacking else f"{account.label}: 認証が切れています",
            cause=message,
            action=_PERMIT if lacking else _RENEW,
            urgent=True,
            account_id=account_id,
        )
    )


def account_repaired(account_id: int) -> None:
    """Let the loops of an account run again, anew, after its credential was repaired; the tick wakes what is due."""
    accounts = Account.objects.filter(pk=account_id)
    if accounts.exclude(health=Account.Health.OK).exists():
        loops.begin_anew(account_id)
    accounts.update(health=Account.Health.OK, health_code="", health_message="")
    close_item(_credential_key(account_id), "認証情報が有効になりました。")


def _not_before(error: MallError, count: int) -> datetime:
    match error:
        case Throttled():
            return error.retry_at
        case AuthExpired():
            return now()  # the account is paused as a whole; once it is repaired nothing else holds the loop back
        case _:
            return now() + timedelta(seconds=backoff_s(count, randbelow(1001) / 1000))


def _in_force(run: Run, used: Mapping[str, str] | None) -> bool:
    """Are the credentials of the run still those of the account?"""
    account = Account.objects.only("credentials").get(pk=run.account_id)
    return used is None or account.credentials == used


def _credential_died(run: Run, error: AuthExpired) -> None:
    named = _called(run.account_id, error.permission)
    missing = f"（不足している権限: {named}）" if named else ""
    account_broken(run.account_id, error.code, f"{error.message}{missing}", tell=True)


def _called(account_id: int, code: str) -> str:
    """What the mall calls a permission on its own screens; the code of an unknown one."""
    found = registry.malls().get(Account.objects.values_list("mall_id", flat=True).get(pk=account_id)) if code else None
    return next((one.label for one in found.permissions if one.code == code), code) if found else code


def _refused(run: Run, error: Refused) -> None:
    account = Account.objects.only("label").get(pk=run.account_id)
    open_item(
        Item(
            key=refusal_key(run.account_id, run.kind),
            code="loop_refused",
            title=f"{account.label}: {loop_label(run.kind)}をモールが拒否しました",
            cause=f"{error.message}（{error.code}）",
            action="ECアカウントの設定を確認してください。直したら「再試行」を押すと、待たずに再開します。",
            account_id=run.account_id,
        )
    )


def _credential_key(account_id: int) -> str:
    return f"auth_expired:{account_id}"
