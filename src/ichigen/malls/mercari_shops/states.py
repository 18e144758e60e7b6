"""The mall's statuses as ours (page section 3.4), and how メルカリ便 is recognised (page section 3.5)."""

from ichigen.domain.phases import Phase

WAITING_FOR_PAYMENT = "WAITING_FOR_PAYMENT"
WAITING_FOR_SHIPPING = "WAITING_FOR_SHIPPING"
COMPLETING = "COMPLETING"
COMPLETED = "COMPLETED"
CANCELING = "CANCELING"
CANCELED = "CANCELED"

PHASES: dict[str, Phase] = {
    WAITING_FOR_PAYMENT: Phase.UNPAID,
    WAITING_FOR_SHIPPING: Phase.READY,
    COMPLETING: Phase.SHIPPED,
    COMPLETED: Phase.SHIPPED,
    CANCELING: Phase.HELD,
    CANCELED: Phase.CANCELLED,
}

LABELS: dict[str, str] = {
    WAITING_FOR_PAYMENT: "支払い待ち",
    WAITING_FOR_SHIPPING: "発送待ち",
    COMPLETING: "発送処理の確定待ち",
    COMPLETED: "完了",
    CANCELING: "キャンセル処理中",
    CANCELED: "キャンセル",
}

#: Already shipped for the mall: nothing more is reported (trap 6).
SENT = frozenset({COMPLETING, COMPLETED})

#: The values of `shippingMethod` were not seen; any of these words in one makes it メルカリ便 [R].
_ANONYMOUS_WORDS = ("MERCARI", "RAKURAKU", "YUYU", "ANONYMOUS", "メルカリ便", "らくらく", "ゆうゆう", "匿名")

#: The method of the mall's example: the shop sends by a carrier of its own.
_METHODS = {"SELLER_ARRANGED": "ショップで手配"}


def phase_of(status: str) -> Phase:
    """Return the phase; a status that nobody described stops the order instead of moving stock."""
    return PHASES.get(status, Phase.HELD)


def state_name(status: str) -> str:
    """Return the status as it is shown: in words, or as it came where nobody described it."""
    return LABELS.get(status, status)


def holds(status: str) -> tuple[str, ...]:
    """Return why the mall stops the order."""
    if status == CANCELING:
        return ("メルカリShopsでキャンセル処理中です。終わるまで発送できません。",)
    unknown = unknown_state(status)
    return (unknown,) if unknown else ()


def unknown_state(status: str) -> str:
    """Say that nobody described this status; empty where somebody did."""
    return "" if status in PHASES else f"未知のステータス「{status}」です。メルカリShopsの画面で確認してください。"


def is_anonymous_method(method: str) -> bool:
    """Is this らくらくメルカリ便 or ゆうゆうメルカリ便 (匿名配送)?"""
    return any(word in method.upper() for word in _ANONYMOUS_WORDS)


def method_label(method: str) -> str:
    """Return 配送方法 as it is shown; what nobody described as it came."""
    return "メルカリ便(匿名配送)" if is_anonymous_method(method) else _METHODS.get(method, method)
