"""要対応: reading, trying again, settling."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from ichigen.api.access import ApiRequest, Bearer
from ichigen.api.fields import Body, Id, Sentence
from ichigen.api.once import once
from ichigen.api.paging import ListQuery, cursor_of, link_next, read_page
from ichigen.api.problems import Problem
from ichigen.domain.api_scopes import Scope
from ichigen.services.feeds.worklist import ItemOut, item_out, item_page
from ichigen.services.settle import retry_item, settle_item

router = Router(tags=["worklist"])


class WorklistQuery(ListQuery):
    """The parameters of the worklist."""

    state: Annotated[Literal["open", "closed"] | None, Field(description="Only open or only closed items.")] = None


class Item(Schema):
    """Something to settle. `code` is for programs; title, cause and action are sentences for people."""

    id: int
    code: str
    urgent: bool
    title: str
    cause: str
    action: str
    account_id: int | None
    order_id: int | None
    sku_id: int | None
    listing_id: int | None
    retryable: bool
    opened_at: datetime
    closed_at: datetime | None
    resolution: str
    updated_at: datetime


class ItemPage(Schema):
    """A page of items."""

    items: list[Item]
    next_cursor: str | None
    synced_until: datetime


class Nothing(Body):
    """`{}`: there is nothing to say."""


class Closing(Body):
    """How it was settled."""

    reason: Sentence


class ItemState(Schema):
    """The item after the change; what was retried closes by itself when it succeeds."""

    item_id: int
    open: bool


LIST = Bearer(Scope.WORKLIST_READ, frozenset(WorklistQuery.model_fields))
READ = Bearer(Scope.WORKLIST_READ)
WRITE = Bearer(Scope.WORKLIST_WRITE)


@router.get("/worklist", response=ItemPage, auth=LIST)
def list_items(request: ApiRequest, response: HttpResponse, query: Query[WorklistQuery]) -> dict[str, object]:
    """Items, open and closed."""
    wanted = None if query.state is None else query.state == "open"
    page = read_page(query, "worklist", lambda position, limit: item_page(position, limit, wanted))
    cursor = cursor_of(page.after, "worklist")
    link_next(request, response, cursor)
    return {"items": [_item(found) for found in page.things], "next_cursor": cursor, "synced_until": page.until}


@router.get("/worklist/{item_id}", response=Item, auth=READ)
def get_item(request: ApiRequest, item_id: Id) -> dict[str, object]:
    """One item."""
    return _item(_existing(item_id))


@router.post("/worklist/{item_id}/retry", response={200: ItemState}, auth=WRITE)
@once(200)
def retry(request: ApiRequest, item_id: Id, body: Nothing) -> ItemState:
    """Have the one thing behind the item tried again."""
    _existing(item_id)
    refusal = retry_item(item_id, request.auth.actor_id)
    if refusal is not None:
        raise Problem("conflict", code=refusal.code, detail=refusal.message)
    return _state(item_id)


@router.post("/worklist/{item_id}/close", response={200: ItemState}, auth=WRITE)
@once(200)
def close(request: ApiRequest, item_id: Id, body: Closing) -> ItemState:
    """Settle the item, with what was done."""
    if _existing(item_id).row.closed_at is not None:
        raise Problem("conflict", code="item_closed", detail="この項目はすでに対応済みです。")
    settle_item(item_id, body.reason, request.auth.actor_id)
    return _state(item_id)


def _existing(item_id: int) -> ItemOut:
    found = item_out(item_id)
    if found is None:
        raise Problem("not-found")
    return found


def _state(item_id: int) -> ItemState:
    return ItemState(item_id=item_id, open=_existing(item_id).row.closed_at is None)


def _item(found: ItemOut) -> dict[str, object]:
    row = found.row
    return {
        "id": row.id,
        "code": row.code,
        "urgent": row.urgent,
        "title": _told(row.title),
        "cause": _told(row.cause),
        "action": _told(row.action),
        "account_id": row.account_id,
        "order_id": row.order_id,
        "sku_id": row.sku_id,
        "listing_id": row.listing_id,
        "retryable": row.retryable,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "resolution": row.resolution,
        "updated_at": found.updated_at,
    }


def _told(text: str) -> str:
    """In the language of the request; composed sentences stay Japanese."""
    return gettext(text) if text else ""
