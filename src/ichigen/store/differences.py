"""差異の一覧 in SQL: an account's listings with what the mall shows, and what there is of their SKUs (design: first link)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ichigen.domain.stock import ComponentStock
from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED
from ichigen.store.opening import UNOPENED
from ichigen.store.stock_writing import COMPONENTS

#: One row per listing with SKUs.
LISTINGS = f"""
select l.id, l.code, l.title, l.variant, l.expected_quantity, l.seen_at, l.on_sale,
  array_agg(distinct s.code order by s.code), bool_or({UNOPENED.format("s.id")}),
  coalesce(sum(v.on_hand), 0)::int, coalesce(sum(v.reserved), 0)::int, count(distinct s.id) > 1 or max(c.quantity) > 1
from store_listing l
join store_listingcomponent c on c.listing_id = l.id
join store_sku s on s.id = c.sku_id
left join lateral (
  select sum({ON_HAND_COUNTED}) as on_hand, sum(v.reserved) as reserved
  from store_stocklevel v join store_location lo on lo.id = v.location_id where v.sku_id = s.id
) v on true
where l.account_id = %(account)s and not l.kept_by_mall
group by l.id order by l.code
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A listing: `on_mall` as believed now (None = never read), stock of its SKUs in pieces; `made_up`: a set."""

    id: int
    code: str
    title: str
    variant: str
    on_mall: int | None
    seen_at: datetime | None
    on_sale: bool
    sku_codes: tuple[str, ...]
    unopened: bool
    on_hand: int
    reserved: int
    made_up: bool
    components: tuple[ComponentStock, ...]


def compared(account_id: int) -> list[Compared]:
    """Return every listing of an account that has SKUs, by code. What it may sell is decided by `domain.stock.offer`."""
    found = run(LISTINGS, {"account": account_id}).fetchall()
    parts: dict[int, list[ComponentStock]] = {}
    for listing_id, available, per_sale in run(COMPONENTS, {"ids": [row[0] for row in found]}):
        parts.setdefault(listing_id, []).append(ComponentStock(available, per_sale))
    return [_compared(row, tuple(parts.get(row[0], ()))) for row in found]


def _compared(row: tuple[Any, ...], components: tuple[ComponentStock, ...]) -> Compared:
    listing_id, code, title, variant, on_mall, seen_at, on_sale, skus, unopened, on_hand, reserved, made_up = row
    return Compared(
        listing_id, code, title, variant, on_mall, seen_at, on_sale, tuple(skus), unopened, on_hand, reserved, made_up,
        components,
    )  # fmt: skip
