"""取込みの確認 in SQL: what every listing of an account would become, and where it needs a person (E2-07, E2-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ichigen.store.hot import run

#: Words are compared without blanks, width and case, codes without width and case.
_WORDS = "lower(regexp_replace(normalize({0}.title || {0}.variant, nfkc), '\\s', '', 'g'))"
_TITLE = "lower(regexp_replace(normalize({0}.title, nfkc), '\\s', '', 'g'))"
#: 「L / 黒」 and 「サイズ:L カラー:黒」 name the same choice: one has every word of the other.
_CHOICE = "array_remove(regexp_split_to_array(lower(normalize({0}.variant, nfkc)), '[\\s:/・,、]+'), '')"
_SAME_NAME = f"""({_WORDS.format("s")} = o.words or {_TITLE.format("s")} = {_TITLE.format("o")} and
  ({_CHOICE.format("s")} @> {_CHOICE.format("o")} or {_CHOICE.format("s")} <@ {_CHOICE.format("o")}))"""
_LOOSE = "upper(normalize({}, nfkc))"

#: `hit`: SKUs that have one of the listing's codes; `best`: its first code. `near`: where none has, SKUs with the same
#: code in other letters, the same JAN, or the same name. `taken`: another listing of the account sells that SKU already.
_PLAN = f"""
with l as materialized (
  select x.*, exists (select from store_listingcomponent c where c.listing_id = x.id) as bound,
    {_WORDS.format("x")} as words
  from store_listing x where x.account_id = %(account)s
), open as materialized (select * from l where not bound
), claim as (
  select match_code, count(*)::int as n from l where match_code <> '' and (bound or unbound_at is null) group by 1
), hit as materialized (
  select o.id, array_agg(distinct s.id order by s.id) as skus, bool_or(s.code = o.match_code) as best
  from open o
  cross join lateral (select o.match_code as code union select jsonb_array_elements_text(o.match_codes)) k
  join store_sku s on s.code = k.code
  where k.code <> '' group by o.id
), near as materialized (
  select id, array_agg(distinct sku_id order by sku_id) as skus from (
    select o.id, s.id as sku_id from open o join store_sku s on {_LOOSE.format("s.code")} = {_LOOSE.format("o.match_code")}
    where o.match_code <> ''
    union all select o.id, s.id from open o join store_sku s on s.jan = o.jan where o.jan <> ''
    union all select o.id, s.id from open o join store_sku s on {_WORDS.format("s")} = o.words where o.words <> ''
  ) n where not exists (select from hit where hit.id = n.id) group by id
), plan as materialized (
  select o.*, coalesce(claim.n, 0) as claims,
    coalesce(hit.skus, case when coalesce(claim.n, 0) < 2 then near.skus end, '{{}}') as skus,
    exists (
      select from store_listingcomponent c join store_listing t on t.id = c.listing_id
      where t.account_id = o.account_id and c.sku_id = any(hit.skus)) as taken,
    hit.best as best,
    hit.best and cardinality(hit.skus) = 1 and exists (
      select from store_sku s where s.id = hit.skus[1] and not {_SAME_NAME}) as other_name,
    hit.best and cardinality(hit.skus) = 1 and exists (
      select from store_listingcomponent c join store_listing t on t.id = c.listing_id
      where c.sku_id = hit.skus[1] and c.quantity = 1 and t.price <> o.price) as other_price
  from open o
  left join claim using (match_code)
  left join hit on hit.id = o.id
  left join near on near.id = o.id
), judged as materialized (
  select *, case
    when unbound_at is not null then 'left'
    when cardinality(skus) > 1 then 'several'
    when claims > 1 or taken then 'shared'
    when best and (other_name or other_price) then 'differs'
    when best then 'match'
    when cardinality(skus) = 1 then 'candidate'
    when match_code = '' or length(match_code) > 100 then 'no_code'
    else 'make' end as kind
  from plan
)
"""

COUNTS = (
    _PLAN
    + """
select kind, count(*)::int from judged group by kind
union all select 'done', count(*)::int from l where bound
union all select 'products', count(distinct j.product_code)::int from judged j
  where j.kind = 'make' and not exists (select from store_product p where p.code = left(j.product_code, 100))
"""
)

_FITS = """(%(kind)s = '' or kind = %(kind)s)
  and (%(text)s = '' or position(lower(%(text)s) in lower(code || ' ' || match_code || ' ' || title)) > 0)
"""

FITTING = f"{_PLAN} select count(*)::int from judged where {_FITS}"

ROWS = (
    _PLAN
    + f"""
select id, code, match_code, product_code, title, variant, jan, price, on_sale, seen_quantity, kind, claims,
  other_name, other_price,
  match_code <> '' and match_code !~ '^[A-Za-z0-9-]+$', skus
from judged
where (%(ids)s::bigint[] is null or id = any(%(ids)s)) and {_FITS}
order by match_code, code limit %(limit)s offset %(offset)s
"""
)

#: Two people who decide at the same time decide one after the other. No row of the account: the stock loop locks
#: listings before it.
LOCK = "select pg_advisory_xact_lock(1011, %(account)s::int)"


@dataclass(frozen=True, slots=True)
class Planned:
    """One listing without SKUs. `kind` as in `services.first_link.plan`; `odd_code`: against 半角英数字と「-」 (E2-16)."""

    listing_id: int
    code: str
    match_code: str
    product_code: str
    title: str
    variant: str
    jan: str
    price: int | None
    on_sale: bool
    seen: int | None
    kind: str
    claims: int
    other_name: bool
    other_price: bool
    odd_code: bool
    sku_ids: tuple[int, ...]


def lock(account_id: int) -> None:
    """Wait until nobody else decides for this account; until the end of the transaction."""
    run(LOCK, {"account": account_id})


def counts(account_id: int) -> dict[str, int]:
    """Return how many listings of each kind there are; `done`: those with SKUs, `products`: what would be made."""
    return dict(run(COUNTS, {"account": account_id}).fetchall())


def fitting(account_id: int, kind: str, text: str) -> int:
    """Return how many listings of one kind have the text in code or title."""
    row = run(FITTING, {"account": account_id, "kind": kind, "text": text}).fetchone()
    return int(row[0]) if row else 0


def rows(
    account_id: int,
    kind: str = "",
    text: str = "",
    limit: int | None = None,
    offset: int = 0,
    ids: Sequence[int] | None = None,
) -> list[Planned]:
    """Return listings of one kind (empty = all), by code; `ids`: only these."""
    values = {
        "account": account_id,
        "kind": kind,
        "text": text,
        "limit": limit,
        "offset": offset,
        "ids": None if ids is None else list(ids),
    }
    return [_planned(row) for row in run(ROWS, values).fetchall()]


def _planned(row: tuple[Any, ...]) -> Planned:
    *plain, claims, other_name, other_price, odd_code, sku_ids = row
    listing_id, code, match_code, product_code, title, variant, jan, price, on_sale, seen, kind = plain
    return Planned(
        listing_id, code, match_code, product_code, title, variant, jan, price, on_sale, seen, kind, claims,
        bool(other_name), bool(other_price), odd_code, tuple(sku_ids),
    )  # fmt: skip
