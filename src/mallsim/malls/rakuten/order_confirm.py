"""confirmOrder (section 2.4): 100 → 200, per-order errors in HTTP 200."""

from typing import Any

from starlette.responses import Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.messages import Voice, fields_of, messages, order_numbers
from mallsim.malls.rakuten.model import Order
from mallsim.malls.rakuten.shop import Shop

VOICE = Voice("CONFIRM_ORDER")


class OrderConfirm:
    """The shop confirms orders; it cannot be undone."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def confirm(self, ask: Ask) -> Response:
        """Handle ``POST /es/2.0/order/confirmOrder/``."""
        body = fields_of(ask.body)
        faults = order_numbers(body)
        if faults:
            return VOICE.bad_request(faults)
        half = ask.call.has("partial")
        numbers = enumerate(body["orderNumberList"])
        return messages([self._one(number, half and n % 2 == 1, ask) for n, number in numbers])

    def _one(self, number: str, refuse: bool, ask: Ask) -> dict[str, Any]:
        if refuse:
            return VOICE.not_done(number)
        order = self._shop.visible_order(number)
        if order is None:
            return VOICE.unknown_order(number)
        obstacle = _obstacle(order)
        if obstacle is not None:
            return VOICE.error(*obstacle, orderNumber=number)
        self._life.confirm(order, "shop")
        ask.call.effect(order=number, mutation="confirm")
        return VOICE.info(101, "注文確認に成功しました。", orderNumber=number)


def _obstacle(order: Order) -> tuple[int, str] | None:
    if order.cancelled:
        return 102, "指定された注文番号は既にキャンセルされています。"
    if order.progress != 100:
        return 103, "指定された注文番号は既に注文確認済みです。"
    if not order.terms.postage_known:
        return 105, "送料が未確定のため、注文確認が出来ませんでした。"
    return None
