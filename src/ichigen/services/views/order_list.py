"""受注一覧: tabs with counts, one page of rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from ichigen.domain.phases import Phase
from ichigen.services.orders.take_in import search_key
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.store.orders import Order, OrderLine, Shipment, Status
from ichigen.store.write_backs import WriteBack

SORTS = {
    "-ordered_at": ("-ordered_at", "-id"),
    "ordered_at": ("ordered_at", "id"),
    "-total": ("-total", "-id"),
    "total": ("total", "id"),
}
DEFAULT_SORT = "-ordered_at"

OfOrder = TypeVar("OfOrder", OrderLine, Shipment, WriteBack)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list is narrowed to. `status` is a status code or empty for すべて; `text` words must all be found."""

    status: str = ""
    text: str = ""
    account_id: int | None = None
    sort: str = DEFAULT_SORT
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class StatusTab:
    """A tab: status code (empty = すべて), its name, tone and how many orders it holds under the filter."""

    code: str
    name: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row. `goods` is the first line's title, `more` how many further lines; money in yen.

    `awaits_payment`: payment is due before shipping and the buyer has not made it. A mall that collects the money itself
    (a card, settled when the order is accepted or shipped) puts no order into that phase.
    """

    id: int
    number: str
    account_label: str
    mall: MallFace
    ordered_at: datetime
    status: str
    tone: str
    mall_state: str
    buyer_name: str
    anonymous: bool
    prefecture: str
    goods: str
    goods_code: str
    more: int
    pieces: int
    total: int | None
    awaits_payment: bool
    payment_method: str
    delivery_method: str
    shortage: bool
    unresolved: bool
    holds: tuple[str, ...]
    confirmable: bool
    carrier: str
    tracking: str
    write_back: str


@dataclass(frozen=True, slots=True)
class OrderList:
    """A page of orders; `total` is the count of the chosen tab."""

    tabs: tuple[StatusTab, ...]
    rows: tuple[OrderRow, ...]
    total: int


def order_list(wanted: OrderFilter) -> OrderList:
    """Return one page; seven queries whatever its size. The tab counts are one GROUP BY and give the pager its total."""
    narrowed = _narrowed(wanted)
    counts = dict(narrowed.values_list("status_id").annotate(n=Count("id")).order_by())
    statuses = list(Status.objects.all())
    tabs = (
        StatusTab("", "すべて", "all", sum(counts.values())),
        *(StatusTab(s.code, s.name, s.tone, counts.get(s.id, 0)) for s in statuses),
    )
    total = next((tab.count for tab in tabs if tab.code == wanted.status), 0)
    if wanted.status:
        narrowed = narrowed.filter(status__code=wanted.status)
    start = (wanted.page - 1) * wanted.size
    orders = list(
        narrowed.select_related("account", "status")
        .defer("snapshot", "search_text", "account__credentials", "account__tokens")
        .annotate(holds=KeyTransform("holds", "snapshot"), ship_to=KeyTransform("ship_to", "snapshot"))
        .order_by(*SORTS.get(wanted.sort, SORTS[DEFAULT_SORT]))[start : start + wanted.size]
    )
    return OrderList(tabs, _rows(orders), total)


def words_of(text: str) -> list[str]:
    """Return the words of a filter box, folded like the stored search text."""
    return search_key(text).split()


def _narrowed(wanted: OrderFilter) -> QuerySet[Order]:
    found = Order.objects.all()
    if wanted.account_id is not None:
        found = found.filter(account_id=wanted.account_id)
    for word in words_of(wanted.text):
        lines = OrderLine.objects.filter(order_id=OuterRef("pk")).filter(
            Q(listing_code__iexact=word) | Q(listing__components__sku__code__istartswith=word)
        )
        found = found.filter(
            Q(number__icontains=word)
            | Q(buyer_name__icontains=word)
            | Q(search_text__icontains=word)
            | Q(Exists(lines))
        )
    return found


def _rows(orders: Sequence[Order]) -> tuple[OrderRow, ...]:
    ids = [order.id for order in orders]
    lines = _by_order(OrderLine.objects.filter(order_id__in=ids, quantity__gt=0).order_by("id"))
    shipments = _by_order(Shipment.objects.filter(order_id__in=ids).order_by("id"))
    write_backs = _by_order(WriteBack.objects.filter(order_id__in=ids).order_by("id"))
    return tuple(_row(o, lines[o.id], shipments[o.id], write_backs[o.id]) for o in orders)


def _by_order(rows: Iterable[OfOrder]) -> dict[int, list[OfOrder]]:
    found: dict[int, list[OfOrder]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found


def _row(
    order: Order, lines: Sequence[OrderLine], shipments: Sequence[Shipment], write_backs: Sequence[WriteBack]
) -> OrderRow:
    first = lines[0] if lines else None
    parcel = shipments[-1] if shipments else None
    annotated = vars(order)
    return OrderRow(
        id=order.id,
        number=order.number,
        account_label=order.account.label,
        mall=mall_face(order.account.mall_id),
        ordered_at=order.ordered_at,
        status=order.status.name,
        tone=order.status.tone,
        mall_state=order.mall_state,
        buyer_name=order.buyer_name,
        anonymous=not annotated["ship_to"],
        prefecture=order.prefecture,
        goods=first.title if first else "",
        goods_code=first.listing_code if first else "",
        more=max(0, len(lines) - 1),
        pieces=sum(line.quantity for line in lines),
        total=order.total,
        awaits_payment=order.phase == Phase.UNPAID and order.pay_before_shipping and not order.paid,
        payment_method=order.payment_method,
        delivery_method=order.delivery_method,
        shortage=order.shortage,
        unresolved=order.unresolved,
        holds=tuple(annotated["holds"] or ()),
        confirmable=order.confirmable,
        carrier=parcel.carrier if parcel else "",
        tracking=parcel.tracking_number if parcel else "",
        write_back=write_backs[-1].state if write_backs else "",
    )
