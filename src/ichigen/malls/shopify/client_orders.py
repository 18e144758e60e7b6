"""Orders through `Caller`: the list of changes, whole orders by number, the steps of a write-back (sections 3 to 5)."""

from collections.abc import Sequence
from dataclasses import replace

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import StepPlan, payment_guard, ship_guard
from ichigen.mallkit.errors import MallError, Refused
from ichigen.mallkit.exchange import OrderBatch, OrderPage, OrderRef, Problem, Window
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors, shipping, states
from ichigen.malls.shopify.caller import Caller, rejected
from ichigen.malls.shopify.errors import user_errors
from ichigen.malls.shopify.gids import ORDER, gid, number_of
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.scans import SEARCHES
from ichigen.malls.shopify.translate_changes import CANCEL, RETRACK, SHIP, wanted_numbers
from ichigen.malls.shopify.translate_orders import to_mall_order
from ichigen.malls.shopify.wire_orders import (
    Order,
    read_fulfillments,
    read_lines,
    read_order,
    read_summaries,
    unreadable,
)
from ichigen.malls.shopify.wire_shipping import read_fulfillment_orders
from ichigen.malls.shopify.wire_values import Node, child, required_child, text

#: How often the end of a cancel is asked for right away; the proof is a later reading of the order.
_JOB_LOOKS = 3

#: What the mall says of an order that is cancelled already (section 5).
_CANCELLED = "already been canceled"
#: An order of more lines than this is not believed.
_MOST_LINE_PAGES = 50


