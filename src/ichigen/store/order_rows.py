"""What one page of 受注一覧 shows, in one statement whatever its length."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString, NamedTuple

from ichigen.store.hot import run


class StoredRow(NamedTuple):
    """An order as the list shows it, in the order of the columns of `ROWS`. Labels: (id, name, tone) as parallel lists.

    `number` is what people call the order, which on some malls is not the number it has there. `buyer`, `ship_to`: the parties of
    its snapshot as JSON text.
    """

    id: int
    number: str
    ordered_at: datetime
    mall_state: str
    buyer_name: str
    prefecture: str
    total: int | None
    phase: str
    paid: bool
    pay_before_shipping: bool
    payment_method: str
    delivery_method: str
    unresolved: bool
    confirmable: bool
    account: str
    mall_id: str
    status: str
    tone: str
    holds: list[str]
    withheld: str
    note: bool
    memo: str
    title: str
    code: str
    lines: int
    pieces: int
    carrier: str
    tracking: str
    write_back: str
    worklist: bool
    bundle: int
    parent: str
    children: list[str]
    label_ids: list[int]
    label_names: list[str]
    label_tones: list[str]
    account_id: int
    buyer: str
    ship_to: str


#: A line shows the code by which people know the goods; a mall's technical key only where it tells no other.
#: `bundle`: how many open orders go to the same person and address as an open one, itself included;
#: 0 for a 親注文 or 子注文, which are in one parcel already. `parent`, `children`: what people call those orders.
ROWS: LiteralString = """
select o.id, coalesce(o.snapshot ->> 'name', o.number), o.ordered_at, o.mall_state, o.buyer_name, o.prefecture, o.total,
  o.phase, o.paid,
  o.pay_before_shipping, o.payment_method, o.delivery_method, o.unresolved, o.confirmable,
  a.label, a.mall_id, st.name, st.tone,
  array(select jsonb_array_elements_text(o.snapshot -> 'holds')),
  coalesce(o.snapshot ->> 'withheld', case when o.snapshot ->> 'ship_to' is null then 'anonymous' else '' end),
  coalesce(s.has_note, false), coalesce(m.text, ''),
  coalesce(ln.title[1], ''), coalesce(ln.code[1], ''), coalesce(ln.n, 0), coalesce(ln.pieces, 0),
  coalesce(p.carrier, ''), coalesce(p.tracking_number, ''), coalesce(w.state, ''),
  exists (select from store_worklistitem i where i.order_id = o.id and i.closed_at is null),
  case when s.ship_key is null or o.phase not in ('new', 'unpaid', 'ready', 'held')
    or o.parent_id is not null or ch.numbers is not null then 0 else (
    select count(*) from store_ordersearch t join store_order also on also.id = t.order_id
    where t.ship_key = s.ship_key and also.phase in ('new', 'unpaid', 'ready', 'held')) end,
  coalesce(up.snapshot ->> 'name', up.number, ''), coalesce(ch.numbers, '{}'),
  coalesce(lb.ids, '{}'), coalesce(lb.names, '{}'), coalesce(lb.tones, '{}'),
  o.account_id, coalesce((o.snapshot -> 'buyer')::text, 'null'), coalesce((o.snapshot -> 'ship_to')::text, 'null')
from unnest(%(ids)s::bigint[]) with ordinality as wanted (id, place)
join store_order o on o.id = wanted.id
join store_account a on a.id = o.account_id
join store_status st on st.id = o.status_id
left join store_ordersearch s on s.order_id = o.id
left join store_order up on up.id = o.parent_id
left join store_ordermemo m on m.order_id = o.id
left join lateral (
  select array_agg(l.title order by l.id) as title, count(*)::int as n,
    array_agg(coalesce(nullif(l.match_codes ->> 0, ''), l.listing_code) order by l.id) as code,
    sum(l.quantity)::int as pieces
  from store_orderline l where l.order_id = o.id and l.quantity > 0) ln on true
left join lateral (
  select array_agg(coalesce(c.snapshot ->> 'name', c.number) order by c.id) as numbers
  from store_order c where c.parent_id = o.id) ch on true
left join lateral (
  select h.carrier, h.tracking_number from store_shipment h where h.order_id = o.id order by h.id desc limit 1) p on true
left join lateral (
  select b.state from store_writeback b where b.order_id = o.id order by b.id desc limit 1) w on true
left join lateral (
  select array_agg(k.id order by k.name) as ids, array_agg(k.name order by k.name) as names,
    array_agg(k.tone order by k.name) as tones
  from store_orderlabel ol join store_label k on k.id = ol.label_id where ol.order_id = o.id) lb on true
order by wanted.place
"""


def rows_of(order_ids: Sequence[int]) -> list[StoredRow]:
    """Return the rows of these orders, in this order."""
    return [StoredRow(*row) for row in run(ROWS, {"ids": list(order_ids)})]
