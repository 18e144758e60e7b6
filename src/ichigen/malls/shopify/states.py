"""Where an order stands, here and in the mall's words (section 3): tables, and one function per question.

The mall has no single status: cancelledAt first, then displayFulfillmentStatus and displayFinancialStatus.
"""

from collections.abc import Mapping

from ichigen.domain.phases import Phase
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.wire_orders import UNDONE, Order, OrderState

#: displayFinancialStatus as the mall's own Japanese screens have it; "" = null.
FINANCIAL: Mapping[str, str] = {
    "PENDING": "支払い待ち",
    "AUTHORIZED": "オーソリ済み",
    "PARTIALLY_PAID": "一部支払い済み",
    "PAID": "支払い済み",
    "PARTIALLY_REFUNDED": "一部返金済み",
    "REFUNDED": "返金済み",
    "VOIDED": "無効",
    "EXPIRED": "期限切れ",
    "": "支払い状況なし",
}
FULFILLMENT: Mapping[str, str] = {
    "UNFULFILLED": "未発送",
    "PARTIALLY_FULFILLED": "一部発送済み",
    "FULFILLED": "発送済み",
    "IN_PROGRESS": "処理中",
    "ON_HOLD": "保留中",
    "SCHEDULED": "予定",
    "OPEN": "未発送",
    "PENDING_FULFILLMENT": "発送処理待ち",
    "REQUEST_DECLINED": "発送依頼拒否",
    "RESTOCKED": "再入庫済み",
    "FULFILLMENT_NOT_REQUIRED": "発送不要",
}

#: The money is settled, or was and went back in part.
PAID = frozenset({"PAID", "PARTIALLY_REFUNDED"})
#: Money was received that a cancel may give back.
RECEIVED = frozenset({"PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED"})
#: The goods have left, or nothing had to be sent.
_GONE = frozenset({"FULFILLED", "FULFILLMENT_NOT_REQUIRED"})
#: Shipping may go on where the money is settled.
_OPEN = frozenset({"UNFULFILLED", "OPEN", "IN_PROGRESS", "PARTIALLY_FULFILLED"})

_TEST = "テスト注文です。出荷しないでください。"
#: Why shipping waits for the sake of the money; the rest of FINANCIAL does not stop anything by itself.
_MONEY_HOLDS: Mapping[str, str] = {
    "REFUNDED": "全額が返金されています。出荷してよいか、Shopifyの管理画面で確認してください。",
    "VOIDED": "与信が取り消されています。出荷せず、Shopifyの管理画面で確認してください。",
    "EXPIRED": "与信の期限が切れています。支払いをShopifyの管理画面で確認してください。",
}
_FULFILLMENT_HOLDS: Mapping[str, str] = {
    "ON_HOLD": "Shopifyで発送が保留されています。理由を管理画面で確認してください。",
    "SCHEDULED": "発送の予定日がまだ来ていない注文です。",
    "PENDING_FULFILLMENT": "フルフィルメントサービスに発送を依頼している注文です。",
    "REQUEST_DECLINED": "フルフィルメントサービスが発送依頼を断りました。Shopifyの管理画面で確認してください。",
    "RESTOCKED": "商品が再入庫されています。出荷してよいか、Shopifyの管理画面で確認してください。",
}


def mark(state: OrderState) -> str:
    """Return the fingerprint of an order: any move of it changes this text."""
    return "|".join([state.updated_at.isoformat(), state.financial, state.fulfillment, str(int(state.cancelled))])


def mall_state(state: OrderState) -> str:
    """Return the mall's own words, e.g. 支払い待ち・未発送 (X-03)."""
    if state.cancelled:
        return "キャンセル済み"
    financial = FINANCIAL.get(state.financial, state.financial)
    return f"{financial}・{FULFILLMENT.get(state.fulfillment, state.fulfillment)}"[:60]


def phase(order: Order, rules: Rules) -> Phase:
    """Return the phase. A refunded order of which nothing is left to send is a cancelled one."""
    state = order.state
    if state.cancelled or _nothing_left(order):
        return Phase.CANCELLED
    if state.fulfillment in _GONE:
        return Phase.SHIPPED if is_settled(state) else Phase.SHIPPED_UNPAID
    if holds(order):
        return Phase.HELD
    return Phase.READY if is_settled(state) or ships_first(order, rules) else Phase.UNPAID


def holds(order: Order) -> tuple[str, ...]:
    """Return the mall's reasons to stop an open order, in Japanese."""
    state = order.state
    if state.cancelled or state.fulfillment in _GONE or _nothing_left(order):
        return ()
    reasons = (
        _TEST if order.test else "",
        _MONEY_HOLDS.get(state.financial, ""),
        _FULFILLMENT_HOLDS.get(state.fulfillment, ""),
        unknown_state(order),
    )
    return tuple(reason for reason in reasons if reason)


def unknown_state(order: Order) -> str:
    """Say which status of an open order the mall has invented since; empty where we know them."""
    state = order.state
    if state.cancelled or state.fulfillment in _GONE or _nothing_left(order):
        return ""
    known = state.fulfillment in _OPEN or state.fulfillment in _FULFILLMENT_HOLDS
    unknown = "" if state.financial in FINANCIAL else f"支払い状況「{state.financial}」は未対応です。"
    unknown += "" if known else f"発送状況「{state.fulfillment}」は未対応です。"
    return f"{unknown}Shopifyの管理画面で確認してください。" if unknown else ""


def is_settled(state: OrderState) -> bool:
    """Say whether the shop has its money: a full refund after shipping leaves nothing to wait for either."""
    return state.financial in PAID or state.financial == "REFUNDED"


def ships_first(order: Order, rules: Rules) -> bool:
    """Say whether the goods go before the money: 代引 and 後払い, by the name of the payment (section 3)."""
    names = [name.casefold() for name in order.gateways]
    return any(part in name for part in rules.paid_later for name in names)


def _nothing_left(order: Order) -> bool:
    """Everything was taken off or refunded before anything was sent."""
    sent = order.state.fulfillment in _GONE or any(one.status not in UNDONE for one in order.fulfillments)
    emptied = bool(order.lines) and not any(line.quantity for line in order.lines)
    return emptied and not sent and order.state.financial in {"REFUNDED", "VOIDED"}
