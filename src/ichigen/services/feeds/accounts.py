"""Accounts for other programs: how they are, whether 在庫連動 can start; never a credential."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.services.accounts.start import not_ready
from ichigen.services.clock import now
from ichigen.services.feeds.span import Page, Position, position_after, span_of
from ichigen.services.views.account_health import AccountHealth, Expiry, account_health
from ichigen.services.views.frame import writing
from ichigen.store import feeds
from ichigen.store.accounts import Account
from ichigen.store.feeds import Change


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether 在庫連動 runs or could be started; `code` and `message` say what is missing."""

    ready: bool
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class AccountOut:
    """One account. `pending` listings are not on the mall yet; `trouble` is empty when all is well."""

    health: AccountHealth
    readiness: Readiness
    checked_at: datetime | None
    started_at: datetime | None
    expiry: Expiry | None
    updated_at: datetime


def account_page(position: Position, limit: int) -> Page[AccountOut]:
    """Return one page of accounts."""
    found = feeds.accounts(span_of(position, limit))
    return Page(_accounts(found[:limit]), position_after(position, found, limit), position.until)


def account_out(account_id: int) -> AccountOut | None:
    """Return one account, None where there is none."""
    found = [change for change in feeds.accounts(feeds.just(account_id)) if change.id == account_id]
    return next(iter(_accounts(found)), None)


def _accounts(found: Sequence[Change]) -> tuple[AccountOut, ...]:
    health = {row.id: row for row in account_health(now(), writing().stopped_at is not None)}
    rows = Account.objects.defer("credentials", "tokens").in_bulk([change.id for change in found])
    return tuple(
        AccountOut(
            health=health[change.id],
            readiness=_readiness(rows[change.id]),
            checked_at=rows[change.id].checked_at,
            started_at=rows[change.id].started_at,
            expiry=health[change.id].expiry,
            updated_at=change.at,
        )
        for change in found
        if change.id in rows and change.id in health
    )


def _readiness(account: Account) -> Readiness:
    if account.mode == Account.Mode.LIVE:
        return Readiness(True, "", "")
    if account.health != Account.Health.OK:
        return Readiness(False, "not_checked", account.health_message)
    refusal = not_ready(account.pk)
    return Readiness(refusal is None, refusal.code if refusal else "", refusal.message if refusal else "")
