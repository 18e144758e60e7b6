"""Bulk writes of stock on their way: what was handed in, and what the mall may still set (design: stock 4, ADR 0019)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.stock_writing import SET_HIGH, SET_LOW, TAKEN, lock_rows


class StockTicket(models.Model):
    """Rows handed in together. `ticket`: what the mall calls them, empty until it answered; `codes`: of the listings.

    `ask_at`: when the report is asked for next; of a refused one, until when no other is tried. `done_at` None: still open.
    """

    class Outcome(models.TextChoices):
        REPORTED = "reported", "報告を受けた"
        GIVEN_UP = "given_up", "報告が届かない"
        UNKNOWN = "unknown", "届いたか分からない"
        REFUSED = "refused", "受け付けられなかった"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.CharField(max_length=200, blank=True)
    codes = ArrayField(models.TextField())
    sent_at = models.DateTimeField()
    ask_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        indexes = (models.Index(fields=("account", "-id"), name="ticket_account"),)
        constraints = (
            models.UniqueConstraint(
                fields=("account",), condition=Q(done_at__isnull=True, outcome=""), name="ticket_one_open"
            ),
        )


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that is due; `ticket` empty: the mall never named it to us; `over`: nothing more is waited for."""

    id: int
    ticket: str
    over: bool


#: One bulk write of an account at a time, and none for a while after one that was not taken; enough rows must wait.
MAY_HAND_IN = """
select not exists (
    select from store_stockticket t where t.account_id = %(account)s
      and ((t.done_at is null and t.outcome = '') or (t.outcome = 'refused' and t.ask_at > clock_timestamp())))
  and (select count(*) from (
    select from store_listingmark m join store_listing l on l.id = m.listing_id
    where m.account_id = %(account)s and m.dirty and not l.sending and l.bulk_quantity is null
      and (l.not_before is null or l.not_before <= now()) and l.expected_low = l.expected_quantity
    limit %(rows)s) w) >= %(rows)s
"""

#: Committed together with the rows that are about to leave, so that a crash loses none of them.
OPEN = """
insert into store_stockticket (account_id, ticket, codes, sent_at, ask_at, outcome)
values (%(account)s, '', %(codes)s::text[], clock_timestamp(), clock_timestamp() + %(give_up)s::interval, '')
returning id
"""

NAME = """
update store_stockticket set ticket = %(ticket)s, ask_at = clock_timestamp() + %(ask)s::interval where id = %(id)s
"""

#: The mall has the rows and may set them at any moment until the report: both numbers are possible, and a reading would
#: take the old one for the end of it.
HAND_IN = f"""
{TAKEN}
update store_listing l set sending = false, bulk_quantity = l.sent_quantity,
  sent_at = clock_timestamp(), expected_low = least(l.expected_low, {SET_LOW}),
  expected_quantity = greatest(l.expected_quantity, {SET_HIGH}),
  read_due_at = null, read_not_before = clock_timestamp() + %(give_up)s::interval
from lk where l.id = lk.id
"""

CODES = "select codes from store_stockticket where id = %(id)s"

#: Nothing of it reached the mall.
REFUSED = """
update store_stockticket set outcome = 'refused', done_at = clock_timestamp(), ask_at = %(until)s where id = %(id)s
"""

#: The mall may have taken it and never named it: nobody can be asked. It keeps no other bulk write waiting.
LOST = """
update store_stockticket set outcome = 'unknown'
where account_id = %(account)s and done_at is null and ticket = '' and outcome = ''
"""

#: Asked for again later whatever comes of this time.
NEXT = """
update store_stockticket t set ask_at = clock_timestamp() + %(ask)s::interval
where t.id = (
  select o.id from store_stockticket o
  where o.account_id = %(account)s and o.done_at is null and o.ask_at <= clock_timestamp() order by o.id limit 1)
returning t.id, t.ticket, t.sent_at + %(give_up)s::interval <= clock_timestamp()
"""

#: What the report says proves no number: every row is read once the mall shows it. The number of the bulk write is one of
#: those possible until then, whatever was written or sold meanwhile. Rows that were lost may be in another ticket by now,
#: whose end they wait for.
END_ROWS = """
update store_listing l set bulk_quantity = null,
  sent_at = case when l.bulk_quantity is null then l.sent_at else clock_timestamp() end,
  failures = case when l.code = any(%(accepted)s) then 0 else l.failures end,
  error_code = case when l.code = any(%(accepted)s) then '' else l.error_code end,
  error_message = case when l.code = any(%(accepted)s) then '' else l.error_message end,
  expected_low = least(l.expected_low, l.bulk_quantity), expected_quantity = greatest(l.expected_quantity, l.bulk_quantity),
  read_due_at = clock_timestamp() + %(settle)s::interval, read_not_before = null
where l.id in (
  select s.id from store_stockticket t, store_listing s join store_listingmark m on m.listing_id = s.id
  where t.id = %(id)s and s.account_id = t.account_id and s.code = any(t.codes)
    and (s.bulk_quantity is null) = (t.ticket = '')
  order by m.listing_id for no key update of m, s)
"""

END = "update store_stockticket set done_at = clock_timestamp(), outcome = %(outcome)s where id = %(id)s"

NEXT_ASK = """
select extract(epoch from min(ask_at) - clock_timestamp()) from store_stockticket
where account_id = %(account)s and done_at is null
"""

FORGET = "delete from store_stockticket where done_at < clock_timestamp() - make_interval(days => %(days)s)"


def may_hand_in(account_id: int, from_rows: int) -> bool:
    """True when a bulk write may begin."""
    row = run(MAY_HAND_IN, {"account": account_id, "rows": from_rows}).fetchone()
    return row is not None and bool(row[0])


def open_ticket(account_id: int, codes: Sequence[str], give_up_s: float) -> int:
    """Store that these rows are about to be handed in, and return the row's id."""
    row = run(OPEN, {"account": account_id, "codes": list(codes), "give_up": f"{give_up_s} seconds"}).fetchone()
    assert row is not None  # an insert that returns
    return int(row[0])


def next_ticket(account_id: int, ask_every_s: float, give_up_s: float) -> OpenTicket | None:
    """Return a ticket whose report is due, having put its next time off; None when there is none."""
    values = {"account": account_id, "ask": f"{ask_every_s} seconds", "give_up": f"{give_up_s} seconds"}
    row = run(NEXT, values).fetchone()
    return None if row is None else OpenTicket(row[0], row[1], row[2])


def lock_ticket_rows(account_id: int, ticket: OpenTicket) -> None:
    """Lock the listings of a ticket by id: its report is settled in more than one statement."""
    row = run(CODES, {"id": ticket.id}).fetchone()
    assert row is not None  # a ticket that is open is not forgotten
    lock_rows(account_id, row[0])


def end_ticket(ticket: OpenTicket, outcome: str, accepted: Collection[str], settle_s: float) -> None:
    """End a ticket: its rows are read."""
    run(END_ROWS, {"id": ticket.id, "accepted": list(accepted), "settle": f"{settle_s} seconds"})
    run(END, {"id": ticket.id, "outcome": outcome})


def next_ask_s(account_id: int) -> float | None:
    """Return the seconds until a report is due; None without an open ticket."""
    row = run(NEXT_ASK, {"account": account_id}).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def refuse_ticket(ticket_id: int, until: datetime) -> None:
    """Nothing was handed in; no other is tried before `until`."""
    run(REFUSED, {"id": ticket_id, "until": until})


def forget_tickets(days: int) -> None:
    """Remove what ended longer ago than this."""
    run(FORGET, {"days": days})
