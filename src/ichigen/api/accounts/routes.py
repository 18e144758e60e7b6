"""Accounts: health and readiness, read only."""

from datetime import datetime
from typing import Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema

from ichigen.api.access import ApiRequest, Bearer
from ichigen.api.fields import Id
from ichigen.api.paging import ListQuery, cursor_of, link_next, read_page
from ichigen.api.problems import Problem
from ichigen.domain.api_scopes import Scope
from ichigen.services.feeds.accounts import AccountOut, account_out, account_page

router = Router(tags=["accounts"])
READ = Bearer(Scope.ACCOUNTS_READ)
LIST = Bearer(Scope.ACCOUNTS_READ, frozenset(ListQuery.model_fields))


class Readiness(Schema):
    """Whether stock sync runs or could be started; `code` and `message` say what is missing."""

    ready: bool
    code: str
    message: str


class Account(Schema):
    """An account. `mode`: reading, live or disabled; `health`: unchecked, ok or dead. `pending` = listings whose number is
    not on the mall yet, `waiting_for` why. `credentials_end_at` is the soonest known end of a credential."""

    id: int
    label: str
    mall: str
    mall_label: str
    mode: Literal["reading", "live", "disabled"]
    health: Literal["unchecked", "ok", "dead"]
    health_message: str
    trouble: str
    readiness: Readiness
    pending: int
    waiting_for: str
    orders_read_at: datetime | None
    stock_written_at: datetime | None
    retry_at: datetime | None
    checked_at: datetime | None
    started_at: datetime | None
    credentials_end_at: datetime | None
    updated_at: datetime


class AccountPage(Schema):
    """A page of accounts."""

    items: list[Account]
    next_cursor: str | None
    synced_until: datetime


@router.get("/accounts", response=AccountPage, auth=LIST)
def list_accounts(request: ApiRequest, response: HttpResponse, query: Query[ListQuery]) -> dict[str, object]:
    """Accounts. `updated_at` moves with their settings and health, not with every call to the mall."""
    page = read_page(query, "accounts", account_page)
    cursor = cursor_of(page.after, "accounts")
    link_next(request, response, cursor)
    return {
        "items": [_account(found) for found in page.things],
        "next_cursor": cursor,
        "synced_until": page.until,
    }


@router.get("/accounts/{account_id}", response=Account, auth=READ)
def get_account(request: ApiRequest, account_id: Id) -> dict[str, object]:
    """One account."""
    found = account_out(account_id)
    if found is None:
        raise Problem("not-found")
    return _account(found)


def _account(found: AccountOut) -> dict[str, object]:
    health = found.health
    return {
        "id": health.id,
        "label": health.label,
        "mall": health.mall.id,
        "mall_label": health.mall.label,
        "mode": health.mode,
        "health": health.health,
        "health_message": health.health_message,
        "trouble": health.trouble,
        "readiness": found.readiness,
        "pending": health.pending,
        "waiting_for": health.why,
        "orders_read_at": health.intake_at,
        "stock_written_at": health.stock_at,
        "retry_at": health.retry_at,
        "checked_at": found.checked_at,
        "started_at": found.started_at,
        "credentials_end_at": found.expiry.at if found.expiry else None,
        "updated_at": found.updated_at,
    }
