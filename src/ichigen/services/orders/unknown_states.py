"""Orders in a state of their mall that the hub does not know: held, and on 要対応 until the mall shows a known one."""

from collections.abc import Sequence

from ichigen.domain.orders import MallOrder
from ichigen.services.worklist import Item, close_items, open_items
from ichigen.store.orders import Order

CODE = "state_unknown"


def watch_unknown_states(account_id: int, orders: Sequence[MallOrder], *, changed: bool) -> None:
    """Tell of the orders that came in a state nobody knows; take those off that have a known one again.

    `orders`: what is new or moved. `changed`: some of them were known before, so that an item may be open.
    """
    unknown = {order.number: order for order in orders if order.unknown_state}
    if unknown:
        rows = Order.objects.filter(account_id=account_id, number__in=unknown, history=False)
        open_items(
            _item(account_id, order_id, unknown[number]) for order_id, number in rows.values_list("id", "number")
        )
    if changed:
        known = [_key(account_id, order.number) for order in orders if not order.unknown_state]
        close_items(known, "モールの状態が分かるようになりました。")


def _item(account_id: int, order_id: int, order: MallOrder) -> Item:
    return Item(
        key=_key(account_id, order.number),
        code=CODE,
        title=f"受注 {order.called} のモールの状態が未対応です",
        cause=order.unknown_state,
        action="モールの画面でこの受注の状態を確認してください。在庫は確保したまま、出荷は止めています。"
        "モールの状態が変わると自動で読み直します。続く場合は、更新版がないかを管理者に確認してください。",
        account_id=account_id,
        order_id=order_id,
    )


def _key(account_id: int, number: str) -> str:
    return f"{CODE}:{account_id}:{number}"
