"""What is asked of the database right before a request, and written after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.store.accounts import MallCall
from ichigen.store.commits import forgettable
from ichigen.store.hot import run

STANDING = """
select s.lease, a.mode, i.kind, i.writes_stopped_at is not null
from store_loopstate s join store_account a on a.id = s.account_id
left join (select kind, writes_stopped_at from store_installation order by id limit 1) i on true
where s.id = %(state)s
"""

FORGET = "delete from store_mallcall where at < clock_timestamp() - make_interval(days => %(days)s)"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a request may go: newest lease, the account's mode, kind of installation, stop switch."""

    lease: int
    mode: str
    installation: str | None
    writes_stopped: bool


def standing(state_id: int) -> Standing | None:
    """Return how things stand now; None when the loop or its account is gone."""
    row = run(STANDING, {"state": state_id}).fetchone()
    return None if row is None else Standing(row[0], row[1], row[2], bool(row[3]))


def log_calls(calls: Sequence[MallCall]) -> None:
    """Write calls to the log; the last half second may be lost in a power cut."""
    with forgettable():
        MallCall.objects.bulk_create(calls)


def forget_calls(days: int) -> None:
    """Remove calls older than this."""
    run(FORGET, {"days": days})
