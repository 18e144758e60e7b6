"""Listings that no code matches: the one SKU with the same title (E2-21)."""

#: Titles are compared without blanks and case; more than one candidate on either side is no suggestion.
BY_TITLE = """
with words as (
  select l.id as listing_id, lower(regexp_replace(l.title || l.variant, '\\s', '', 'g')) as word
  from store_listing l
  where l.account_id = %(account)s and l.title <> ''
    and not exists (select from store_listingcomponent c where c.listing_id = l.id)
), goods as (
  select s.id as sku_id, lower(regexp_replace(s.title || s.variant, '\\s', '', 'g')) as word from store_sku s
  where not exists (
    select from store_listingcomponent c join store_listing l on l.id = c.listing_id
    where c.sku_id = s.id and l.account_id = %(account)s)
)
select min(w.listing_id), min(g.sku_id) from words w join goods g using (word)
group by w.word having count(distinct w.listing_id) = 1 and count(distinct g.sku_id) = 1
order by 1
"""
