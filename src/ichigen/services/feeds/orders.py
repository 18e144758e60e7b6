"""Orders for other programs; personal data only where it is asked for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ichigen.domain.orders import Party
from ichigen.domain.phases import Phase
from ichigen.domain.snapshots import order_from_json
from ichigen.services.feeds.span import Page, Position, position_after, span_of
from ichigen.store import feeds
from ichigen.store.feeds import Change
from ichigen.store.order_marks import short_orders
from ichigen.store.orders import Order, OrderLine, Shipment
from ichigen.store.write_backs import WriteBack


@dataclass(frozen=True, slots=True)
class LineOut:
    """明細; money in yen. `options` (名入れ and the like) is None without the right to personal data."""

    id: int
    listing_id: int | None
    listing_code: str
    title: str
    options: str | None
    quantity: int
    unit_price: int
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class ShipmentOut:
    """出荷 of one parcel."""

    carrier: str
    tracking_number: str
    no_number_reason: str
    shipped_on: date


@dataclass(frozen=True, slots=True)
class WriteBackOut:
    """What was written back to the mall: kind (confirm, ship, cancel) and state (open, done, failed, dropped)."""

    id: int
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class PersonalOut:
    """Who bought and who receives; None = unknown (匿名配送)."""

    buyer: Party | None
    ship_to: Party | None
    note: str


@dataclass(frozen=True, slots=True)
class OrderOut:
    """One order. `personal` is None without the right to it."""

    id: int
    number: str
    account_id: int
    mall: str
    phase: Phase
    status_code: str
    status: str
    mall_state: str
    ordered_at: datetime
    shipped_at: datetime | None
    total: int | None
    paid: bool
    pay_before_shipping: bool
    payment_method: str
    delivery_method: str
    shortage: bool
    unresolved: bool
    history: bool
    updated_at: datetime
    lines: tuple[LineOut, ...]
    shipments: tuple[ShipmentOut, ...]
    write_backs: tuple[WriteBackOut, ...]
    personal: PersonalOut | None


def order_page(
    position: Position, limit: int, *, account_id: int | None, phase: Phase | None, personal: bool
) -> Page[OrderOut]:
    """Return one page of orders; six queries whatever its size."""
    found = feeds.orders(span_of(position, limit), account_id, phase.value if phase else None)
    return Page(_orders(found[:limit], personal), position_after(position, found, limit), position.until)


def order_out(order_id: int, *, personal: bool) -> OrderOut | None:
    """Return one order, None where there is none."""
    found = [change for change in feeds.orders(feeds.just(order_id)) if change.id == order_id]
    return next(iter(_orders(found, personal)), None)


def _orders(found: Sequence[Change], personal: bool) -> tuple[OrderOut, ...]:
    ids = [change.id for change in found]
    rows = Order.objects.select_related("account", "status").defer("account__credentials", "account__tokens")
    if not personal:
        rows = rows.defer("snapshot", "buyer_name", "account__credentials", "account__tokens")
    orders = rows.in_bulk(ids)
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=ids).order_by("id"):
        lines[line.order_id].append(line)
    parcels: dict[int, list[ShipmentOut]] = defaultdict(list)
    for row in Shipment.objects.filter(order_id__in=ids).order_by("id"):
        parcels[row.order_id].append(
            ShipmentOut(row.carrier, row.tracking_number, row.no_number_reason, row.shipped_on)
        )
    backs: dict[int, list[WriteBackOut]] = defaultdict(list)
    for back in WriteBack.objects.filter(order_id__in=ids).order_by("id"):
        backs[back.order_id].append(WriteBackOut(back.pk, back.kind, back.state))
    short = short_orders()
    return tuple(
        _order(order, change.at, order.pk in short, lines[order.pk], parcels[order.pk], backs[order.pk], personal)
        for change in found
        if (order := orders.get(change.id))
    )


def _order(
    order: Order,
    at: datetime,
    short: bool,
    lines: Sequence[OrderLine],
    parcels: Sequence[ShipmentOut],
    backs: Sequence[WriteBackOut],
    personal: bool,
) -> OrderOut:
    return OrderOut(
        id=order.pk,
        number=order.number,
        account_id=order.account_id,
        mall=order.account.mall_id,
        phase=Phase(order.phase),
        status_code=order.status.code,
        status=order.status.name,
        mall_state=order.mall_state,
        ordered_at=order.ordered_at,
        shipped_at=order.shipped_at,
        total=order.total,
        paid=order.paid,
        pay_before_shipping=order.pay_before_shipping,
        payment_method=order.payment_method,
        delivery_method=order.delivery_method,
        shortage=short,
        unresolved=order.unresolved,
        history=order.history,
        updated_at=at,
        lines=tuple(_line(line, personal) for line in lines),
        shipments=tuple(parcels),
        write_backs=tuple(backs),
        personal=_personal(order) if personal else None,
    )


def _line(line: OrderLine, personal: bool) -> LineOut:
    return LineOut(
        line.pk,
        line.listing_id,
        line.listing_code,
        line.title,
        line.options if personal else None,
        line.quantity,
        line.unit_price,
        line.tax_rate,
    )


def _personal(order: Order) -> PersonalOut:
    told = order_from_json(order.snapshot)
    return PersonalOut(told.buyer, told.ship_to, told.note)
