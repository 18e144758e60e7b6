"""A person has looked: what is about to go to zero may go."""

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.stock_sync.brake import item_key
from ichigen.services.wake import wake
from ichigen.services.worklist import close_item
from ichigen.store import brake as sql
from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.worklist import AuditLog


@transaction.atomic
def release_brake(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Release the changes made until now and have them written. What changes later is counted anew."""
    run(sql.LET_GO, {"account": account_id})  # listings are locked before their account, as the stock loop does
    braked = Account.objects.filter(pk=account_id, braked_at__isnull=False)
    if not braked.update(braked_at=None, brake_released_at=now()):
        return GuardRefusal("brake_not_set", "書込みは止まっていません。すでに再開しています。")
    close_item(item_key(account_id), "確認のうえ、在庫 0 の書込みを再開しました")
    AuditLog.objects.create(actor_id=actor_id, action="stock.release_brake", subject="account", subject_id=account_id)
    wake(account_id, LoopKind.STOCK)
    return None
