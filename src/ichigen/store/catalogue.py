"""Listings as the mall has them, in SQL: seen again, new, and matched to SKUs."""

#: Times are when the reading of the whole catalogue began, so that what was not seen can be told afterwards.
#: What changed is locked by id, like everywhere; a listing that somebody else just made is left for the next reading.
UPSERT = """
with r as materialized (
  select * from unnest(%(codes)s::text[], %(match_codes)s::text[], %(titles)s::text[], %(variants)s::text[],
    %(product_codes)s::text[], %(jans)s::text[], %(prices)s::int[], %(on_sale)s::bool[])
    r (code, match_code, title, variant, product_code, jan, price, on_sale)
), lk as materialized (
  select l.id, r.* from r join store_listing l on l.account_id = %(account)s and l.code = r.code
  where (l.match_code, l.title, l.variant, l.product_code, l.jan, l.price, l.on_sale) is distinct from
        (r.match_code, r.title, r.variant, r.product_code, r.jan, r.price, r.on_sale)
     or l.exists_at is null or l.exists_at < %(began)s::timestamptz - interval '1 minute'
  order by l.id for no key update of l
), up as (
  update store_listing l set match_code = lk.match_code, title = lk.title, variant = lk.variant,
    product_code = lk.product_code, jan = lk.jan, price = lk.price, on_sale = lk.on_sale, exists_at = %(began)s
  from lk where l.id = lk.id
)
insert into store_listing (account_id, code, match_code, title, variant, product_code, jan, price, on_sale, dirty,
  desired_version, provisional, sending, sent_version, sent_mode, drift, failures, error_code, error_message, exists_at)
select %(account)s, r.code, r.match_code, r.title, r.variant, r.product_code, r.jan, r.price, r.on_sale, false, 0, 0, false,
  0, '', 0, 0, '', '', %(began)s
from r where not exists (select from store_listing l where l.account_id = %(account)s and l.code = r.code)
on conflict (account_id, code) do nothing
"""

#: Exact code of exactly one SKU (E2-07); anything else is for a person, and so is what a person took apart.
MATCH_BY_CODE = """
insert into store_listingcomponent (listing_id, sku_id, quantity)
select l.id, s.id, 1 from store_listing l join store_sku s on s.code = l.match_code
where l.account_id = %(account)s and l.match_code <> '' and l.unbound_at is null
  and not exists (select from store_listingcomponent c where c.listing_id = l.id)
on conflict do nothing
returning listing_id
"""

#: A listing that just got its SKU must be looked at, and so must the orders that waited for it.
MARK_MATCHED = """
with lk as materialized (select id from store_listing where id = any(%(ids)s) order by id for no key update)
update store_listing l set dirty = true, desired_version = l.desired_version + 1, changed_at = clock_timestamp()
from lk where l.id = lk.id
"""

GONE = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'listing_gone:' || l.id, 'listing_gone', false, 'モールに出品がありません: ' || l.code,
  '商品の一覧を読みましたが、この出品が見つかりません。モールで削除されたか、コードが変わっています。',
  'モールの商品を確認してください。出品をやめた商品なら、この出品の紐付けを外してください。',
  l.account_id, l.id, clock_timestamp(), ''
from store_listing l
where l.account_id = %(account)s and (l.exists_at is null or l.exists_at < %(began)s::timestamptz - interval '2 minutes')
  and exists (select from store_listingcomponent c where c.listing_id = l.id)
on conflict (key) where closed_at is null do nothing
"""

FOUND_AGAIN = """
update store_worklistitem w set closed_at = clock_timestamp(), resolution = '自動で解消しました'
from store_listing l where w.code = 'listing_gone' and w.listing_id = l.id and w.closed_at is null
  and l.account_id = %(account)s and l.exists_at >= %(began)s::timestamptz - interval '1 minute'
"""
