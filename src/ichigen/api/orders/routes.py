"""Orders: reading, shipping, cancelling."""

from django.http import HttpResponse
from ninja import Query, Router

from ichigen.api.access import ApiRequest, Bearer
from ichigen.api.fields import Id
from ichigen.api.once import once
from ichigen.api.orders import shapes
from ichigen.api.paging import cursor_of, link_next, read_page
from ichigen.api.problems import Problem
from ichigen.api.validation import refused
from ichigen.domain.api_scopes import Scope
from ichigen.domain.hours import JST
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.feeds.orders import OrderOut, order_out, order_page
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.ship import ship_order
from ichigen.services.orders.untold import is_untold

router = Router(tags=["orders"])
READ = Bearer(Scope.ORDERS_READ)
LIST = Bearer(Scope.ORDERS_READ, frozenset(shapes.OrderQuery.model_fields))
WRITE = Bearer(Scope.ORDERS_WRITE)


@router.get("/orders", response=shapes.OrderPage, auth=LIST)
def list_orders(request: ApiRequest, response: HttpResponse, query: Query[shapes.OrderQuery]) -> dict[str, object]:
    """Orders with lines, shipments and write-backs; with buyer and receiver where the token may see them."""
    page = read_page(
        query,
        "orders",
        lambda position, limit: order_page(
            position, limit, account_id=query.account_id, phase=query.phase, personal=_personal(request)
        ),
    )
    cursor = cursor_of(page.after, "orders")
    link_next(request, response, cursor)
    return {"items": page.things, "next_cursor": cursor, "synced_until": page.until}


@router.get("/orders/{order_id}", response=shapes.Order, auth=READ)
def get_order(request: ApiRequest, order_id: Id) -> OrderOut:
    """One order."""
    return _existing(order_id, personal=_personal(request))


@router.post("/orders/{order_id}/shipments", response={201: shapes.OrderState}, auth=WRITE)
@once(201)
def ship(request: ApiRequest, order_id: Id, body: shapes.Shipping) -> shapes.OrderState:
    """Record that the order was sent and have its mall told."""
    _existing(order_id)
    parcels = [_parcel(place, parcel) for place, parcel in enumerate(body.parcels)]
    return _state(order_id, ship_order(order_id, parcels, request.auth.actor_id))


@router.post("/orders/{order_id}/cancellation", response={201: shapes.OrderState}, auth=WRITE)
@once(201)
def cancel(request: ApiRequest, order_id: Id, body: shapes.Cancellation) -> shapes.OrderState:
    """Ask the mall to cancel; the units return when the mall shows it."""
    _existing(order_id)
    return _state(order_id, cancel_order(order_id, body.reason, body.detail, body.restock, request.auth.actor_id))


def _parcel(place: int, parcel: shapes.NewParcel) -> Parcel:
    if bool(parcel.number) == bool(parcel.reason):
        raise refused(
            f"#/parcels/{place}/tracking_number",
            "number_or_reason",
            "tracking_number と no_number_reason のどちらか一方を指定してください。",
        )
    shipped_on = parcel.shipped_on or now().astimezone(JST).date()
    return Parcel(parcel.carrier.value, parcel.number, shipped_on, parcel.reason)


def _personal(request: ApiRequest) -> bool:
    return request.auth.may(Scope.ORDERS_PERSONAL)


def _existing(order_id: int, *, personal: bool = False) -> OrderOut:
    found = order_out(order_id, personal=personal)
    if found is None:
        raise Problem("not-found")
    return found


def _state(order_id: int, refusal: GuardRefusal | None) -> shapes.OrderState:
    if refusal is not None:
        raise Problem("conflict", code=refusal.code, detail=refusal.message)
    order = _existing(order_id)
    return shapes.OrderState(
        order_id=order_id, phase=order.phase, status_code=order.status_code, mall_untold=is_untold(order_id)
    )
