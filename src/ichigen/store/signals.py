"""News from the malls that is to be looked after: what to read, and whether it was read (mallkit.signals)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ichigen.store.accounts import Account
from ichigen.store.hot import run

#: The same key again is the same news.
KEEP = """
insert into store_mallsignal (account_id, key, orders, poll, arrived_at)
values (%(account)s, %(key)s, %(orders)s, %(poll)s, clock_timestamp())
on conflict (account_id, key) do nothing
"""

#: News of orders that nobody knows yet goes before news of those that are reserved already.
PENDING = """
select id, orders, poll, arrived_at from store_mallsignal
where account_id = %(account)s and done_at is null and poll = %(poll)s
order by exists (
  select from store_order o where o.account_id = %(account)s and o.number = any(orders)), id
limit %(limit)s
"""

NEWEST = "select coalesce(max(id), 0) from store_mallsignal where account_id = %(account)s and done_at is null"

DONE = """
update store_mallsignal set done_at = clock_timestamp() where id = any(%(ids)s) and done_at is null
"""

KNOWN = "select number from store_order where account_id = %(account)s and number = any(%(numbers)s)"

#: `settle`: a number read so soon after our own write says nothing, and such a write makes news of its own.
READ_SOON = """
update store_listing l set read_due_at = least(l.read_due_at,
  greatest(clock_timestamp(), l.sent_at + %(settle)s::interval)), read_not_before = null
where l.id in (
  select s.id from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.code = any(%(codes)s) and s.bulk_quantity is null
  order by m.listing_id for no key update of m, s)
"""


class MallSignal(models.Model):
    """One piece of news. `orders`: numbers to fetch; `poll`: the lists of new orders are to be read."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signals", db_index=False)
    key = models.CharField(max_length=200)
    orders = ArrayField(models.CharField(max_length=100))
    poll = models.BooleanField()
    arrived_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "key"), name="mallsignal_account_key"),)
        indexes = (
            models.Index(fields=("account", "id"), name="mallsignal_pending", condition=models.Q(done_at__isnull=True)),
        )


@dataclass(frozen=True, slots=True)
class PendingSignal:
    """News not looked after yet; `arrived_at`: database clock."""

    id: int
    orders: tuple[str, ...]
    poll: bool
    arrived_at: datetime


def keep(account_id: int, key: str, orders: Sequence[str], *, poll: bool) -> bool:
    """Store news in this transaction; False where it was known."""
    values = {"account": account_id, "key": key, "orders": list(orders), "poll": poll}
    return run(KEEP, values).rowcount == 1


def pending(account_id: int, limit: int, *, poll: bool) -> list[PendingSignal]:
    """Return news that nobody looked after, at most `limit`: of orders, or what only the lists can tell."""
    rows = run(PENDING, {"account": account_id, "limit": limit, "poll": poll}).fetchall()
    return [PendingSignal(row[0], tuple(row[1]), row[2], row[3]) for row in rows]


def newest_pending(account_id: int) -> int:
    """Return the id of the newest news that nobody looked after; 0 where there is none. Ids grow."""
    row = run(NEWEST, {"account": account_id}).fetchone()
    assert row is not None  # an aggregate always answers one row
    return int(row[0])


def known_numbers(account_id: int, numbers: Sequence[str]) -> set[str]:
    """Return those of the numbers that are orders of the account already."""
    rows = run(KNOWN, {"account": account_id, "numbers": list(numbers)}).fetchall()
    return {row[0] for row in rows}


def done(ids: Sequence[int]) -> None:
    """Note that this news was looked after."""
    if ids:
        run(DONE, {"ids": list(ids)})


def read_soon(account_id: int, codes: Sequence[str], settle_s: float) -> None:
    """Have the numbers of these listings read as soon as a reading says something."""
    run(READ_SOON, {"account": account_id, "codes": list(codes), "settle": f"{settle_s} seconds"})


def forget_signals(before: datetime) -> None:
    """Remove news that arrived before a moment."""
    MallSignal.objects.filter(arrived_at__lt=before).delete()
