"""Steps of write-backs in SQL: which are due, and each move of one step."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from ichigen.domain.json import JsonObject
from ichigen.store.hot import run


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step whose turn has come, with the stored snapshot of its order.

    `intent`: what its write-back wants; `status_phase`: phase of the order's status, which a person may have set;
    `answer`, `earlier`: what the mall answered to this step and to those before it.
    """

    id: int
    write_back_id: int
    intent_kind: str
    kind: str
    label: str
    payload: dict[str, Any]
    wait_s: float
    guarded: bool
    state: str
    attempts: int
    sent_at: datetime | None
    accepted_at: datetime | None
    misses: int
    superseded: bool
    order_id: int
    number: str
    snapshot: dict[str, Any]
    snapshot_at: datetime
    status_phase: str = "ready"
    answer: dict[str, Any] = field(default_factory=dict)
    earlier: dict[str, Any] = field(default_factory=dict)
    intent: dict[str, Any] = field(default_factory=dict)


#: Where the JSON columns stand in a row of DUE; Django's connection hands them over as text.
JSON_AT = (5, 16, 19, 20, 21)

#: What was sent is proved, and what a person did to one order is sent, before the next status of a long run begins.
DUE = """
select p.id, w.id, w.kind, p.kind, p.label, p.payload, p.wait_s, p.guarded, p.state, p.attempts, p.sent_at,
  p.accepted_at, p.misses, p.superseded, o.id, o.number,
  o.snapshot, greatest(o.read_at, o.snapshot_at), t.phase, p.answer, (
    select coalesce(jsonb_object_agg(said.key, said.value order by e.position), '{}')
    from store_writebackstep e, jsonb_each(e.answer) said
    where e.write_back_id = p.write_back_id and e.position < p.position), w.intent
from store_writebackstep p
join store_writeback w on w.id = p.write_back_id and w.state = 'open'
join store_order o on o.id = w.order_id
join store_status t on t.id = o.status_id
where p.account_id = %(account)s and p.state in ('planned', 'sending', 'unknown')
  and (p.not_before is null or p.not_before <= clock_timestamp())
  and (p.earliest is null or p.earliest <= clock_timestamp())
  and not exists (
    select from store_writebackstep e
    where e.write_back_id = p.write_back_id and e.position < p.position and e.state <> 'confirmed')
order by (w.kind = 'status' and p.state = 'planned' and p.not_before is null), p.not_before nulls first, p.id
limit %(limit)s
"""

NEXT_DUE = """
select extract(epoch from min(greatest(p.not_before, p.earliest, clock_timestamp())) - clock_timestamp())
from store_writebackstep p join store_writeback w on w.id = p.write_back_id and w.state = 'open'
where p.account_id = %(account)s and p.state in ('planned', 'sending', 'unknown')
  and not exists (
    select from store_writebackstep e
    where e.write_back_id = p.write_back_id and e.position < p.position and e.state <> 'confirmed')
"""

SENDING = """
update store_writebackstep set state = 'sending', attempts = attempts + 1, sent_at = clock_timestamp(), accepted_at = null,
  error_code = '', error_message = '', misses = 0
where id = %(id)s and state = 'planned' and not superseded returning id
"""

#: Accepted or unanswered: either way only re-reading says whether it is done.
SENT = """
update store_writebackstep set state = 'unknown', accepted_at = case when %(accepted)s then clock_timestamp() end,
  not_before = clock_timestamp() + make_interval(secs => %(wait)s), error_code = %(code)s, error_message = %(message)s,
  answer = case when %(accepted)s then %(answer)s::jsonb else answer end
where id = %(id)s and state = 'sending'
"""

#: An attempt that surely did nothing is not counted: `attempts` is how often the mall may have got the request.
BACK_TO_PLANNED = """
update store_writebackstep set state = 'planned', not_before = clock_timestamp(),
  attempts = case when %(unsent)s then greatest(attempts - 1, 0) else attempts end,
  error_code = %(code)s, error_message = %(message)s
where id = %(id)s and state in ('planned', 'sending', 'unknown')
"""

POSTPONE = "update store_writebackstep set not_before = %(until)s where id = %(id)s"

MISSED = "update store_writebackstep set not_before = %(until)s, misses = misses + 1 where id = %(id)s"

CONFIRM = """
with done as (
  update store_writebackstep set state = 'confirmed', confirmed_at = clock_timestamp(), proof = %(proof)s, not_before = null,
    error_code = '', error_message = ''
  where id = %(id)s and state in ('planned', 'sending', 'unknown') returning write_back_id, position
), next as (
  update store_writebackstep n set not_before = clock_timestamp() + make_interval(secs => n.wait_s)
  from done where n.write_back_id = done.write_back_id and n.position = done.position + 1 and n.state = 'planned'
)
update store_writeback w set state = 'done', finished_at = clock_timestamp()
from done where w.id = done.write_back_id
  and not exists (select from store_writebackstep s where s.write_back_id = w.id and s.position > done.position)
returning w.order_id
"""

