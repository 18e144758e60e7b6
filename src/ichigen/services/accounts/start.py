"""在庫連動を開始: from here on the hub writes to the mall."""

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.start import MARK_ALL, codes_never_read, codes_without_stock, intake_is_fresh
from ichigen.store.worklist import AuditLog

#: Loops that begin to have work now; the check also has the mall post its news to us.
STARTED = (LoopKind.STOCK, LoopKind.WRITE_BACK, LoopKind.CREDENTIAL, LoopKind.SIGNALS)

#: Codes named in one sentence.
NAMED = 5


@transaction.atomic
def start_stock_sync(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Turn 確認のみ into 在庫連動中 and have every listing looked at. Refused until everything is known.

    接続チェック has passed, orders and every matched listing were read, and what the mall sells has an opening stock:
    otherwise the first run would set it to zero there.
    """
    account = (
        Account.objects.select_for_update(no_key=True).defer("credentials", "tokens", "pending").get(pk=account_id)
    )
    if account.mode == Account.Mode.LIVE:
        return GuardRefusal("already_live", "在庫連動はすでに開始しています。")
    if account.health != Account.Health.OK:
        return GuardRefusal(
            "not_checked", "接続チェックに通っていないため開始できません。先に接続チェックを実行してください。"
        )
    refusal = not_ready(account_id)
    if refusal is not None:
        return refusal
    account.mode, account.started_at = Account.Mode.LIVE, now()
    account.save(update_fields=["mode", "started_at"])
    run(MARK_ALL, {"account": account_id})
    AuditLog.objects.create(actor_id=actor_id, action="account.start", subject="account", subject_id=account_id)
    wake_many((account_id, kind) for kind in STARTED)
    return None


def not_ready(account_id: int) -> GuardRefusal | None:
    """Say why 在庫連動 cannot start yet: what was not read, or has no opening stock."""
    if not intake_is_fresh(account_id):
        return GuardRefusal(
            "intake_not_fresh", "受注の取込が完了していないため開始できません。取込が完了するまで数分お待ちください。"
        )
    unread = codes_never_read(account_id)
    if unread:
        return GuardRefusal(
            "stock_not_read",
            f"モールの在庫をまだ読んでいない出品があるため開始できません({_named(unread)})。"
            "数分待っても変わらないときは、要対応とモールの商品の在庫設定を確認してください。",
        )
    unopened = codes_without_stock(account_id)
    if unopened:
        return GuardRefusal(
            "stock_not_opened",
            f"モールで販売中なのに、在庫が一度も登録されていない商品があるため開始できません({_named(unopened)})。"
            "このまま始めるとモールの在庫が 0 になります。期首在庫を取り込むか、在庫の画面で「入荷」を登録してください。",
        )
    return None


def _named(codes: list[str]) -> str:
    more = f" ほか {len(codes) - NAMED} 件" if len(codes) > NAMED else ""
    return "、".join(codes[:NAMED]) + more
