"""updateOrderShipping, …Async and its result (sections 2.5, 2.6)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import JSONResponse, Response

from mallsim.core.calls import Call
from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.messages import (
    MALFORMED,
    MISSING,
    TOO_MANY,
    Fault,
    Voice,
    fields_of,
    messages,
    required,
)
from mallsim.malls.rakuten.shipping_rows import VOICE, ShippingRows, form_faults
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.times import JST

ASYNC, RESULT = Voice("UPDATE_ORDERSHIPPING_ASYNC"), Voice("GET_RESULT_UPDATEORDERSHIPPING_ASYNC")
MOST_ORDERS = 100
RESULT_S = 30 * 24 * 3600


@dataclass(slots=True)
class Job:
    """An accepted asynchronous request; ``result`` is None while it runs."""

    due: float
    expires: float
    bodies: list[dict[str, Any]]
    partial: bool
    result: list[dict[str, Any]] | None = field(default=None)


class OrderShipping:
    """The shop reports parcels."""

    def __init__(self, shop: Shop, rows: ShippingRows) -> None:
        self._shop = shop
        self._rows = rows
        self._calls: dict[str, Call] = {}

    def update(self, ask: Ask) -> Response:
        """Handle ``POST /es/2.0/order/updateOrderShipping/`` (one order, at once)."""
        body = fields_of(ask.body)
        faults = form_faults(body)
        if faults:
            return messages([VOICE.fault(f, dataNumber=n, shippingDetailId=None) for f, n in faults], 400)
        entries, kinds = self._rows.apply(body, "shop", partial=ask.call.has("partial"))
        _log(ask.call, body, kinds)
        return messages(entries)

    def update_later(self, ask: Ask) -> Response:
        """Handle ``…/updateOrderShippingAsync/``: format faults at once (HTTP 200), the rest later."""
        body = fields_of(ask.body)
        faults = _list_faults(body)
        if faults:
            return messages([ASYNC.fault(fault, orderNumber=None, dataNumber=None) for fault in faults])
        bodies = [fields_of(one) for one in body["OrderShippingModelList"]]
        errors = [
            ASYNC.fault(fault, orderNumber=one.get("orderNumber"), dataNumber=number)
            for one in bodies
            for fault, number in form_faults(one)
        ]
        if errors:
            return messages(errors)
        id = self._accept(bodies, ask.call)
        return messages(
            [ASYNC.info(101, "発送情報の更新を受付けました。", requestId=id, dataNumber=None, shippingDetailId=None)]
        )

    def result(self, ask: Ask) -> Response:
        """Handle ``…/getResultUpdateOrderShippingAsync/``; running, unknown and expired look the same."""
        body = fields_of(ask.body)
        faults = required(body, "requestId")
        if faults:
            return _results([{"MessageModelList": [RESULT.fault(fault) for fault in faults]}], 400)
        job = self._shop.jobs.get(body["requestId"])
        if job is None or job.result is None or job.expires <= self._shop.now():
            nothing = RESULT.info(101, "指定されたリクエストIDの処理結果は存在しませんでした。")
            return _results([{"MessageModelList": [nothing]}])
        return _results(job.result)

    def tick(self) -> None:
        """Run the jobs that are due."""
        for id, job in self._shop.jobs.items():
            if job.result is None and job.due <= self._shop.now():
                job.result = [self._run(one, job.partial and n % 2 == 1, id) for n, one in enumerate(job.bodies)]

    def _accept(self, bodies: list[dict[str, Any]], call: Call) -> str:
        now = self._shop.now()
        stamp = datetime.fromtimestamp(now, JST).strftime("%Y%m%d%H%M%S")
        id = f"{UUID(int=call.number)}_{stamp}"
        due = self._shop.after(self._shop.switches.async_delay_s)
        self._shop.jobs[id] = Job(due, self._shop.after(RESULT_S), bodies, call.has("partial"))
        self._calls[id] = call
        return id

    def _run(self, body: dict[str, Any], refuse: bool, id: str) -> dict[str, Any]:
        number = body["orderNumber"]
        if refuse:
            return {"orderNumber": number, "MessageModelList": [VOICE.not_done(number)]}
        entries, kinds = self._rows.apply(body, "shop")
        _log(self._calls[id], body, kinds)
        return {"orderNumber": number, "MessageModelList": entries}


def _log(call: Call, body: dict[str, Any], kinds: list[str]) -> None:
    for kind in kinds:
        call.effect(order=body["orderNumber"], mutation=kind)


def _results(results: list[dict[str, Any]], status: int = 200) -> Response:
    return JSONResponse({"ResultShippingModelList": results}, status)


def _list_faults(body: dict[str, Any]) -> list[Fault]:
    name = "OrderShippingModelList"
    if name not in body:
        return [Fault(MISSING, name)]
    orders = body[name]
    if not isinstance(orders, list) or not orders:
        return [Fault(MALFORMED, name)]
    if len(orders) > MOST_ORDERS:
        return [Fault(TOO_MANY, name)]
    numbers = [str(fields_of(one).get("orderNumber")) for one in orders]
    return [Fault(MALFORMED, "orderNumber")] if len(set(numbers)) < len(numbers) else []
