"""Orders over the wire: searching, reading, confirming, shipping, cancelling (section 2)."""

from collections.abc import Sequence
from datetime import datetime

from ichigen.domain.hours import JST
from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import StepPlan
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import OrderBatch, OrderPage, OrderRef, Problem, Window
from ichigen.mallkit.json_values import Document
from ichigen.malls.rakuten.caller import Caller
from ichigen.malls.rakuten.errors import refused
from ichigen.malls.rakuten.functions import (
    CANCEL_ORDER,
    CANCEL_SHIPPED,
    CONFIRM_ORDER,
    GET_ORDER,
    SEARCH_ORDER,
    SHIP_ORDER,
    Function,
)
from ichigen.malls.rakuten.paging import PER_PAGE, REACHABLE, Slice, following, slice_of
from ichigen.malls.rakuten.scans import FEED, SEARCHES, Search
from ichigen.malls.rakuten.translate_changes import CANCEL, CONFIRM, SHIP, rebased
from ichigen.malls.rakuten.translate_changes import CANCEL_SHIPPED as CANCEL_SHIPPED_STEP
from ichigen.malls.rakuten.translate_orders import to_mall_order
from ichigen.malls.rakuten.wire_messages import ApiError, Message, parse_messages
from ichigen.malls.rakuten.wire_orders import parse_orders, parse_search

#: The newest getOrder version (section 2.3); below 7 there are no SKU codes.
VERSION = 10

_FUNCTIONS: dict[str, Function] = {
    CONFIRM: CONFIRM_ORDER,
    SHIP: SHIP_ORDER,
    CANCEL: CANCEL_ORDER,
    CANCEL_SHIPPED_STEP: CANCEL_SHIPPED,
}


def list_orders(caller: Caller, scan: str, window: Window, page: str | None) -> OrderPage:
    """Return one page of a scan. A page may be empty and still have a next one: a slice that was too large."""
    search, part = SEARCHES[scan], slice_of(window, page)
    document = caller.document(SEARCH_ORDER, search_request(search, part))
    answer = parse_search(document)
    raise_first(answer.messages)
    if not isinstance(document.get("orderNumberList"), list):
        raise caller.malformed(SEARCH_ORDER)
    if answer.total > REACHABLE and part.page == 1 and part.divisible:
        return OrderPage(next_page=part.first_half().token())
    upcoming = following(part, answer.pages, window)
    return OrderPage(
        refs=tuple(OrderRef(number, search.mark) for number in dict.fromkeys(answer.numbers)),
        next_page=upcoming.token() if upcoming else None,
    )


def search_request(search: Search, part: Slice, amount: int = PER_PAGE) -> JsonObject:
    """Return the searchOrder request of one slice: ascending, so that what appears meanwhile comes last."""
    progress: JsonObject = {"orderProgressList": list(search.progress)} if search.progress else {}
    return {
        "dateType": search.date_type,
        "startDatetime": order_time(part.start),
        "endDatetime": order_time(part.end),
        "PaginationRequestModel": {
            "requestRecordsAmount": amount,
            "requestPage": part.page,
            "SortModelList": [{"sortColumn": 1, "sortDirection": 1}],
        },
        **progress,
    }


def order_time(when: datetime) -> str:
    """Return a time as order requests want it: JST, `+0900` without a colon, whole seconds (trap 1)."""
    return when.astimezone(JST).strftime("%Y-%m-%dT%H:%M:%S+0900")


def fetch_orders(caller: Caller, numbers: Sequence[str]) -> OrderBatch:
    """Return orders by number. The mall's word on a single number is a problem of that number."""
    if len(numbers) > FEED.fetch_batch:
        raise ValueError(f"at most {FEED.fetch_batch} orders in one call, not {len(numbers)}")
    if not numbers:
        return OrderBatch(())
    document = caller.document(GET_ORDER, {"orderNumberList": list(numbers), "version": VERSION}, rows=len(numbers))
    answer = parse_orders(document)
    if not answer.has_list:
        raise_first(answer.messages)
        raise caller.malformed(GET_ORDER)
    orders: dict[str, MallOrder] = {order.number: to_mall_order(order) for order in answer.orders}
    said = tuple(
        Problem(message.order_number or "getOrder", message.code, message.message)
        for message in answer.messages
        if message.is_error
    )
    return OrderBatch(tuple(orders.values()), (*answer.problems, *said))


def send_step(caller: Caller, order: MallOrder, step: StepPlan) -> None:
    """Send one step. A success that says ERROR for the order is a refusal (trap 3)."""
    function = _FUNCTIONS[step.kind]
    document = caller.document(function, rebased(order, step).payload)
    raise_first(parse_messages(document))
    require_messages(caller, function, document)


def raise_first(messages: Sequence[Message]) -> None:
    """Raise the first error among the messages of an answer."""
    for message in messages:
        if message.is_error:
            raise _refusal(message)


def require_messages(caller: Caller, function: Function, document: Document) -> None:
    """Take a success only where the mall says so: an answer without any message has an open outcome."""
    if not parse_messages(document):
        raise caller.malformed(function)


def _refusal(message: Message) -> Refused:
    return refused(ApiError(message.code, message.message, message.row))
