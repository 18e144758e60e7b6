"""updateOrderMemo (section 2.8) and the small single-field writes of section 2.10."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.messages import MALFORMED, Fault, Voice, fields_of, messages, required
from mallsim.malls.rakuten.model import Order
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.sub_statuses import applicable
from mallsim.malls.rakuten.times import is_order_date

MEMO, DELIVERY, REMARKS = Voice("UPDATE_ORDERMEMO"), Voice("UPDATE_ORDERDELIVERY"), Voice("UPDATE_ORDERREMARKS")
DEPENDENT_LEADS = (0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC)
"""First bytes in CP932 of 機種依存文字 (NEC row 13, NEC/IBM extensions)."""


def machine_dependent(text: str) -> bool:
    """Does the text hold characters such as ①, ㈱ or emoji?"""
    for character in text:
        code = character.encode("cp932", "ignore")
        if ord(character) > 0xFFFF or (len(code) == 2 and code[0] in DEPENDENT_LEADS):
            return True
    return False


def _text(longest: int) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= longest and not machine_dependent(value)

    return fits


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


FIELDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "memo": ("memo", _text(1000)),
    "operator": ("operator", _text(6)),
    "mailPlugSentence": ("mail_plug", _text(1024)),
    "deliveryClass": ("delivery_class", lambda value: value in range(9)),
    "deliveryDate": ("delivery_date", lambda value: value == "" or is_order_date(value)),
    "shippingTerm": ("shipping_term", _whole),
}
"""Request field → (attribute of Terms, check)."""


class OrderMemo:
    """Edits what only the shop sees. Omitted fields stay."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def update(self, ask: Ask) -> Response:
        """Handle ``POST /es/2.0/order/updateOrderMemo/``."""
        body = fields_of(ask.body)
        faults = required(body, "orderNumber")
        faults += [
            Fault(MALFORMED, n) for n, (_, fits) in FIELDS.items() if body.get(n) is not None and not fits(body[n])
        ]
        if faults:
            return MEMO.bad_request(faults)
        changes = {attribute: body[name] for name, (attribute, _) in FIELDS.items() if name in body}
        return self._change(ask, MEMO, "memo", changes, body)

    def delivery(self, ask: Ask) -> Response:
        """Handle ``…/updateOrderDelivery/``."""
        body = fields_of(ask.body)
        faults = required(body, "orderNumber") + required(body, "deliveryName")
        if faults:
            return DELIVERY.bad_request(faults)
        return self._change(ask, DELIVERY, "delivery", {"delivery_name": body["deliveryName"]}, {})

    def remarks(self, ask: Ask) -> Response:
        """Handle ``…/updateOrderRemarks/``."""
        body = fields_of(ask.body)
        faults = required(body, "orderNumber") + required(body, "remarks")
        if faults:
            return REMARKS.bad_request(faults)
        return self._change(ask, REMARKS, "remarks", {"remarks": body["remarks"]}, {})

    def _change(self, ask: Ask, voice: Voice, kind: str, changes: dict[str, Any], sub: dict[str, Any]) -> Response:
        number = fields_of(ask.body)["orderNumber"]
        order = self._shop.visible_order(number)
        if order is None:
            return messages([voice.unknown_order(number)])
        if not applicable(order.progress, sub.get("subStatusId")):
            return messages([voice.error(102, "指定されたサブステータスは設定できません。", orderNumber=number)])
        if _write(order, changes, sub):
            self._life.note(order, kind, "shop", fields=sorted(changes))
            ask.call.effect(order=number, mutation=kind)
        return messages([voice.info(101, "更新に成功しました。", orderNumber=number)])


def _write(order: Order, changes: dict[str, Any], sub: dict[str, Any]) -> bool:
    wanted = sub.get("subStatusId", order.sub_status)
    changed = order.sub_status != wanted
    order.sub_status = wanted
    for attribute, value in changes.items():
        changed = changed or getattr(order.terms, attribute) != value
        setattr(order.terms, attribute, value)
    return changed
