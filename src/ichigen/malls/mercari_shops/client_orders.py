"""Orders over the wire: lists and details (page sections 3.2, 3.3)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ichigen.mallkit.errors import AuthExpired, Refused
from ichigen.mallkit.exchange import OrderBatch, OrderPage, OrderRef, Problem, Window
from ichigen.mallkit.json_values import Unreadable, child
from ichigen.malls.mercari_shops import documents, scans
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.errors import Kind, kind_of, unreadable
from ichigen.malls.mercari_shops.translate_orders import mark, to_mall_order
from ichigen.malls.mercari_shops.unseen_fields import Unseen, do_without, unseen
from ichigen.malls.mercari_shops.wire import Answer, parse_page
from ichigen.malls.mercari_shops.wire_orders import Order, parse_list, parse_order, unreadable_order
from ichigen.malls.mercari_shops.wire_products import ProductName, parse_product_name


def list_orders(caller: Caller, scan: str, window: Window, page: str | None) -> OrderPage:
    """Return one page of references; the mall knows only the beginning of a window."""
    query = list_query(scans.STATUSES[scan], window.start, scans.PER_PAGE[scan], page)
    answer = caller.ask(query)
    _whole(caller, query, answer, "orderTransactions")
    try:
        found = parse_page(answer.data, "orderTransactions")
    except Unreadable as error:
        raise unreadable(caller.call(query)) from error
    orders, problems = parse_list(found.nodes)
    return OrderPage(tuple(OrderRef(order.number, mark(order)) for order in orders), (), found.after, problems)


def list_query(statuses: Sequence[str], since: datetime, first: int, after: str | None) -> Query:
    """Return the list query; statuses are always named, so that cancelled orders are in it (G3-10)."""
    variables = {
        "first": first,
        "after": after,
        "since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "statuses": list(statuses),
    }
    cost = documents.cost(documents.LIST_FIELDS, first)
    return Query("orders.list", documents.ORDER_LIST, variables, cost=cost)


def detail_query(numbers: Sequence[str], fields: Unseen) -> Query:
    """Return the query of whole orders, with those members beside the known ones that the schema showed."""
    return Query(
        "orders.get",
        documents.orders_by_id(len(numbers), fields.selections()),
        {f"o{at}": number for at, number in enumerate(numbers)},
        rows=len(numbers),
        cost=documents.cost(documents.ORDER_FIELDS, len(numbers)),
    )


def fetch_orders(caller: Caller, numbers: Sequence[str]) -> OrderBatch:
    """Return orders by number in one request, and one more for the names of their goods.

    No order is lost to a guess: where the mall refuses them, or one of them, with the members that its schema showed, they
    are asked for without. What is refused then as well was not refused for a guess.
    """
    if len(numbers) > scans.FETCH_BATCH:
        raise ValueError(f"at most {scans.FETCH_BATCH} orders at once")
    if not numbers:
        return OrderBatch(())
    fields = unseen(caller)
    try:
        batch = _fetch(caller, numbers, fields)
    except (Refused, AuthExpired):
        if fields == Unseen():
            raise
        batch = _fetch(caller, numbers, Unseen())
        do_without(caller)
        return batch
    failed = [problem.where for problem in batch.problems]
    if fields == Unseen() or not failed:
        return batch
    alone = _fetch(caller, failed, Unseen())
    if alone.orders:
        do_without(caller)
    return OrderBatch((*batch.orders, *alone.orders), alone.problems)


def _fetch(caller: Caller, numbers: Sequence[str], fields: Unseen) -> OrderBatch:
    query = detail_query(numbers, fields)
    answer = caller.ask(query)
    orders: list[Order] = []
    problems: list[Problem] = []
    for at, number in enumerate(numbers):
        node = child(answer.data, f"o{at}")
        try:
            if node:
                orders.append(parse_order(node, fields))
            elif problem := _missing(caller, query, answer, f"o{at}", number):
                problems.append(problem)
        except Unreadable as error:
            problems.append(unreadable_order(number, error))
    names = _names(caller, orders)
    return OrderBatch(tuple(to_mall_order(order, names) for order in orders), tuple(problems))


def _missing(caller: Caller, query: Query, answer: Answer, field: str, number: str) -> Problem | None:
    """A number without an order: unknown to the mall, or refused. Where another one took it along, the batch is halved."""
    error = answer.failed().get(field)
    if error is None:
        if field in answer.data:
            return None
        raise caller.whole_error(query, answer)
    refusal = caller.refusal(query, answer, field)
    return None if refusal is None or kind_of(error) is Kind.MISSING else Problem(number, refusal.code, refusal.message)


def _whole(caller: Caller, query: Query, answer: Answer, field: str) -> None:
    """A list of which a part failed is not a shorter list."""
    refusal = caller.refusal(query, answer, field)
    if refusal is not None and answer.data.get(field) is None:
        raise refusal


def _names(caller: Caller, orders: Sequence[Order]) -> dict[str, ProductName]:
    """Name and price of the goods that the orders themselves do not tell, in one request."""
    lines = (line for order in orders for line in order.lines)
    ids = sorted({line.product_id for line in lines if not line.name or line.price is None})
    if not ids:
        return {}
    query = Query(
        "items.names",
        documents.products_by_id(len(ids)),
        {f"p{at}": product_id for at, product_id in enumerate(ids)},
        rows=len(ids),
        cost=documents.cost(documents.VARIANT_FIELDS, len(ids)),
    )
    answer = caller.ask(query)
    return {product_id: parse_product_name(child(answer.data, f"p{at}")) for at, product_id in enumerate(ids)}
