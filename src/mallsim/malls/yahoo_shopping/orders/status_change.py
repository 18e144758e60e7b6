"""orderStatusChange: the table of section 3.1 with its notes, cancelling and completing."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import (
    CANCEL_LATER,
    NOT_RESTOCKED,
    UNCHANGED,
    Moment,
    Warned,
    done,
    operator,
    point_fix,
    required,
    writable,
)
from mallsim.malls.yahoo_shopping.orders.codes import (
    ARRIVED,
    CANCELLED,
    COMPLETED,
    DEFAULT_CANCEL_REASON,
    ORDER_STATUS,
    REASON_WITH_DETAIL,
    SHIPPED,
    STORE_CANCEL_REASONS,
    TRANSITIONS,
    Note,
)
from mallsim.malls.yahoo_shopping.orders.model import Order, PendingCancel
from mallsim.malls.yahoo_shopping.refusals import (
    FROM_CANCEL,
    ILLEGAL_TRANSITION,
    INVALID,
    MISSING,
    NOT_SHIPPED,
    ONCE_DONE,
    POINT_NOT_FIXED,
    SUSPECTED,
    TOO_SOON,
    Refusal,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.wire import Answer, text_at


def change_status(book: OrderBook, request: Element, moment: Moment) -> Answer:
    """Move one order to another OrderStatus."""
    order = writable(book, request, moment.now)
    fixed = point_fix(request)
    wanted = required(request, "Order/OrderStatus")
    if wanted not in ORDER_STATUS:
        raise RefusedError(INVALID, "OrderStatus")
    reason, detail = _cancel_reason(request, wanted)
    check_transition(order, wanted, moment)
    if wanted == COMPLETED and not fixed:
        raise RefusedError(POINT_NOT_FIXED)
    operator(order, request)
    if wanted == order.get("OrderStatus"):
        return done(UNCHANGED)
    if wanted == CANCELLED:
        return _cancel(book, order, reason, detail, moment)
    if wanted == COMPLETED:
        book.complete(order, moment.now, "shop")
    else:
        order.values["OrderStatus"] = wanted
        order.note(moment.now, "status", "shop", status=wanted)
    return done()


def check_transition(order: Order, wanted: str, moment: Moment) -> None:
    """Refuse what the table marks × and what its notes forbid; the same status again is no error (od91705)."""
    current = order.get("OrderStatus")
    if current == CANCELLED:
        raise RefusedError(FROM_CANCEL)
    if wanted == current:
        return
    notes = TRANSITIONS.get((current, wanted))
    if notes is None:
        raise RefusedError(ILLEGAL_TRANSITION, f"{current} -> {wanted}")
    for note, check in NOTE_CHECKS.items():
        refusal = check(order, moment) if note in notes else None
        if refusal is not None:
            raise RefusedError(refusal)


def _release(order: Order, moment: Moment) -> Refusal | None:
    return None if order.released_after(moment.now) else ILLEGAL_TRANSITION


def _suspect(order: Order, moment: Moment) -> Refusal | None:
    return SUSPECTED if order.get("Suspect") == "1" else None


def _completed_before(order: Order, moment: Moment) -> Refusal | None:
    return ONCE_DONE if order.first_done else None


def _shipped(order: Order, moment: Moment) -> Refusal | None:
    if order.get("ShipStatus") not in (SHIPPED, ARRIVED):
        return NOT_SHIPPED
    soon = order.ship_changed is not None and moment.now - order.ship_changed < moment.complete_wait
    return TOO_SOON if soon else None


NOTE_CHECKS: dict[Note, Callable[[Order, Moment], Refusal | None]] = {
    Note.RELEASE_IN_FUTURE: _release,
    Note.NOT_SUSPECT: _suspect,
    Note.NEVER_COMPLETED: _completed_before,
    Note.SHIPPED_BEFORE: _shipped,
}
"""``REOPENING`` restricts what comes after, not the change itself (see ``refuse_closed``)."""


def _cancel_reason(request: Element, wanted: str) -> tuple[str, str]:
    """Reason and detail; the official page spells one path ``Oeder``, so both are read."""
    reason = text_at(request, "Order/CancelReason")
    detail = text_at(request, "Order/CancelReasonDetail") or text_at(request, "Oeder/CancelReasonDetail")
    if wanted != CANCELLED:
        if reason:
            raise RefusedError(INVALID, "CancelReason")
        return "", ""
    if reason and reason not in STORE_CANCEL_REASONS:
        raise RefusedError(INVALID, "CancelReason")
    if reason == REASON_WITH_DETAIL and not detail:
        raise RefusedError(MISSING, "CancelReasonDetail")
    if detail and not 10 <= len(detail) <= 200:
        raise RefusedError(INVALID, "CancelReasonDetail")
    return reason or DEFAULT_CANCEL_REASON, detail


def _cancel(book: OrderBook, order: Order, reason: str, detail: str, moment: Moment) -> Answer:
    if moment.cancel_later is not None:
        order.pending_cancel = PendingCancel(moment.now + moment.cancel_later, reason, detail)
        return done(CANCEL_LATER)
    lost = book.cancel(order, reason, moment.now, "shop", detail)
    return done(Warned(*NOT_RESTOCKED, ",".join(lost))) if lost else done()
