"""Sub-statuses (section 2.9): the shop's own steps inside an orderProgress."""

from typing import Any

from starlette.responses import Response

from mallsim.malls.rakuten.gateway import Ask
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.messages import MISSING, Fault, Voice, fields_of, messages, order_numbers
from mallsim.malls.rakuten.shop import Shop

SUB_STATUSES: dict[int, dict[int, str]] = {
    100: {3421: "在庫確認中", 3422: "連絡待ち"},
    300: {3423: "梱包待ち", 3424: "集荷待ち"},
    500: {3425: "到着確認待ち"},
}
"""orderProgress → id → name (invented)."""
LIST, UPDATE = Voice("GET_SUB_STATUS_LIST"), Voice("UPDATE_ORDER_SUB_STATUS")


def sub_status_name(id: int | None) -> str | None:
    """The name of a sub-status, None without one."""
    return next((names[id] for names in SUB_STATUSES.values() if id in names), None)


def applicable(progress: int, id: int | None) -> bool:
    """May an order at this progress carry the sub-status? None (taking it away) always may."""
    return id is None or id in SUB_STATUSES.get(progress, {})


class SubStatuses:
    """getSubStatusList and updateOrderSubStatus."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def list(self, ask: Ask) -> Response:
        """Handle getSubStatusList; the body may be null or {}."""
        model = [
            {
                "orderProgress": progress,
                "SubStatusModelList": [
                    {"subStatusId": id, "subStatusName": name, "orderby": n}
                    for n, (id, name) in enumerate(names.items(), 1)
                ],
            }
            for progress, names in SUB_STATUSES.items()
        ]
        return messages([LIST.info(101, "サブステータス一覧の取得に成功しました。")], StatusModelList=model)

    def update(self, ask: Ask) -> Response:
        """Handle updateOrderSubStatus; HTTP 200 with one message per order."""
        body = fields_of(ask.body)
        faults = [Fault(MISSING, "subStatusId")] if "subStatusId" not in body else []
        faults += order_numbers(body)
        if faults:
            return UPDATE.bad_request(faults)
        return messages([self._one(number, body["subStatusId"], ask) for number in body["orderNumberList"]])

    def _one(self, number: str, id: int | None, ask: Ask) -> dict[str, Any]:
        order = self._shop.visible_order(number)
        if order is None:
            return UPDATE.unknown_order(number)
        if order.cancelled:
            return UPDATE.error(101, "指定された注文番号は既にキャンセルされています。", orderNumber=number)
        if not applicable(order.progress, id):
            return UPDATE.error(102, "指定されたサブステータスは設定できません。", orderNumber=number)
        if order.sub_status != id:
            order.sub_status = id
            self._life.note(order, "sub_status", "shop", subStatusId=id)
            ask.call.effect(order=number, mutation="sub_status")
        return UPDATE.info(101, "サブステータスの更新に成功しました。", orderNumber=number)
