"""Why is this not linked? Facts in, conditions out, in the order in which they must be mended (E2-01…E2-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from ichigen.domain.readiness_words import (
    DEAD,
    INTAKE_FAILING,
    INTAKE_NEVER,
    INTAKE_OFF,
    INTAKE_OFF_NEVER,
    NEVER_CHECKED,
    NO_EXPIRY,
    NOTHING_TO_BIND,
    STOCK_FAILING,
    WORDS,
    Fix,
)

#: Orders count as being taken in while the last complete intake is no older than this.
INTAKE_MAY_BE_OLD = timedelta(minutes=10)

Value: TypeAlias = "str | int | datetime | None"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: `label` names it, `reason` says how it stands (`values` fill its places), `fix` where to mend it."""

    code: str
    label: str
    met: bool
    reason: str
    fix: Fix
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is known of an account. `expires_at`: the soonest end of a credential; `missing`: functions that did not pass.

    `listings`, `bound`: how many codes the mall has, and how many of them have SKUs; `unopened`: SKUs the mall sells that
    were never opened, received or counted. `bad_lookbacks`: settings of how far to look back that cannot be used.
    `endless`: listings with SKUs that the mall goes on selling when nothing is left.
    `automatic`: 受注の自動取得; without it `intake_at` is the last intake that a person asked for.
    """

    now: datetime
    disabled: bool
    checked_at: datetime | None
    check_passed: bool
    missing: Sequence[str]
    dead: str
    expires_at: datetime | None
    intake_at: datetime | None
    intake_error: str
    catalogue_at: datetime | None
    listings: int
    bound: int
    unopened: int
    live: bool
    started_at: datetime | None
    writes_stopped_at: datetime | None
    braked_at: datetime | None
    bad_lookbacks: Sequence[str] = ()
    endless: int = 0
    automatic: bool = True


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What is known of one listing. `waiting_for`: what the account's stock loop said last, if it failed.

    `kept`: the goods lie in the mall's own warehouse. `endless`: the mall goes on selling them when nothing is left.
    """

    bound: bool
    exists_at: datetime | None
    on_sale: bool
    seen_at: datetime | None
    opened: bool
    error: str
    drift: bool
    provisional: int
    desired: int | None
    seen: int | None
    sending: bool
    confirmed_at: datetime | None
    waiting_for: str
    kept: bool = False
    endless: bool = False


def account_conditions(facts: AccountFacts) -> tuple[Condition, ...]:
    """Return the checklist of an account."""
    wrong = facts.bad_lookbacks
    lookback = (_condition("lookback", False, label="、".join(wrong)),) if wrong else ()
    return (
        *_connection(facts),
        *lookback,
        *_goods(facts),
        *_writing(facts),
        _brake(facts, facts.braked_at is not None),
    )


def listing_conditions(account: AccountFacts, listing: ListingFacts) -> tuple[Condition, ...]:
    """Return what must be true for one listing to be in step: its account's conditions, then its own.

    What the mall keeps in its own warehouse is never in step, whatever else is true.
    """
    if listing.kept:
        return (*_connection(account), *_of_listing(listing)[:3], _condition("ours", False))
    held = account.braked_at is not None and listing.desired == 0 and listing.seen != 0
    return (
        *_connection(account),
        *_of_listing(listing),
        *_writing(account),
        _brake(account, held),
        *_number(listing),
    )


def unlisted() -> Condition:
    """The condition of a SKU that no listing has."""
    return _condition("listed", False)


def _condition(code: str, met: bool, *, instead: str = "", fix: Fix | None = None, **values: Value) -> Condition:
    """A condition in its usual words, or in those of `instead`."""
    label, good, bad, usual = WORDS[code]
    return Condition(code, label, met, instead or (good if met else bad), fix or usual, values)


def _connection(facts: AccountFacts) -> tuple[Condition, ...]:
    checked = facts.check_passed and not facts.dead
    never = "" if facts.checked_at else NEVER_CHECKED
    expired = facts.expires_at is not None and facts.expires_at <= facts.now
    fresh = facts.intake_at is not None and facts.now - facts.intake_at <= INTAKE_MAY_BE_OLD
    return (
        _condition("linked", not facts.disabled),
        _condition(
            "checked",
            checked,
            instead="" if checked else DEAD if facts.dead else never,
            fix=Fix.CREDENTIALS if facts.dead else None,
            at=facts.checked_at,
            why=facts.dead,
        ),
        _condition(
            "functions",
            bool(facts.checked_at) and not facts.missing,
            instead=never,
            missing="、".join(facts.missing),
        ),
        _condition("credential", not expired, instead="" if facts.expires_at else NO_EXPIRY, until=facts.expires_at),
        _condition(
            "orders",
            fresh,
            instead=_no_orders(facts) if not fresh or not facts.automatic else "",
            fix=None if facts.automatic else Fix.ACCOUNT,
            at=facts.intake_at,
            why=facts.intake_error,
        ),
    )


def _no_orders(facts: AccountFacts) -> str:
    if facts.intake_error:
        return INTAKE_FAILING
    if facts.automatic:
        return "" if facts.intake_at else INTAKE_NEVER
    return INTAKE_OFF if facts.intake_at else INTAKE_OFF_NEVER


def _goods(facts: AccountFacts) -> tuple[Condition, ...]:
    nothing = "" if facts.listings else NOTHING_TO_BIND
    endless = (_condition("all_limited", False, n=facts.endless),) if facts.endless else ()
    return (
        _condition("catalogue", facts.catalogue_at is not None or facts.listings > 0, n=facts.listings),
        _condition("bound", 0 < facts.listings == facts.bound, instead=nothing, n=facts.bound, m=facts.listings),
        _condition("opened", facts.unopened == 0, n=facts.unopened),
        *endless,
    )


def _writing(facts: AccountFacts) -> tuple[Condition, ...]:
    return (
        _condition("started", facts.live, at=facts.started_at),
        _condition("writes", facts.writes_stopped_at is None, at=facts.writes_stopped_at),
    )


def _brake(facts: AccountFacts, pulled: bool) -> Condition:
    return _condition("brake", not pulled, at=facts.braked_at)


def _of_listing(facts: ListingFacts) -> tuple[Condition, ...]:
    return (
        _condition("bound_one", facts.bound),
        _condition("exists", facts.exists_at is not None, at=facts.exists_at),
        _condition("on_sale", facts.on_sale),
        *((_condition("limited", False),) if facts.endless and not facts.kept else ()),
        _condition("read", facts.seen_at is not None, at=facts.seen_at),
        _condition("opened_one", facts.opened),
    )


def _number(facts: ListingFacts) -> tuple[Condition, ...]:
    same = not facts.sending and facts.desired == facts.seen
    failing = STOCK_FAILING if facts.waiting_for and not same else ""
    return (
        _condition("accepted", not facts.error, why=facts.error),
        _condition("agreed", not facts.drift and not facts.provisional, n=facts.provisional),
        _condition("written", same, instead=failing, seen=facts.seen, desired=facts.desired, why=facts.waiting_for),
        _condition("confirmed", facts.confirmed_at is not None, at=facts.confirmed_at),
    )
