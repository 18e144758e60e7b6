"""searchOrder (section 2.2)."""

from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.messages import (
    MALFORMED,
    MISSING,
    OUT_OF_RANGE,
    TOO_MANY,
    Fault,
    Voice,
    fields_of,
    one_of,
    required,
)
from mallsim.malls.rakuten.model import Order
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.times import day_start, parse_order_time

VOICE = Voice("SEARCH_ORDER")
DAY = 86400
REACHABLE = 15000
"""Results beyond this one cannot be reached."""
PROGRESSES = (100, 200, 300, 400, 500, 600, 700, 800, 900)
ORDER_TYPES = (1, 4, 5, 6)

DATES: dict[int, Callable[[Order], list[float | None]]] = {
    1: lambda order: [order.placed],
    2: lambda order: [order.confirmed],
    3: lambda order: [order.fixed],
    4: lambda order: [day_start(row.date) for row in order.rows() if row.date],
    5: lambda order: [order.reported],
    6: lambda order: [order.settled],
}

KEYWORDS: dict[int, tuple[int, Callable[[Order], list[str | None]]]] = {
    1: (1024, lambda order: [line.title for line in order.lines()]),
    2: (127, lambda order: [line.item_number for line in order.lines()]),
    3: (1000, lambda order: [order.terms.memo]),
    4: (254, lambda order: [order.buyer.family_name + order.buyer.first_name]),
    5: (254, lambda order: [order.buyer.family_kana + order.buyer.first_kana]),
    6: (254, lambda order: [basket.sender.family_name + basket.sender.first_name for basket in order.baskets]),
    7: (40, lambda order: [line.variant_id for line in order.lines()]),
    8: (96, lambda order: [line.merchant_sku for line in order.lines()]),
    9: (400, lambda order: [line.sku_info for line in order.lines()]),
}
"""searchKeywordType → (longest keyword, texts searched)."""

FILTERS: dict[str, Callable[[Order, Any], bool]] = {
    "orderProgressList": lambda order, wanted: not wanted or order.progress in wanted,
    "subStatusIdList": lambda order, wanted: not wanted or (order.sub_status or -1) in wanted,
    "orderTypeList": lambda order, wanted: not wanted or order.terms.order_type in wanted,
    "settlementMethod": lambda order, wanted: wanted is None or order.terms.settlement == wanted,
    "deliveryName": lambda order, wanted: not wanted or order.terms.delivery_name == wanted,
    "shippingDateBlankFlag": lambda order, wanted: wanted != 1 or _any_blank(order, "date"),
    "shippingNumberBlankFlag": lambda order, wanted: wanted != 1 or _any_blank(order, "number"),
    "ordererMailAddress": lambda order, wanted: not wanted or order.buyer.email == wanted,
    "couponUseFlag": lambda order, wanted: wanted != 1 or order.terms.coupon > 0,
    "asurakuFlag": lambda order, wanted: wanted != 1,
    "drugFlag": lambda order, wanted: wanted != 1,
    "overseasFlag": lambda order, wanted: wanted != 1,
    "oneDayOperationFlag": lambda order, wanted: wanted != 1,
}