REFUSE = """
with step as (
  update store_writebackstep set state = 'refused', error_code = %(code)s, error_message = %(message)s, proof = %(proof)s
  where id = %(id)s and state in ('planned', 'sending', 'unknown') returning write_back_id
)
update store_writeback w set state = 'failed' from step where w.id = step.write_back_id returning w.order_id
"""


#: Nothing to do any more: no person has to act.
DROP = """
with step as (
  update store_writebackstep set state = 'refused', error_code = %(code)s, error_message = %(message)s
  where id = %(id)s returning write_back_id
)
update store_writeback w set state = 'dropped', finished_at = clock_timestamp() from step where w.id = step.write_back_id
"""


#: A later change of the same order takes its place: what was not begun is left out, what is in doubt is still proved.
LEAVE_OUT = "delete from store_writebackstep where write_back_id = %(id)s and state = 'planned' and attempts = 0"

SUPERSEDE = "update store_writebackstep set superseded = true where write_back_id = %(id)s and state <> 'confirmed'"

#: By hand: what was confirmed stays confirmed, nothing else is sent.
DROP_ALL = """
update store_writebackstep set state = 'refused', error_code = 'dropped', error_message = %(message)s, not_before = null
where write_back_id = %(id)s and state <> 'confirmed'
"""

#: A request that may have reached the mall and was not settled yet.
IN_DOUBT = """
select exists (
  select from store_writebackstep
  where write_back_id = %(id)s and (state in ('sending', 'unknown') or (state = 'planned' and attempts > 0)))
"""

LOCK_STEPS = "select id from store_writebackstep where write_back_id = %(id)s order by id for no key update"


def due(account_id: int, limit: int) -> list[DueStep]:
    """Return the steps to carry now, the longest waiting first."""
    rows = run(DUE, {"account": account_id, "limit": limit}).fetchall()
    return [DueStep(*(json.loads(value) if at in JSON_AT else value for at, value in enumerate(row))) for row in rows]


def next_due_s(account_id: int) -> float | None:
    """Seconds until the next step may be carried; None when there is none."""
    row = run(NEXT_DUE, {"account": account_id}).fetchone()
    return None if row is None or row[0] is None else max(0.0, float(row[0]))


def mark_sending(step_id: int) -> bool:
    """Commit the attempt before the request leaves; False when the step is no longer planned."""
    return run(SENDING, {"id": step_id}).fetchone() is not None


def mark_sent(
    step_id: int, *, accepted: bool, wait_s: float, code: str = "", message: str = "", answer: JsonObject | None = None
) -> None:
    """The request left; `wait_s` until it is worth reading the order again; `answer`: what the mall said, if it did."""
    run(
        SENT,
        {
            "id": step_id,
            "accepted": accepted,
            "wait": wait_s,
            "code": code[:100],
            "message": message[:500],
            "answer": Jsonb(dict(answer or {})),
        },
    )


def mark_planned(step_id: int, *, unsent: bool, code: str = "", message: str = "") -> None:
    """Not done: it may be sent now. `unsent`: by the nature of the fault, not because a reading did not show it."""
    run(BACK_TO_PLANNED, {"id": step_id, "unsent": unsent, "code": code[:100], "message": message[:500]})


def postpone(step_id: int, until: datetime) -> None:
    """Not an error: the mall refuses changes until then."""
    run(POSTPONE, {"id": step_id, "until": until})


def miss(step_id: int, until: datetime) -> None:
    """The mall did not return the order; it is read again at `until`."""
    run(MISSED, {"id": step_id, "until": until})


def confirm(step_id: int, proof: dict[str, Any]) -> int | None:
    """The mall was seen to have it; return the order's id when the whole write-back is done now."""
    row = run(CONFIRM, {"id": step_id, "proof": Jsonb(proof)}).fetchone()
    return None if row is None else int(row[0])


def drop(step_id: int, code: str, message: str) -> None:
    """The step has lost its purpose."""
    run(DROP, {"id": step_id, "code": code, "message": message[:500]})


def refuse(step_id: int, code: str, message: str, proof: dict[str, Any]) -> bool:
    """The mall said no: a person must act. False when somebody else settled the step meanwhile."""
    params = {"id": step_id, "code": code[:100], "message": message[:500], "proof": Jsonb(proof)}
    return run(REFUSE, params).fetchone() is not None


def lock_steps(write_back_id: int) -> None:
    """Hold the steps of a write-back until the end of the transaction: none is sent meanwhile."""
    run(LOCK_STEPS, {"id": write_back_id})


def in_doubt(write_back_id: int) -> bool:
    """True while a request of the write-back may be carried out, or was not proved yet."""
    row = run(IN_DOUBT, {"id": write_back_id}).fetchone()
    return row is not None and bool(row[0])


def supersede(write_back_id: int) -> None:
    """Nothing is begun any more of a write-back of which a request is in doubt, and that request is not sent again."""
    run(LEAVE_OUT, {"id": write_back_id})
    run(SUPERSEDE, {"id": write_back_id})


def drop_all(write_back_id: int, message: str) -> None:
    """Nothing of this write-back is sent any more."""
    run(DROP_ALL, {"id": write_back_id, "message": message[:500]})
