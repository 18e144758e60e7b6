"""Orders whose status or payment moved since the status table was last asked about them."""

from collections.abc import Sequence
from datetime import datetime

from ichigen.store.hot import run

#: Same words as the condition of the index `order_to_judge`.
_MOVED = "(not (o.judged_status = o.status_id) or not (o.judged_paid = o.paid))"

#: What was there when 在庫連動 began is the state of affairs, not an event: a person writes it with 更新実行.
MARK_PRESENT = f"""
update store_order o set judged_status = o.status_id, judged_paid = o.paid
where o.account_id = %(account)s and {_MOVED} and o.judged_status = 0 and o.created_at < %(started)s
"""

TO_JUDGE = f"""
select o.id from store_order o where o.account_id = %(account)s and {_MOVED} and o.id > %(after)s
order by o.id limit %(limit)s
"""

MARK_JUDGED = "update store_order set judged_status = status_id, judged_paid = paid where id = any(%(ids)s)"


def mark_present(account_id: int, started_at: datetime | None) -> None:
    """Count what the account had before its start as judged."""
    if started_at is not None:
        run(MARK_PRESENT, {"account": account_id, "started": started_at})


def to_judge(account_id: int, after: int, limit: int) -> list[int]:
    """Return the next orders to judge, by id."""
    return [row[0] for row in run(TO_JUDGE, {"account": account_id, "after": after, "limit": limit}).fetchall()]


def mark_judged(order_ids: Sequence[int]) -> None:
    """The table was asked about these orders as they are now."""
    run(MARK_JUDGED, {"ids": list(order_ids)})
