"""getOrder (section 2.3): versions, the cap of 100, one error per unknown number."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.messages import MALFORMED, Fault, Voice, fields_of, messages, order_numbers, required
from mallsim.malls.rakuten.order_document import order_document
from mallsim.malls.rakuten.shop import Shop

VOICE = Voice("GET_ORDER")
OLDEST, NEWEST = 3, 10
SINCE = {
    "receiptIssueCount": 5,
    "receiptIssueHistoryList": 5,
    "DueDateModelList": 5,
    "cautionDisplayDetailType": 6,
    "SkuModelList": 7,
    "deliveryCertPrgFlag": 8,
    "oneDayOperationFlag": 8,
    "dropOffFlag": 9,
    "dropOffLocation": 9,
    "socialGiftFlag": 10,
    "SocialGiftModel": 10,
}
"""Member → first version that has it."""
UNTIL = {"goodsTax": 7, "isTaxRecalc": 7}
"""Member → last version that has it."""


class OrderGet:
    """Reads orders."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def get(self, ask: Ask) -> Response:
        """Handle ``POST /es/2.0/order/getOrder/``."""
        body = fields_of(ask.body)
        faults = order_numbers(body) + _version_faults(body)
        if faults:
            return VOICE.bad_request(faults, OrderModelList=None)
        version, item_ids = body["version"], self._item_ids()
        numbers: list[str] = body["orderNumberList"]
        lost = set(_partial(numbers)) if ask.call.has("partial") else set()
        models, errors = [], []
        for number in numbers:
            order = self._shop.visible_order(number)
            if number in lost:
                errors.append(VOICE.not_done(number))
            elif order is None:
                errors.append(VOICE.unknown_order(number))
            else:
                ask.call.shown.append(number)
                models.append(_for_version(order_document(order, item_ids), version))
        found = [VOICE.info(101, f"受注情報取得に成功しました。(取得件数{len(models)}件)")] if models else []
        envelope = {"version": version} if version >= 6 else {}
        return messages(found + errors, OrderModelList=ask.call.arranged(models), **envelope)

    def _item_ids(self) -> dict[str, int]:
        return {manage_number: 10000001 + n for n, manage_number in enumerate(self._shop.items)}


def _version_faults(body: dict[str, Any]) -> list[Fault]:
    faults = required(body, "version")
    if faults:
        return faults
    version = body["version"]
    known = isinstance(version, int) and not isinstance(version, bool) and OLDEST <= version <= NEWEST
    return [] if known else [Fault(MALFORMED, "version")]


def _for_version(model: Any, version: int) -> Any:
    if isinstance(model, list):
        return [_for_version(part, version) for part in model]
    if not isinstance(model, dict):
        return model
    return {
        name: _for_version(value, version)
        for name, value in model.items()
        if SINCE.get(name, OLDEST) <= version <= UNTIL.get(name, NEWEST)
    }


def _partial(numbers: list[str]) -> Iterator[str]:
    return (number for n, number in enumerate(numbers) if n % 2)
