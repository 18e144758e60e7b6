"""cancelOrder and cancelOrderAfterShipping (section 2.7)."""

from starlette.responses import Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.life import CUSTOMER_REASONS, SHOP_REASONS, Life
from mallsim.malls.rakuten.messages import Voice, fields_of, messages, one_of, required
from mallsim.malls.rakuten.shop import Shop

BEFORE, AFTER = Voice("CANCEL_ORDER"), Voice("CANCEL_ORDER_AFTER_SHIPPING")
STATES = {BEFORE.op: (100, 200, 300), AFTER.op: (500, 600, 700, 800)}


class OrderCancel:
    """The shop applies for a cancel (before shipping) or makes one final (after)."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def before_shipping(self, ask: Ask) -> Response:
        """100, 200, 300 → 800, and 900 later."""
        return self._cancel(ask, BEFORE, final=False)

    def after_shipping(self, ask: Ask) -> Response:
        """500 … 800 → 900 in one step."""
        return self._cancel(ask, AFTER, final=True)

    def _cancel(self, ask: Ask, voice: Voice, *, final: bool) -> Response:
        body = fields_of(ask.body)
        faults = required(body, "orderNumber")
        faults += one_of(body, "inventoryRestoreType", (0, 1, 2))
        faults += one_of(body, "changeReasonDetailApply", CUSTOMER_REASONS + SHOP_REASONS)
        if faults:
            return voice.bad_request(faults)
        number = body["orderNumber"]
        order = self._shop.visible_order(number)
        if order is None:
            return messages([voice.unknown_order(number)])
        if order.progress not in STATES[voice.op]:
            return messages([voice.error(101, "キャンセル申請が出来る状態ではありませんでした。", orderNumber=number)])
        self._life.apply_cancel(
            order, body["changeReasonDetailApply"], body["inventoryRestoreType"], "shop", final=final
        )
        ask.call.effect(order=number, mutation="cancel")
        return messages([voice.info(101, "キャンセル申請に成功しました。", orderNumber=number)])
