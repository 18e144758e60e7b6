"""在庫不足 on 要対応, in SQL: one item per SKU, as long as more is 確保 than there is (design: stock 8)."""

from collections.abc import Sequence

from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED

#: Run in the transaction that moved these SKUs: it holds their levels, so that nobody says the opposite meanwhile.
WATCH = f"""
with level as (
  select v.sku_id, s.code, sum({ON_HAND_COUNTED})::int as on_hand, sum(v.reserved)::int as reserved
  from store_stocklevel v
  join store_location lo on lo.id = v.location_id
  join store_sku s on s.id = v.sku_id
  where v.sku_id = any(%(skus)s)
  group by v.sku_id, s.code
), covered as (
  update store_worklistitem w set closed_at = clock_timestamp(), resolution = '在庫が足りるようになりました'
  from level where w.key = 'short:' || level.sku_id and w.closed_at is null and level.reserved <= level.on_hand
)
insert into store_worklistitem (key, code, urgent, title, cause, action, sku_id, opened_at, resolution)
select 'short:' || sku_id, 'stock_short', true, '在庫不足: ' || code || ' が ' || (reserved - on_hand) || ' 個足りません',
  '在庫 ' || on_hand || ' 個に対して ' || reserved || ' 個を確保しています。モールの在庫は 0 にしています。',
  '入荷や調整で在庫を増やすか、出荷できない受注を「欠品」でキャンセルしてください。', sku_id, clock_timestamp(), ''
from level where reserved > on_hand order by sku_id
on conflict (key) where closed_at is null do update set title = excluded.title, cause = excluded.cause
"""


def watch(sku_ids: Sequence[int]) -> None:
    """Open, renew or close the item of each of these SKUs."""
    run(WATCH, {"skus": list(sku_ids)})
