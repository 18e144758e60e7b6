"""The brake's statements: what of an account is about to go to zero (design: brakes)."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.stock import ComponentStock
from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED

BRAKE = "select braked_at, brake_released_at from store_account where id = %(account)s"

WAITING = "select count(*) from store_listingmark where account_id = %(account)s and dirty"

LISTINGS = "select count(*) from store_listing where account_id = %(account)s and not kept_by_mall"

#: Every dirty listing that shows something, with its components' available units; nothing is locked for a count.
DIRTY = f"""
select l.id, m.changed_at, c.sku_id, c.quantity,
  coalesce((select sum({ON_HAND_COUNTED} - v.reserved) from store_stocklevel v
            join store_location lo on lo.id = v.location_id where v.sku_id = c.sku_id), 0)::int
from store_listingmark m
join store_listing l on l.id = m.listing_id
join store_listingcomponent c on c.listing_id = l.id
where m.account_id = %(account)s and m.dirty and l.expected_quantity > 0
"""

HOLD_BACK = """
update store_listing set not_before = clock_timestamp() + %(rest)s::interval where id = any(%(ids)s)
"""

#: Rows with failures wait for another reason.
LET_GO = """
update store_listing l set not_before = null
where l.id in (
  select s.id from store_listingmark m join store_listing s on s.id = m.listing_id
  where m.account_id = %(account)s and m.dirty and s.failures = 0 and s.not_before is not null
  order by m.listing_id for no key update of m, s)
"""


@dataclass(frozen=True, slots=True)
class Offered:
    """A dirty listing that its mall still offers."""

    changed_at: datetime | None
    components: tuple[ComponentStock, ...]


def brake(account_id: int) -> tuple[datetime | None, datetime | None]:
    """Return since when the brake holds (None = it does not), and up to when changes were released."""
    row = run(BRAKE, {"account": account_id}).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def dirty_listings(account_id: int) -> int:
    """Count what waits to be written."""
    return _count(WAITING, account_id)


def all_listings(account_id: int) -> int:
    """Count an account's listings."""
    return _count(LISTINGS, account_id)


def dirty_and_offered(account_id: int) -> list[Offered]:
    """Return the dirty listings that the mall offers now."""
    found: dict[int, tuple[datetime | None, list[ComponentStock]]] = {}
    for listing_id, changed_at, _, per_sale, available in run(DIRTY, {"account": account_id}):
        found.setdefault(listing_id, (changed_at, []))[1].append(ComponentStock(available, per_sale))
    return [Offered(changed_at, tuple(parts)) for changed_at, parts in found.values()]


def _count(statement: str, account_id: int) -> int:
    row = run(statement, {"account": account_id}).fetchone()
    assert row is not None  # an aggregate always answers one row
    return int(row[0])
