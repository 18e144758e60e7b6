"""How many orders each tab holds: one GROUP BY, which gives the pager its total too."""

import time
from dataclasses import replace
from hashlib import blake2b

from django.core.cache import cache
from django.db.models import Count, QuerySet

from ichigen.services.views.order_filter import DEFAULT_SORT, OrderFilter, only_text
from ichigen.store.orders import Order

#: A count that took longer than this is shown again for as long as `KEPT_S` instead of being made again.
SLOW_S, KEPT_S = 0.05, 5


def counts_by_status(wanted: OrderFilter, found: QuerySet[Order]) -> dict[int, int]:
    """Return the number of `found` orders per status id. Selections are never counted by this, they are counted anew."""
    key = _key(wanted)
    known: dict[int, int] | None = cache.get(key)
    if known is not None:
        return known
    began = time.monotonic()
    rows = only_text(wanted)
    counts = dict((found if rows is None else rows).values_list("status_id").annotate(n=Count("pk")).order_by())
    if time.monotonic() - began > SLOW_S:
        cache.set(key, counts, KEPT_S)
    return counts


def _key(wanted: OrderFilter) -> str:
    """The same for every tab, page and order of the same filter; no name that was searched for is in it."""
    told = repr(replace(wanted, status="", sort=DEFAULT_SORT, page=1, size=50, marks=frozenset())) + str(
        sorted(wanted.marks)
    )
    return f"order-counts:{blake2b(told.encode(errors='replace'), digest_size=16).hexdigest()}"
