"""要対応: settling an item, and trying again what it is about."""

from django.db import transaction
from django.db.models import F

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.stock_sync.release_brake import release_brake
from ichigen.services.wake import wake
from ichigen.services.write_back.retry import retry_step
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog, WorklistItem

NOT_REFUSED = GuardRefusal(
    "not_refused", "この書出しはすでに再実行中か、完了しています。受注の画面で状態を確認してください。"
)

AUTH_FIRST = GuardRefusal(
    "auth_expired", "認証が切れているため再試行できません。先に認証情報を更新し、接続チェックを実行してください。"
)
#: Items about a whole loop of an account; their key ends in the kind of the loop.
LOOP_CODES = frozenset({"loop_refused", "loop_silent", "intake_put_off"})
LISTING_GONE = "listing_gone"


@transaction.atomic
def settle_item(item_id: int, resolution: str, actor_id: int | None) -> None:
    """Settle an item by hand, with what was done. Closing twice changes nothing."""
    closed = WorklistItem.objects.filter(pk=item_id, closed_at__isnull=True).update(
        closed_at=now(), closed_by_id=actor_id, resolution=resolution[:300]
    )
    if closed:
        AuditLog.objects.create(
            actor_id=actor_id, action="worklist.close", subject="worklist", subject_id=item_id, reason=resolution[:300]
        )


@transaction.atomic
def retry_item(item_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Have the one record behind an item tried again; the item closes when the loop succeeds, not now."""
    about = WorklistItem.objects.get(pk=item_id)
    if about.closed_at is None and about.code == "brake" and about.account_id is not None:
        refusal = release_brake(about.account_id, actor_id)  # which locks the item last
    else:
        _lock_before(about)
        refusal = _try_again(WorklistItem.objects.select_for_update().get(pk=item_id), actor_id)
    if refusal is None:
        AuditLog.objects.create(actor_id=actor_id, action="worklist.retry", subject="worklist", subject_id=item_id)
    return refusal


def _try_again(item: WorklistItem, actor_id: int | None) -> GuardRefusal | None:
    if item.closed_at is not None:
        return GuardRefusal("item_closed", "この項目はすでに対応済みです。")
    if item.step_id is not None:
        if not retry_step(item.step_id, actor_id):
            return NOT_REFUSED
    elif item.code in LOOP_CODES and item.account_id is not None:
        if Account.objects.filter(pk=item.account_id, health=Account.Health.DEAD).exists():
            return AUTH_FIRST
        _run_now(item.account_id, _loop_of(item))
    elif item.listing_id is not None:
        _look_again(item.listing_id)
        if item.code == LISTING_GONE and item.account_id is not None:
            _run_now(item.account_id, LoopKind.CATALOGUE)
    else:
        return GuardRefusal(
            "nothing_to_retry", "再実行できる処理がありません。対応してから「対応済みにする」を押してください。"
        )
    return None


def _lock_before(item: WorklistItem) -> None:
    """Lock what an item is about before the item: loops, orders and the stock loop's listings open and close items last."""
    if item.step_id is not None:
        Order.objects.select_for_update(of=("self",), no_key=True).only("id").filter(
            write_backs__steps=item.step_id
        ).first()
    elif item.code in LOOP_CODES and item.account_id is not None:
        about = LoopState.objects.filter(account_id=item.account_id, kind=_loop_of(item))
        list(about.select_for_update(no_key=True).values_list("pk"))
    else:
        list(ListingMark.objects.select_for_update(no_key=True).filter(pk=item.listing_id).values_list("pk"))


def _loop_of(item: WorklistItem) -> str:
    return item.key.rpartition(":")[2]


def _run_now(account_id: int, kind: str) -> None:
    """Make a loop run now, whatever it was told to wait for."""
    LoopState.objects.filter(account_id=account_id, kind=kind).update(not_before=None, due_at=now())
    wake(account_id, kind)


def _look_again(listing_id: int) -> None:
    """Make the stock loop read and write one listing now; it is locked."""
    listing = Listing.objects.get(pk=listing_id)
    ListingMark.objects.filter(pk=listing_id).update(dirty=~F("kept"))
    listing.not_before, listing.read_not_before, listing.read_due_at = None, None, now()
    listing.failures, listing.error_code, listing.error_message = 0, "", ""
    fields = ["not_before", "read_not_before", "read_due_at", "failures", "error_code", "error_message"]
    listing.save(update_fields=fields)
    wake(listing.account_id, "stock")
