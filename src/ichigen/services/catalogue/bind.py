"""商品の紐付け by hand: which SKUs a mall's code is made of (E2-21); the orders that waited for it are 確保 at once."""

from django.db import transaction

from ichigen.domain.json import Json
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.store import binding
from ichigen.store.goods import Sku
from ichigen.store.ledger import Moved
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import OrderLine
from ichigen.store.worklist import AuditLog

MOST_PER_SALE = 1000
CODE_LENGTH = 210

NO_CODE = GuardRefusal("listing_code_missing", "モールの商品コードがありません。画面を開き直してください。")
NO_SKU = GuardRefusal("sku_unknown", "SKUが見つかりません。SKUを選び直してください。")
BAD_NUMBER = GuardRefusal("per_sale_out_of_range", "1回の販売で減る数は 1 から 1000 までの整数で入力してください。")
NO_REASON = GuardRefusal("reason_missing", "理由を入力してください。操作履歴に残ります。")
NOT_BOUND = GuardRefusal("not_bound", "この出品の紐付けはすでに外れています。")
PROVISIONAL = GuardRefusal(
    "provisional",
    "この出品には仮確保があります。先に要対応の「モール側で変更」を片付けてから、もう一度実行してください。",
)


@transaction.atomic
def bind_listing(
    account_id: int, listing_code: str, sku_id: int, per_sale: int, actor_id: int | None
) -> GuardRefusal | None:
    """Make `per_sale` pieces of a SKU part of what one sale of the mall's code takes; None when done.

    A code that the catalogue has not shown yet gets its listing here. A second SKU makes it a set product.
    """
    code = listing_code.strip()
    if not code or len(code) > CODE_LENGTH:
        return NO_CODE
    if not 1 <= per_sale <= MOST_PER_SALE:
        return BAD_NUMBER
    if not Sku.objects.filter(pk=sku_id).exists():
        return NO_SKU
    listing, _ = Listing.objects.get_or_create(
        account_id=account_id, code=code, defaults={"title": _title(account_id, code)}
    )
    binding.lock(account_id, listing.pk, code, [sku_id])
    if _provisional(listing.pk):
        return PROVISIONAL
    moved = binding.bind(account_id, listing.pk, sku_id, per_sale)
    _record("listing.bind", listing.pk, "", actor_id, sku=sku_id, per_sale=per_sale)
    _wake(account_id, moved)
    return None


@transaction.atomic
def unbind_listing(listing_id: int, reason: str, actor_id: int | None) -> GuardRefusal | None:
    """Take the SKUs off a listing; None when done. Its open orders let go of their units and wait on 要対応 again."""
    reason = reason.strip()[:300]
    if not reason:
        return NO_REASON
    listing = Listing.objects.filter(pk=listing_id).first()
    if listing is None:
        return NOT_BOUND
    binding.lock(listing.account_id, listing.pk, listing.code, [])
    skus = list(ListingComponent.objects.filter(listing_id=listing_id).order_by("id").values_list("sku_id", flat=True))
    if not skus:
        return NOT_BOUND
    if _provisional(listing_id):
        return PROVISIONAL
    moved = binding.unbind(listing.account_id, listing_id)
    _record("listing.unbind", listing_id, reason, actor_id, skus=list[Json](skus))
    _wake(listing.account_id, moved)
    return None


def _title(account_id: int, code: str) -> str:
    """The newest order's words for goods that the catalogue has not shown yet."""
    lines = OrderLine.objects.filter(order__account_id=account_id, listing_code=code).order_by("-id")
    return (lines.values_list("title", flat=True).first() or "")[:300]


def _provisional(listing_id: int) -> bool:
    return Listing.objects.filter(pk=listing_id, provisional__gt=0).exists()


def _record(action: str, listing_id: int, reason: str, actor_id: int | None, **data: Json) -> None:
    AuditLog.objects.create(
        actor_id=actor_id, action=action, subject="listing", subject_id=listing_id, reason=reason, data=data
    )


def _wake(account_id: int, moved: Moved) -> None:
    watch_shortage(moved)
    wake_many((touched, "stock") for touched in {account_id, *moved.account_ids})
