"""Listings as the mall has them, in SQL: seen again, new, and matched to SKUs."""

#: Times are when the reading of the whole catalogue began, so that what was not seen can be told afterwards.
#: What changed is locked like everywhere; a listing that somebody else just made is left for the next reading.
#: Only of goods that the mall keeps itself is the number of the catalogue kept: nothing is judged by it.
UPSERT = """
with r as materialized (
  select * from unnest(%(codes)s::text[], %(match_codes)s::text[], %(titles)s::text[], %(variants)s::text[],
    %(product_codes)s::text[], %(jans)s::text[], %(prices)s::int[], %(on_sale)s::bool[], %(all_codes)s::jsonb[],
    %(kept)s::bool[], %(quantities)s::int[], %(endless)s::bool[])
    r (code, match_code, title, variant, product_code, jan, price, on_sale, match_codes, kept, quantity, endless)
), lk as materialized (
  select l.id, r.* from r join store_listing l on l.account_id = %(account)s and l.code = r.code
  join store_listingmark m on m.listing_id = l.id
  where (l.match_code, l.title, l.variant, l.product_code, l.jan, l.price, l.on_sale, l.match_codes, l.kept_by_mall,
         l.endless)
          is distinct from
        (r.match_code, r.title, r.variant, r.product_code, r.jan, r.price, r.on_sale, r.match_codes, r.kept, r.endless)
     or l.exists_at is null or l.exists_at < %(began)s::timestamptz - interval '1 minute'
  order by m.listing_id for no key update of m, l
), up as (
  update store_listing l set match_code = lk.match_code, title = lk.title, variant = lk.variant,
    product_code = lk.product_code, jan = lk.jan, price = lk.price, on_sale = lk.on_sale,
    match_codes = lk.match_codes, exists_at = %(began)s, kept_by_mall = lk.kept, endless = lk.endless,
    seen_quantity = case when lk.kept then coalesce(lk.quantity, l.seen_quantity) else l.seen_quantity end,
    seen_at = case when lk.kept and lk.quantity is not null then %(began)s else l.seen_at end
  from lk where l.id = lk.id
)
insert into store_listing (account_id, code, match_code, match_codes, title, variant, product_code, jan, price, on_sale,
  kept_by_mall, endless, provisional, sending, sent_version, sent_mode, drift, failures, error_code,
  error_message, exists_at, seen_quantity, seen_at)
select %(account)s, r.code, r.match_code, r.match_codes, r.title, r.variant, r.product_code, r.jan, r.price, r.on_sale,
  r.kept, r.endless, 0, false, 0, '', 0, 0, '', '', %(began)s,
  case when r.kept then r.quantity end, case when r.kept and r.quantity is not null then %(began)s::timestamptz end
from r where not exists (select from store_listing l where l.account_id = %(account)s and l.code = r.code)
on conflict (account_id, code) do nothing
"""

#: Listings are locked before they are bound, and looked at again in a statement of its own: two that bind one at the same
#: time would make a set product of it.
CANDIDATES = """
select l.id from store_listing l join store_listingmark m on m.listing_id = l.id
where l.account_id = %(account)s and l.match_code <> '' and l.unbound_at is null
  and not exists (select from store_listingcomponent c where c.listing_id = l.id)
  and exists (select from store_sku s where s.code = l.match_code)
order by m.listing_id
"""
LOCK_CANDIDATES = f"{CANDIDATES} for no key update of m, l"
LOCK_LISTINGS = "select listing_id from store_listingmark where listing_id = any(%(ids)s) order by 1 for no key update"
STILL_UNBOUND = """
select l.id from store_listing l
where l.id = any(%(ids)s) and not exists (select from store_listingcomponent c where c.listing_id = l.id)
"""

#: Exact code of exactly one SKU (E2-07); anything else is for a person, and so is what a person took apart. A code that
#: two listings of the account claim, or codes of one listing that name two SKUs, are a conflict: never first-wins.
MATCH_BY_CODE = """
insert into store_listingcomponent (listing_id, sku_id, quantity)
select l.id, s.id, 1 from store_listing l join store_sku s on s.code = l.match_code
where l.id = any(%(ids)s) and l.match_code <> '' and l.unbound_at is null
  and not exists (select from store_listingcomponent c where c.listing_id = l.id)
  and not exists (
    select from store_listing o
    where o.account_id = l.account_id and o.match_code = l.match_code and o.id <> l.id
      and (o.unbound_at is null or exists (select from store_listingcomponent c where c.listing_id = o.id)))
  and not exists (
    select from jsonb_array_elements_text(l.match_codes) k join store_sku t on t.code = k where t.id <> s.id)
on conflict do nothing
returning listing_id
"""

#: Codes that more than one listing of an account claims. A listing that a person left alone claims nothing.
SHARED_CODES = """
select l.match_code from store_listing l
where l.account_id = %(account)s and l.match_code <> ''
  and (l.unbound_at is null or exists (select from store_listingcomponent c where c.listing_id = l.id))
group by l.match_code having count(*) > 1
"""

#: A listing that just got its SKU must be looked at, and so must the orders that waited for it.
MARK_MATCHED = "select store_mark_listings(%(ids)s::bigint[])"

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
