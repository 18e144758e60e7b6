"""MessageModel entries of the order API (section 2): codes ``ORDER_EXT_API_<OP>_<KIND>_<nnn>``."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

GENERIC = {
    9: "{}の項目を指定して下さい。",
    10: "{}の値を指定して下さい。",
    11: "{}の書式が不正です。",
    12: "{}の件数または期間が上限を超えています。",
    13: "{}に指定できない値です。",
    16: "指定された注文番号は存在しないか、他の店舗の注文です。",
}
"""Generic suffixes; 9, 10, 11 and 16 are documented or seen, the texts of 12, 13 and 16 are our choice."""
MISSING, EMPTY, MALFORMED, TOO_MANY, OUT_OF_RANGE, UNKNOWN_ORDER = 9, 10, 11, 12, 13, 16


@dataclass(frozen=True, slots=True)
class Fault:
    """A generic fault of a request field."""

    code: int
    field: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Makes the messages of one operation; ``op`` as it stands in its codes."""

    op: str

    def info(self, code: int, message: str, **more: Any) -> dict[str, Any]:
        """An INFO message."""
        return self._message("INFO", code, message, more)

    def error(self, code: int, message: str, **more: Any) -> dict[str, Any]:
        """An ERROR message."""
        return self._message("ERROR", code, message, more)

    def fault(self, fault: Fault, **more: Any) -> dict[str, Any]:
        """A generic ERROR message naming the field."""
        return self.error(fault.code, GENERIC[fault.code].format(fault.field), **more)

    def unknown_order(self, number: str, **more: Any) -> dict[str, Any]:
        """The per-order error for a number that is not an order of this shop."""
        return self.error(UNKNOWN_ORDER, GENERIC[UNKNOWN_ORDER], orderNumber=number, **more)

    def not_done(self, number: str, **more: Any) -> dict[str, Any]:
        """The per-order error of the fault ``partial``: nothing was done for this order."""
        return self.error(900, "システムエラーのため処理できませんでした。", orderNumber=number, **more)

    def bad_request(self, faults: list[Fault], **envelope: Any) -> Response:
        """HTTP 400 with one message per fault and the other members of the envelope."""
        return messages([self.fault(fault) for fault in faults], 400, **envelope)

    def _message(self, kind: str, code: int, message: str, more: dict[str, Any]) -> dict[str, Any]:
        head = {"messageType": kind, "messageCode": f"ORDER_EXT_API_{self.op}_{kind}_{code:03}", "message": message}
        return head | more


def messages(entries: list[dict[str, Any]], status: int = 200, **envelope: Any) -> Response:
    """An answer with a MessageModelList."""
    return JSONResponse({"MessageModelList": entries} | envelope, status)


def required(body: dict[str, Any], name: str) -> list[Fault]:
    """Faults of a field that must be there and not be empty."""
    if name not in body:
        return [Fault(MISSING, name)]
    return [Fault(EMPTY, name)] if body[name] in (None, "", []) else []


def order_numbers(body: dict[str, Any], at_most: int = 100) -> list[Fault]:
    """Faults of ``orderNumberList``."""
    faults = required(body, "orderNumberList")
    if faults:
        return faults
    numbers = body["orderNumberList"]
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        return [Fault(MALFORMED, "orderNumberList")]
    return [Fault(TOO_MANY, "orderNumberList")] if len(numbers) > at_most else []


def one_of(body: dict[str, Any], name: str, allowed: tuple[int, ...]) -> list[Fault]:
    """Faults of a required number with fixed values."""
    faults = required(body, name)
    if faults:
        return faults
    value = body[name]
    return [] if not isinstance(value, bool) and value in allowed else [Fault(MALFORMED, name)]


def fields_of(body: object) -> dict[str, Any]:
    """The body as an object; anything else counts as no field at all."""
    return body if isinstance(body, dict) else {}
