"""要対応: opening and closing items. One open item per key; opening again changes nothing but its text."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ichigen.domain.snapshots import storable_text
from ichigen.services.clock import now
from ichigen.store.hot import run, run_each
from ichigen.store.worklist import WorklistItem

OPEN = """
insert into store_worklistitem
  (key, code, urgent, title, cause, action, account_id, order_id, listing_id, sku_id, step_id, opened_at, resolution)
values (%(key)s, %(code)s, %(urgent)s, %(title)s, %(cause)s, %(action)s, %(account_id)s, %(order_id)s,
        %(listing_id)s, %(sku_id)s, %(step_id)s, clock_timestamp(), '')
on conflict (key) where closed_at is null
do update set code = excluded.code, urgent = excluded.urgent, title = excluded.title, cause = excluded.cause,
  action = excluded.action
where (store_worklistitem.title, store_worklistitem.cause, store_worklistitem.action)
  is distinct from (excluded.title, excluded.cause, excluded.action)
"""


@dataclass(frozen=True, slots=True)
class Item:
    """What a person must settle. `key` names the thing at fault; the texts are Japanese, without personal data."""

    key: str
    code: str
    title: str
    cause: str
    action: str
    urgent: bool = False
    account_id: int | None = None
    order_id: int | None = None
    listing_id: int | None = None
    sku_id: int | None = None
    step_id: int | None = None


def open_item(item: Item) -> None:
    """Open an item, or renew the texts of the open one with the same key."""
    run(OPEN, _values(item))


def open_items(items: Iterable[Item]) -> None:
    """Open many, or renew their texts, in one exchange with the server."""
    run_each(OPEN, map(_values, items))


def _values(item: Item) -> dict[str, object]:
    return {
        "key": storable_text(item.key)[:200],
        "code": item.code,
        "urgent": item.urgent,
        "title": storable_text(item.title)[:200],
        "cause": storable_text(item.cause)[:500],
        "action": storable_text(item.action)[:500],
        "account_id": item.account_id,
        "order_id": item.order_id,
        "listing_id": item.listing_id,
        "sku_id": item.sku_id,
        "step_id": item.step_id,
    }


def close_item(key: str, resolution: str) -> None:
    """Close the open item with this key, if there is one."""
    close_items([key], resolution)


def close_items(keys: Collection[str], resolution: str) -> None:
    """Close those that are open under these keys."""
    WorklistItem.objects.filter(key__in=keys, closed_at__isnull=True).update(closed_at=now(), resolution=resolution)
