"""Opening stock at the first link: the mall's number plus what its open orders hold (design: first link)."""

from collections.abc import Collection, Sequence

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.services.worklist import Item, open_item
from ichigen.store import ledger
from ichigen.store.goods import Sku
from ichigen.store.ledger import Movement, move_many
from ichigen.store.opening import Opening, lock_unopened, openings


def open_stock_from(account_id: int, actor_id: int | None = None, only: Collection[int] | None = None) -> int:
    """Take this account's numbers as opening stock for SKUs that were never opened, received or counted; return how many.

    Orders must have been taken in and its stock read before. Several listings of one SKU are one number; where they
    say different ones, the smallest is taken and the difference goes to 要対応. `only`: SKUs to leave it at.
    """
    with transaction.atomic():
        sku_ids = lock_unopened(account_id, only)
        ledger.lock_listings(sku_ids)
        found = openings(account_id, sku_ids)
        enter(found, "期首在庫", actor_id)
        _report_differences(account_id, [row for row in found if row.differs])
    return len(found)


def enter(rows: Sequence[Opening], note: str, actor_id: int | None) -> None:
    """Enter opening stock in the caller's transaction, which has locked SKUs and listings."""
    moved = move_many(
        [
            Movement(row.sku_id, row.location_id, MovementKind.OPENING, row.units, note=note, actor_id=actor_id)
            for row in rows
        ]
    )
    watch_shortage(moved)
    wake_many((account, "stock") for account in moved.account_ids)


def _report_differences(account_id: int, rows: Sequence[Opening]) -> None:
    codes = dict(Sku.objects.filter(pk__in=[row.sku_id for row in rows]).values_list("pk", "code"))
    for row in rows:
        code = codes[row.sku_id]
        open_item(
            Item(
                key=f"opening_differs:{account_id}:{row.sku_id}",
                code="opening_differs",
                title=f"期首在庫を確認してください: {code}",
                cause=(
                    f"同じSKUの出品が、モールで {row.smallest} 個から {row.largest} 個までの違う在庫数になっています。"
                    f"いちばん少ない {row.smallest} 個を期首在庫にしました。"
                ),
                action="実際の在庫を数えて、違うときは在庫の画面で「調整」してください。",
                account_id=account_id,
                sku_id=row.sku_id,
            )
        )
