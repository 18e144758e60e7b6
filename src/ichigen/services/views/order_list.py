"""受注一覧: tabs with counts, one page of rows."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform

from ichigen.domain.phases import Phase
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.order_counts import counts_by_status
from ichigen.services.views.order_filter import DEFAULT_SORT, OrderFilter, narrowed
from ichigen.services.views.order_marks import LabelFace, PageMarks, marks_of
from ichigen.store.orders import Order, OrderLine, Shipment, Status
from ichigen.store.write_backs import WriteBack

SORTS = {
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "-ordered_at": ("-ordered_at", "-id"),
    "ordered_at": ("ordered_at", "id"),
    "-total": ("-total", "-id"),
    "total": ("total", "id"),
}

OfOrder = TypeVar("OfOrder", OrderLine, Shipment, WriteBack)


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
    (a card, settled when the order is accepted or shipped) puts no order into that phase. `bundle`: how many open orders go
    to the same person and address, 0 where it is the only one (同梱候補).
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
    worklist: bool
    bundle: int
    note: bool
    memo: str
    labels: tuple[LabelFace, ...]
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
    """Return one page; the number of queries is the same whatever its size. The tab counts give the pager its total."""
    found = narrowed(wanted)
    counts = counts_by_status(wanted, found)
    statuses = list(Status.objects.all())
    tabs = (
        StatusTab("", "すべて", "all", sum(counts.values())),
        *(StatusTab(s.code, s.name, s.tone, counts.get(s.id, 0)) for s in statuses),
    )
    total = next((tab.count for tab in tabs if tab.code == wanted.status), 0)
    status = next((one for one in statuses if one.code == wanted.status), None)
    if wanted.status:
        found = found.filter(status_id=status.id if status else 0)
    start = (wanted.page - 1) * wanted.size
    ids = list(
        found.order_by(*SORTS.get(wanted.sort, SORTS[DEFAULT_SORT])).values_list("id", flat=True)[
            start : start + wanted.size
        ]
    )
    return OrderList(tabs, _rows(ids), total)


#: What a row shows; an order's snapshot and an account's credentials are not read for a list.
ROW_COLUMNS = (
    *("number", "ordered_at", "mall_state", "buyer_name", "prefecture", "total", "phase", "paid", "pay_before_shipping"),
    *("payment_method", "delivery_method", "unresolved", "confirmable"),
    *("account__label", "account__mall_id", "status__name", "status__tone"),
)


def words_of(text: str) -> list[str]:
    """Return the words of a filter box, folded in width and case: for lists that are searched in the text as it is stored."""
    return unicodedata.normalize("NFKC", text).casefold().split()


def _orders(ids: Sequence[int]) -> list[Order]:
    """Read the rows of a page, in its order."""
    orders = (
        Order.objects.filter(id__in=ids)
        .only(*ROW_COLUMNS)
        .select_related("account", "status")
        .annotate(
            holds=KeyTransform("holds", "snapshot"),
            unknown=Q(snapshot__ship_to=None),
            note=F("search__has_note"),
            memo_text=F("memo__text"),
        )
    )
    by_id = {order.id: order for order in orders}
    return [by_id[pk] for pk in ids if pk in by_id]


def _rows(ids: Sequence[int]) -> tuple[OrderRow, ...]:
    orders = _orders(ids)
    lines = _by_order(
        OrderLine.objects.filter(order_id__in=ids, quantity__gt=0)
        .only("order_id", "title", "listing_code", "quantity")
        .order_by("id")
    )
    shipments = _by_order(Shipment.objects.filter(order_id__in=ids).order_by("id"))
    write_backs = _by_order(WriteBack.objects.filter(order_id__in=ids).order_by("id"))
    marks = marks_of(ids)
    return tuple(_row(o, lines[o.id], shipments[o.id], write_backs[o.id], marks) for o in orders)


def _by_order(rows: Iterable[OfOrder]) -> dict[int, list[OfOrder]]:
    found: dict[int, list[OfOrder]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found


def _row(
    order: Order,
    lines: Sequence[OrderLine],
    shipments: Sequence[Shipment],
    write_backs: Sequence[WriteBack],
    marks: PageMarks,
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
        anonymous=annotated["unknown"],
        prefecture=order.prefecture,
        goods=first.title if first else "",
        goods_code=first.listing_code if first else "",
        more=max(0, len(lines) - 1),
        pieces=sum(line.quantity for line in lines),
        total=order.total,
        awaits_payment=order.phase == Phase.UNPAID and order.pay_before_shipping and not order.paid,
        payment_method=order.payment_method,
        delivery_method=order.delivery_method,
        shortage=order.id in marks.short,
        worklist=order.id in marks.worklist,
        bundle=marks.bundle.get(order.id, 0),
        note=bool(annotated["note"]),
        memo=annotated["memo_text"] or "",
        labels=marks.labels.get(order.id, ()),
        unresolved=order.unresolved,
        holds=tuple(annotated["holds"] or ()),
        confirmable=order.confirmable,
        carrier=parcel.carrier if parcel else "",
        tracking=parcel.tracking_number if parcel else "",
        write_back=write_backs[-1].state if write_backs else "",
    )
