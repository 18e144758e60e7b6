"""The orders of a stage as SQL: new ones, those that moved, and what they are found by (design: taking orders in)."""

from datetime import datetime

from ichigen.domain.phases import GONE, RANK, Phase
from ichigen.store.hot import run
from ichigen.store.intake import SHARE_ACCOUNT
from ichigen.store.phase_lists import quoted

_COLUMNS = """phase, mall_state, mark, ordered_at, digest, snapshot, buyer_name, prefecture, total, paid,
  pay_before_shipping, payment_method, delivery_method, confirmable, writable_from"""


def _rank(column: str) -> str:
    cases = " ".join(f"when '{phase.value}' then {rank}" for phase, rank in RANK.items())
    return f"(case {column} {cases} end)"


#: Orders never seen before. What is paid and waits for shipping begins with the account's own status (G3-05).
#: Over before 在庫連動を開始 = history: it never touches the ledger.
INSERT_ORDERS = f"""
with ins as (
  insert into store_order (account_id, number, {_COLUMNS}, status_id, status_by_hand, snapshot_at, read_at, unresolved,
    history, created_at, updated_at, shipped_at)
  select %(account)s, s.number, {", ".join("s." + c.strip() for c in _COLUMNS.split(","))}, coalesce(ls.id, st.id), false,
    %(requested)s, %(requested)s, false,
    s.phase in ({quoted(GONE | {Phase.CANCELLED})}) and s.ordered_at < coalesce(%(started)s::timestamptz, 'infinity'),
    clock_timestamp(), clock_timestamp(), case when s.phase in ({quoted(GONE)}) then clock_timestamp() end
  from stage_order s join store_status st on st.phase = s.phase and st.default
  left join store_status ls on ls.code = %(landing)s and s.phase = 'ready'
  where not exists (select from store_order o where o.account_id = %(account)s and o.number = s.number)
  order by s.number
  on conflict (account_id, number) do nothing
  returning id, number
)
update stage_order s set order_id = ins.id, is_new = true from ins where ins.number = s.number
"""

#: Known orders, locked; kept in the stage only where the snapshot is newer and says something else.
LOCK_KNOWN = """
with cur as materialized (
  select o.id, o.number, o.phase, o.digest, o.snapshot_at, o.read_at
  from store_order o
  where o.account_id = %(account)s and o.number in (select number from stage_order where order_id is null)
  order by o.id for no key update
)
update stage_order s set order_id = cur.id, old_phase = cur.phase, old_read_at = cur.read_at, is_new = false
from cur where cur.number = s.number and cur.digest <> s.digest and cur.snapshot_at < %(requested)s
"""

#: An order that was read and is unchanged only moves back in the re-reading queue.
TOUCH_UNCHANGED = """
update store_order set read_at = %(requested)s
where account_id = %(account)s and number in (select number from stage_order where order_id is null)
  and read_at < %(requested)s::timestamptz - interval '5 seconds'
"""

#: A mall's later state moves an order forward by phase only; a status set by hand stays until the phase changes to one
#: that is not its own: a 保留 of ours that the mall shows is no news.
UPDATE_ORDERS = f"""
with n as (
  select s.*, case when {_rank("s.phase")} >= {_rank("s.old_phase")} then s.phase else s.old_phase end as new_phase
  from stage_order s where not s.is_new
)
update store_order o set
  phase = n.new_phase,
  status_id = case when n.new_phase = o.phase or n.new_phase = cs.phase then o.status_id
    when n.new_phase = 'ready' and o.phase in ('unpaid', 'held') then coalesce(ls.id, st.id) else st.id end,
  status_by_hand = o.status_by_hand and (n.new_phase = o.phase or n.new_phase = cs.phase),
  mall_state = n.mall_state, mark = n.mark, digest = n.digest, snapshot = n.snapshot, buyer_name = n.buyer_name,
  prefecture = n.prefecture, total = n.total, paid = n.paid,
  pay_before_shipping = n.pay_before_shipping, payment_method = n.payment_method, delivery_method = n.delivery_method,
  confirmable = n.confirmable, writable_from = n.writable_from, snapshot_at = %(requested)s, read_at = %(requested)s,
  updated_at = clock_timestamp(),
  shipped_at = case when n.new_phase in ({quoted(GONE)}) then coalesce(o.shipped_at, clock_timestamp()) else o.shipped_at end
from n join store_status st on st.phase = n.new_phase and st.default
join store_order known on known.id = n.order_id join store_status cs on cs.id = known.status_id
left join store_status ls on ls.code = %(landing)s
where o.id = n.order_id
"""

#: What the orders are found by, in the same transaction.
SEARCH = """
insert into store_ordersearch as o (order_id, text, grams, status_id, ship_key, has_note)
select s.order_id, s.search_text, s.grams, known.status_id, s.ship_key, s.has_note
from stage_order s join store_order known on known.id = s.order_id order by s.order_id
on conflict (order_id) do update set
  text = excluded.text, grams = excluded.grams, ship_key = excluded.ship_key, has_note = excluded.has_note
where o.text <> excluded.text or o.ship_key is distinct from excluded.ship_key or o.has_note <> excluded.has_note
"""

#: The mall takes changes again (sooner than it had said): steps that only waited for that go now.
WRITABLE_AGAIN = """
update store_writebackstep p set not_before = clock_timestamp()
from store_writeback w join stage_order s on s.order_id = w.order_id
where p.write_back_id = w.id and p.state = 'planned' and p.wait_s = 0 and p.attempts = 0 and p.error_code = ''
  and p.not_before > clock_timestamp() and s.writable_from is null
returning p.id
"""


def store_orders(
    account_id: int, requested_at: datetime, started_at: datetime | None, staged: int, landing: str = ""
) -> tuple[int, int]:
    """Upsert the `staged` orders; return how many are new and changed. Unchanged ones leave the stage untouched.

    `landing`: code of the status that paid orders begin with; "" or unknown = the one of their phase.
    """
    run(SHARE_ACCOUNT, {"account": account_id})
    params = {"account": account_id, "requested": requested_at, "started": started_at, "landing": landing}
    new = run(INSERT_ORDERS, params).rowcount
    if new == staged:
        run(SEARCH)
        return new, 0
    changed = run(LOCK_KNOWN, params).rowcount
    if staged > new + changed:
        run(TOUCH_UNCHANGED, params)
        run("delete from stage_order where order_id is null")
    if changed:
        run(UPDATE_ORDERS, params)
    if new or changed:
        run(SEARCH)
    return new, changed


def release_waiting_steps() -> bool:
    """Let steps go that waited for the mall to take changes; True when there were any."""
    return run(WRITABLE_AGAIN).fetchone() is not None
