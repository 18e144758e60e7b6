"""Where an order stands here and in our words (sections 2.1, 2.3, 2.11): tables, and one function per question."""

from ichigen.domain.phases import Phase
from ichigen.malls.rakuten.wire_orders import Order

#: orderProgress and its name (section 2.1).
PROGRESS: dict[int, str] = {
    100: "注文確認待ち",
    200: "楽天処理中",
    300: "発送待ち",
    400: "変更確定待ち",
    500: "発送済",
    600: "支払手続き中",
    700: "支払手続き済",
    800: "キャンセル確定待ち",
    900: "キャンセル確定",
}

#: What a list answer by orderProgress shows of an order: 500 and 600 are searched together (manifest).
MARKS: dict[int, str] = {progress: str(progress) for progress in PROGRESS} | {600: "500"}

_PHASES: dict[int, Phase] = {
    100: Phase.NEW,
    200: Phase.HELD,
    300: Phase.READY,
    400: Phase.HELD,
    500: Phase.SHIPPED,
    600: Phase.SHIPPED,
    700: Phase.SHIPPED,
    800: Phase.HELD,
    900: Phase.CANCELLED,
}

#: Why shipping waits in a state of the mall.
_HOLDS: dict[int, str] = {
    200: "楽天処理中です。楽天の決済確認が終わるまで発送できません。",
    400: "変更確定待ちです。RMSで変更を確定してください。",
    800: "キャンセル確定待ちです。発送しないでください。",
}
_CONFIRM_FLAG = "楽天確認中の注文です。楽天の確認が終わるまで発送できません。"
_GIFT = "ソーシャルギフトの受取人情報の入力待ちです。"
_UNKNOWN = "Ichigenの知らない注文ステータスです。RMSで確認してください。"

#: 銀行振込, セブンイレブン(前払), ファミリーマート・ローソン等(前払): the buyer pays by himself, after confirmation.
PREPAID = frozenset({9, 13, 14})
#: 代金引換, 後払い, 請求書払い, 後払い決済: goods go first.
PAID_LATER = frozenset({2, 3, 7, 21})
#: Of these the shop still waits for the money after shipping; 代金引換 is collected by the carrier.
_AFTER_SHIPPING = frozenset({3, 7, 21})

_OPEN = frozenset({100, 200, 300, 400})


def mark(progress: int) -> str:
    """Return the mark of an order, equal to the one its scan gives."""
    return MARKS.get(progress, str(progress))


def state_name(progress: int) -> str:
    """Return the mall's own state for display."""
    return f"{progress} {PROGRESS.get(progress, '不明')}"


def holds(order: Order) -> tuple[str, ...]:
    """Return the mall's reasons to stop, in Japanese."""
    found = []
    if order.progress in _OPEN and order.confirm_flag:
        found.append(_CONFIRM_FLAG)
    if order.progress in _OPEN and gift_pending(order):
        found.append(_GIFT)
    if _waits_for_money(order):
        return tuple(found)
    reason = _HOLDS.get(order.progress) or unknown_state(order)
    return (*found, *((reason,) if reason else ()))


def unknown_state(order: Order) -> str:
    """Say that the mall has a state that section 2.1 does not name; empty where it does."""
    return "" if order.progress in PROGRESS else _UNKNOWN


def phase(order: Order) -> Phase:
    """Return the phase. 100 stays NEW under a hold: a phase never goes back, so HELD could not become NEW again."""
    if _waits_for_money(order):
        return Phase.UNPAID
    if order.progress in (500, 600) and order.settlement_code in _AFTER_SHIPPING:
        return Phase.SHIPPED_UNPAID
    if order.progress == 300 and holds(order):
        return Phase.HELD
    return _PHASES.get(order.progress, Phase.HELD)


def gift_pending(order: Order) -> bool:
    """Say whether the receiver of a social gift is still unknown; the address then holds dummies (section 2.3)."""
    return any(package.gift_input_pending for package in order.packages if not package.deleted)


def is_paid(order: Order) -> bool:
    """Say whether money is settled: the mall lets an order reach 300 only after it checked the payment."""
    if order.settlement_code in PAID_LATER:
        return order.progress == 700
    return 300 <= order.progress <= 700


def _waits_for_money(order: Order) -> bool:
    return order.progress == 200 and order.settlement_code in PREPAID
