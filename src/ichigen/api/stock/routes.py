"""Reading stock, adjusting it, letting held units go. There is no way to set a quantity."""

from collections.abc import Mapping

from django.http import HttpResponse
from ninja import Query, Router

from ichigen.api.access import ApiRequest, Bearer
from ichigen.api.fields import Id
from ichigen.api.once import once
from ichigen.api.paging import ListQuery, cursor_of, link_next, read_page
from ichigen.api.problems import Problem
from ichigen.api.stock import shapes
from ichigen.api.validation import refused
from ichigen.domain.api_scopes import Scope
from ichigen.services.feeds.skus import (
    location_id,
    locations,
    reservation_exists,
    reservations_of,
    sku_out,
    sku_page,
)
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.release import release_reservation

router = Router(tags=["stock"])
READ = Bearer(Scope.STOCK_READ)
WRITE = Bearer(Scope.STOCK_WRITE)

#: Refusals that are about one value of the body; `sku_unknown` is about the address, all others about the state.
AT: Mapping[str, str] = {
    "reason_missing": "#/reason",
    "reason_too_long": "#/reason",
    "too_many": "#/delta",
    "location_unknown": "#/location",
}


@router.get("/skus", response=shapes.SkuPage, auth=Bearer(Scope.STOCK_READ, frozenset(ListQuery.model_fields)))
def list_skus(request: ApiRequest, response: HttpResponse, query: Query[ListQuery]) -> dict[str, object]:
    """SKUs with their levels and listings."""
    page = read_page(query, "skus", sku_page)
    cursor = cursor_of(page.after, "skus")
    link_next(request, response, cursor)
    return {"items": page.things, "next_cursor": cursor, "synced_until": page.until}


@router.get("/skus/{sku_id}", response=shapes.Sku, auth=READ)
def get_sku(request: ApiRequest, sku_id: Id) -> object:
    """One SKU."""
    return _found(sku_out(sku_id))


@router.get("/skus/{sku_id}/reservations", response=shapes.Reservations, auth=READ)
def list_reservations(request: ApiRequest, sku_id: Id) -> dict[str, object]:
    """What holds units of a SKU now."""
    _found(sku_out(sku_id))
    return {"items": reservations_of(sku_id)}


@router.get("/locations", response=shapes.Locations, auth=READ)
def list_locations(request: ApiRequest) -> dict[str, object]:
    """Shops and warehouses."""
    return {"items": locations()}


@router.post("/skus/{sku_id}/adjustments", response={201: shapes.Adjusted}, auth=WRITE)
@once(201)
def adjust(request: ApiRequest, sku_id: Id, body: shapes.Adjustment) -> shapes.Adjusted:
    """Change on_hand by a difference or to a counted number, with the reason."""
    change = body.change
    if change is None:
        raise refused("#/delta", "delta_or_counted", "delta と counted のどちらか一方を指定してください。")
    place = location_id(body.location)
    if place is None:
        raise refused("#/location", "location_unknown", "この店舗・倉庫は登録されていません。")
    try:
        moved = adjust_stock(sku_id, place, **change, reason=body.reason, actor_id=request.auth.actor_id)
    except StockRefused as refusal:
        raise _problem(refusal) from None
    return shapes.Adjusted(sku_id=sku_id, location=body.location, change=moved)


@router.post("/reservations/{reservation_id}/release", response={200: shapes.Released}, auth=WRITE)
@once(200)
def release(request: ApiRequest, reservation_id: Id, body: shapes.Release) -> shapes.Released:
    """Let all units of one reservation go."""
    if not reservation_exists(reservation_id):
        raise Problem("not-found")
    try:
        release_reservation(reservation_id, body.reason, request.auth.actor_id)
    except StockRefused as refusal:
        raise _problem(refusal) from None
    return shapes.Released(reservation_id=reservation_id)


def _found(thing: object) -> object:
    if thing is None:
        raise Problem("not-found")
    return thing


def _problem(refusal: StockRefused) -> Problem:
    if refusal.code == "sku_unknown":
        return Problem("not-found", code=refusal.code, detail=refusal.message)
    if refusal.code in AT:
        return refused(AT[refusal.code], refusal.code, refusal.message)
    return Problem("conflict", code=refusal.code, detail=refusal.message)