class Orders:
    """The orders of one account."""

    def __init__(self, caller: Caller, rules: Rules) -> None:
        self._caller = caller
        self._rules = rules

    def page(self, scan: str, window: Window, after: str | None) -> OrderPage:
        """Return one page of references; `after` is the mall's cursor."""
        search = SEARCHES[scan]
        variables: dict[str, Json] = {
            "first": documents.ORDERS_PER_PAGE,
            "after": after,
            "query": search.query(window),
            "sortKey": search.sort_key,
        }
        data = self._caller.run(documents.ORDER_LIST, variables)
        try:
            found = read_summaries(required_child(data, "orders"))
        except Unreadable as error:
            raise errors.unreadable(Effect.READ) from error
        return OrderPage(
            refs=tuple(OrderRef(row.number, states.mark(row.state)) for row in found.rows),
            next_page=found.end,
            problems=(*found.problems, *self._caller.version_problems()),
        )

    def fetch(self, numbers: Sequence[str]) -> OrderBatch:
        """Return whole orders; a number the mall does not know is in neither list."""
        if len(numbers) > documents.ORDERS_PER_FETCH:
            raise ValueError(f"at most {documents.ORDERS_PER_FETCH} orders in one call, not {len(numbers)}")
        if not numbers:
            return OrderBatch(())
        asked = list(dict.fromkeys(numbers))
        ids: list[Json] = [gid(ORDER, number) for number in asked]
        nodes = self._caller.nodes(documents.ORDERS_BY_ID, {"ids": ids}, rows=len(ids))
        found = {number: node for node in nodes.found if node and (number := _number(node))}
        read = [self._read(number, node) for number, node in found.items()]
        failed = {asked[position]: said for position, said in nodes.faults.items() if position < len(asked)}
        return OrderBatch(
            tuple(one for one in read if isinstance(one, MallOrder) and one.number not in failed),
            (
                *(one for one in read if isinstance(one, Problem) and one.where not in failed),
                *(Problem(number, "row_failed", said) for number, said in failed.items()),
            ),
        )

    def send(self, order: MallOrder, step: StepPlan) -> None:
        """Send one step of `plan`."""
        guard = ship_guard(order) if step.kind == SHIP else payment_guard(order) if step.guarded else None
        if guard:
            raise Refused(guard.code, guard.message)
        {SHIP: self._ship, RETRACK: self._retrack, CANCEL: self._cancel}[step.kind](order, step)

    def _read(self, number: str, node: Node) -> MallOrder | Problem:
        try:
            order = read_order(node)
            while order.lines_end is not None:
                order = self._with_more_lines(order, order.lines_end)
            if _may_have_more(order):
                order = self._with_all_shipments(order)
        except Unreadable as error:
            return unreadable(number, error)
        return to_mall_order(order, self._rules)

    def _with_more_lines(self, order: Order, after: str) -> Order:
        variables: dict[str, Json] = {"id": gid(ORDER, order.number), "after": after}
        node = child(self._caller.run(documents.ORDER_LINES, variables), "order")
        if node is None:
            raise Unreadable("lineItems")
        lines, end = read_lines(required_child(node, "lineItems"))
        if not lines or end == after or len(order.lines) > _MOST_LINE_PAGES * 100:
            raise Unreadable("lineItems")
        return replace(order, lines=(*order.lines, *lines), lines_end=end)

    def _with_all_shipments(self, order: Order) -> Order:
        node = child(self._caller.run(documents.ORDER_SHIPMENTS, {"id": gid(ORDER, order.number)}), "order")
        if node is None:
            raise Unreadable("fulfillments")
        return replace(order, fulfillments=read_fulfillments(node))

    def _ship(self, order: MallOrder, step: StepPlan) -> None:
        """Ship what is left now: a sending after a lost answer finds less left, or nothing (section 4)."""
        data = self._caller.run(documents.FULFILLMENT_ORDERS, {"id": gid(ORDER, order.number)})
        try:
            found, whole = read_fulfillment_orders(required_child(data, "order"))
        except Unreadable as error:
            raise errors.unreadable(Effect.READ) from error
        groups = shipping.by_place(found)
        if not groups:
            raise Refused("nothing_to_ship", shipping.why_not(found))
        if not whole:
            raise Refused("too_many_places", "発送のまとまりが多すぎます。Shopifyの管理画面で発送を登録してください。")
        tracking = shipping.tracking_input(text(step.payload, "company"), wanted_numbers(step))
        for group in groups:
            given = shipping.fulfillment_input(group, tracking, self._rules.notify)
            rejected(self._caller.mutate(documents.SHIP, {"fulfillment": given}), self._caller)

    def _retrack(self, order: MallOrder, step: StepPlan) -> None:
        variables: dict[str, Json] = {
            "fulfillmentId": text(step.payload, "fulfillment"),
            "tracking": shipping.tracking_input(text(step.payload, "company"), wanted_numbers(step)),
            "notify": self._rules.notify,
        }
        rejected(self._caller.mutate(documents.RETRACK, variables), self._caller)

    def _cancel(self, order: MallOrder, step: StepPlan) -> None:
        received = order.handles.get("financial", "") in states.RECEIVED
        variables: dict[str, Json] = {
            "orderId": gid(ORDER, order.number),
            "reason": text(step.payload, "reason"),
            "restock": step.payload.get("restock") is True,
            "refundMethod": {"originalPaymentMethodsRefund": self._rules.refund and received},
            "notify": self._rules.notify,
            "note": text(step.payload, "note") or None,
        }
        payload = self._caller.mutate(documents.CANCEL, variables)
        if any(_CANCELLED in error.message for error in user_errors(payload, "orderCancelUserErrors")):
            return  # an earlier request whose answer was lost; the reading proves it
        rejected(payload, self._caller, "orderCancelUserErrors")
        job = text(child(payload, "job") or {}, "id")
        for _ in range(_JOB_LOOKS if job else 0):
            if not self._is_running(job):
                return

    def _is_running(self, job: str) -> bool:
        """The cancel was taken: whatever is the matter with asking for its end, it must not be sent again for that."""
        try:
            node = child(self._caller.run(documents.JOB, {"id": job}), "job")
        except MallError:
            return False
        return node is not None and node.get("done") is False


def _may_have_more(order: Order) -> bool:
    """The list of shipments has no page: one that is full may have been cut."""
    parcels = max((len(shipment.tracking) for shipment in order.fulfillments), default=0)
    return len(order.fulfillments) >= documents.SHIPMENTS or parcels >= documents.PARCELS


def _number(node: Node) -> str:
    return number_of(text(node, "id"), ORDER)
