"""在庫連動を開始: from here on the hub writes to the mall."""

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.worklist import AuditLog


@transaction.atomic
def start_stock_sync(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Turn 確認のみ into 在庫連動中 and have every listing looked at. Refused until 接続チェック has passed."""
    account = Account.objects.select_for_update().defer("credentials", "tokens").get(pk=account_id)
    if account.mode == Account.Mode.LIVE:
        return GuardRefusal("already_live", "在庫連動はすでに開始しています。")
    if account.health != Account.Health.OK:
        return GuardRefusal(
            "not_checked", "接続チェックに通っていないため開始できません。先に接続チェックを実行してください。"
        )
    account.mode, account.started_at = Account.Mode.LIVE, now()
    account.save(update_fields=["mode", "started_at"])
    Listing.objects.filter(account_id=account_id, components__isnull=False).update(dirty=True)
    AuditLog.objects.create(actor_id=actor_id, action="account.start", subject="account", subject_id=account_id)
    wake_many((account_id, kind) for kind in (LoopKind.STOCK, LoopKind.WRITE_BACK, LoopKind.CREDENTIAL))
    return None