class OrderSearch:
    """Finds order numbers by one of six dates; there is no "changed since"."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def search(self, ask: Ask) -> Response:
        """Handle ``POST /es/2.0/order/searchOrder/``."""
        body = fields_of(ask.body)
        faults = [*_period_faults(body, self._shop.now()), *_filter_faults(body), *_page_faults(_paging(body))]
        if faults:
            return VOICE.bad_request(faults, orderNumberList=None, PaginationResponseModel=None)
        found = self._found(body)
        if not found:
            nothing: dict[str, int | None] = {"totalRecordsAmount": None, "totalPages": None, "requestPage": None}
            return _answer([], VOICE.info(102, "注文検索に成功しました。(検索結果０件)"), nothing)
        paging = _paging(body)
        size, page = paging.get("requestRecordsAmount", 30), paging.get("requestPage", 1)
        rows = found[:REACHABLE][(page - 1) * size : page * size]
        pages = -(-min(len(found), REACHABLE) // size)
        model = {"totalRecordsAmount": len(found), "totalPages": pages, "requestPage": page}
        return _answer(ask.call.arranged(rows), VOICE.info(101, "注文検索に成功しました。"), model)

    def _found(self, body: dict[str, Any]) -> list[str]:
        start, end = parse_order_time(body["startDatetime"]), parse_order_time(body["endDatetime"])
        dates, now = DATES[body["dateType"]], self._shop.now()
        assert start is not None
        assert end is not None
        found = [
            order
            for order in self._shop.orders.values()
            if order.visible_from <= now
            and any(at is not None and start <= int(at) <= end for at in dates(order))
            and all(matches(order, body[name]) for name, matches in FILTERS.items() if name in body)
            and _keyword_matches(order, body)
        ]
        sort = (_paging(body).get("SortModelList") or [{}])[0]
        found.sort(key=lambda order: (order.placed, order.number), reverse=sort.get("sortDirection", 2) == 2)
        return [order.number for order in found]


def _answer(numbers: list[str], message: dict[str, Any], paging: dict[str, int | None]) -> Response:
    return JSONResponse({"orderNumberList": numbers, "MessageModelList": [message], "PaginationResponseModel": paging})


def _paging(body: dict[str, Any]) -> dict[str, Any]:
    return fields_of(body.get("PaginationRequestModel"))


def _period_faults(body: dict[str, Any], now: float) -> list[Fault]:
    faults = one_of(body, "dateType", tuple(DATES))
    times: dict[str, float] = {}
    for name in ("startDatetime", "endDatetime"):
        missing = required(body, name)
        at = None if missing else parse_order_time(body[name])
        faults += missing or ([Fault(MALFORMED, name)] if at is None else [])
        if at is not None:
            times[name] = at
    if "startDatetime" in times and times["startDatetime"] < now - 730 * DAY:
        faults.append(Fault(OUT_OF_RANGE, "startDatetime"))
    if len(times) == 2:
        length = times["endDatetime"] - times["startDatetime"]
        if length < 0:
            faults.append(Fault(OUT_OF_RANGE, "endDatetime"))
        if length > 63 * DAY:
            faults.append(Fault(TOO_MANY, "endDatetime"))
    return faults


def _filter_faults(body: dict[str, Any]) -> list[Fault]:
    faults = []
    for name, allowed in (("orderProgressList", PROGRESSES), ("orderTypeList", ORDER_TYPES)):
        values = body.get(name) or []
        if not isinstance(values, list) or any(value not in allowed for value in values):
            faults.append(Fault(MALFORMED, name))
    if body.get("subStatusIdList") == [-1] and not body.get("orderProgressList"):
        faults.append(Fault(MISSING, "orderProgressList"))
    kind = body.get("searchKeywordType") or 0
    if kind and kind not in KEYWORDS:
        faults.append(Fault(MALFORMED, "searchKeywordType"))
    elif kind and len(str(body.get("searchKeyword") or "")) > KEYWORDS[kind][0]:
        faults.append(Fault(MALFORMED, "searchKeyword"))
    return faults


def _page_faults(paging: dict[str, Any]) -> list[Fault]:
    faults = []
    for name, most in (("requestRecordsAmount", 1000), ("requestPage", REACHABLE)):
        value = paging.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            faults.append(Fault(MALFORMED, name))
    return faults


def _keyword_matches(order: Order, body: dict[str, Any]) -> bool:
    kind, keyword = body.get("searchKeywordType") or 0, body.get("searchKeyword")
    if not kind or not keyword:
        return True
    return any(keyword in text for text in KEYWORDS[kind][1](order) if text)


def _any_blank(order: Order, name: str) -> bool:
    return not order.rows() or any(not getattr(row, name) for row in order.rows())
