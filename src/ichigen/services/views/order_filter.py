"""What 受注一覧 is narrowed to: values, and the rows that fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ichigen.domain.hours import JST
from ichigen.domain.search import sought, typed_words
from ichigen.services.orders.untold import untold
from ichigen.store.order_desk import OrderLabel, OrderMemo
from ichigen.store.order_marks import bundled_orders, short_orders
from ichigen.store.order_search import OrderSearch, has_spelling, orders_by_code, row_has_spelling
from ichigen.store.orders import Order, OrderLine
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack

DEFAULT_SORT = "-ordered_at"


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list is narrowed to; everything empty = all orders. All that is given must hold, of a tuple any one.

    `status` is a status code, the tab; `text` words must all be found; dates are days in JST, both included; money in yen;
    `paid`, `notice` (none, open, failed, done) and `marks` (see `MARKS`) are codes; `sku` is the beginning of a code.
    """

    status: str = ""
    text: str = ""
    accounts: tuple[int, ...] = ()
    phases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    least: int | None = None
    most: int | None = None
    paid: str = ""
    payment: str = ""
    delivery: str = ""
    notice: str = ""
    sku: str = ""
    label: int | None = None
    marks: frozenset[str] = frozenset()
    sort: str = DEFAULT_SORT
    page: int = 1
    size: int = 50


#: No condition; and what a filter holds that narrows nothing but the view.
NOTHING = OrderFilter()
_VIEW: dict[str, Any] = {"status": "", "sort": DEFAULT_SORT, "page": 1, "size": 50}


def narrowed(wanted: OrderFilter) -> QuerySet[Order]:
    """Return the orders that fit everything but the tab."""
    found = Order.objects.filter(_of_columns(wanted))
    for word in typed_words(wanted.text):
        by_code = _by_code(word)
        has = has_spelling(sought(word))
        found = found.filter(has | Q(id__in=by_code) if by_code else has)
    if wanted.sku:
        found = found.filter(Exists(_lines_of(wanted.sku)))
    if wanted.label is not None:
        found = found.filter(Exists(OrderLabel.objects.filter(order_id=OuterRef("pk"), label_id=wanted.label)))
    if wanted.notice in NOTICES:
        found = found.filter(NOTICES[wanted.notice]())
    for mark in sorted(wanted.marks & MARKS.keys()):
        found = found.filter(MARKS[mark]())
    return found


def chosen(wanted: OrderFilter) -> QuerySet[Order]:
    """Return the orders that fit, the tab included."""
    found = narrowed(wanted)
    return found.filter(status__code=wanted.status) if wanted.status else found


def _of_columns(wanted: OrderFilter) -> Q:
    given: Mapping[str, object] = {
        "account_id__in": wanted.accounts,
        "phase__in": wanted.phases,
        "ordered_at__gte": wanted.since and _midnight(wanted.since),
        "ordered_at__lt": wanted.until and _midnight(wanted.until + timedelta(days=1)),
        "payment_method": wanted.payment,
        "delivery_method": wanted.delivery,
    }
    bounds: Mapping[str, int | None] = {"total__gte": wanted.least, "total__lte": wanted.most}
    holds = Q(**{name: value for name, value in given.items() if value})
    holds &= Q(**{name: value for name, value in bounds.items() if value is not None})
    return holds & PAID[wanted.paid] if wanted.paid in PAID else holds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


def only_text(wanted: OrderFilter) -> QuerySet[OrderSearch] | None:
    """Return the rows of the same orders where a text is all that narrows them and its index knows; otherwise None."""
    words = typed_words(wanted.text)
    if not words or replace(NOTHING, text=wanted.text) != replace(wanted, **_VIEW) or any(map(_by_code, words)):
        return None
    return OrderSearch.objects.filter(*(row_has_spelling(sought(word)) for word in words))


def _by_code(word: str) -> frozenset[int]:
    """Orders found by codes that are not in their text; short words are not looked for there."""
    return orders_by_code(word) if word.isascii() and len(word) >= 3 else frozenset()


def _lines_of(code: str) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.filter(order_id=OuterRef("pk"), quantity__gt=0)
    return lines.filter(
        Q(listing__components__sku__code__istartswith=code)
        | Q(listing_code__istartswith=code)
        | Q(match_codes__contains=code)
    )


def _last_notice(state: str) -> Q:
    ships = WriteBack.objects.filter(order_id=OuterRef("pk"), kind="ship")
    last = ships.exclude(
        Exists(WriteBack.objects.filter(order_id=OuterRef("order_id"), kind="ship", id__gt=OuterRef("id")))
    )
    return Q(Exists(last.filter(state=state)))


#: 支払い. "due": the goods wait for the buyer's money.
PAID: Mapping[str, Q] = {
    "paid": Q(paid=True),
    "open": Q(paid=False),
    "due": Q(phase="unpaid", pay_before_shipping=True, paid=False),
}

#: 出荷通知: where the last one stands.
NOTICES: Mapping[str, Callable[[], Q]] = {
    "none": lambda: Q(~Exists(WriteBack.objects.filter(order_id=OuterRef("pk"), kind="ship"))),
    "open": lambda: _last_notice(WriteBack.State.OPEN),
    "failed": lambda: _last_notice(WriteBack.State.FAILED),
    "done": lambda: _last_notice(WriteBack.State.DONE),
}

#: What makes an order an exception.
MARKS: Mapping[str, Callable[[], Q]] = {
    "short": lambda: Q(id__in=short_orders()),
    "worklist": lambda: Q(Exists(WorklistItem.objects.filter(order_id=OuterRef("pk"), closed_at__isnull=True))),
    "note": lambda: Q(id__in=OrderSearch.objects.filter(has_note=True).values("order_id")),
    "bundle": lambda: Q(id__in=bundled_orders()),
    "unresolved": lambda: Q(unresolved=True),
    "confirmable": lambda: Q(confirmable=True),
    "untold": untold,
    "memo": lambda: Q(Exists(OrderMemo.objects.filter(order_id=OuterRef("pk")))),
}
