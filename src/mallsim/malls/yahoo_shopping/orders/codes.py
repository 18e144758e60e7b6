"""Code values of orders, and the table of status changes (section 3.1)."""

from __future__ import annotations

from enum import StrEnum, auto

RESERVED, PROCESSING, HELD, CANCELLED, COMPLETED = "1", "2", "3", "4", "5"
ORDER_STATUS = {
    "1": "予約中",
    "2": "処理中",
    "3": "保留",
    "4": "キャンセル",
    "5": "完了",
}

UNPAID, PAID = "0", "1"
PAY_STATUS = {"0": "入金待ち", "1": "入金済み"}
PAY_LATER, PAY_FIRST = "0", "1"

NOT_SHIPPABLE, SHIPPABLE, PACKING, SHIPPED, ARRIVED = "0", "1", "2", "3", "4"
SHIP_STATUS = {
    "0": "出荷不可",
    "1": "出荷可",
    "2": "出荷処理中",
    "3": "出荷済み",
    "4": "着荷済み",
}


class Note(StrEnum):
    """The notes ※1-※5 below the table of changes."""

    RELEASE_IN_FUTURE = auto()
    NOT_SUSPECT = auto()
    REOPENING = auto()
    NEVER_COMPLETED = auto()
    SHIPPED_BEFORE = auto()


_DONE = frozenset({Note.NOT_SUSPECT, Note.SHIPPED_BEFORE})

TRANSITIONS: dict[tuple[str, str], frozenset[Note]] = {
    ("1", "4"): frozenset(),
    ("1", "5"): _DONE,
    ("2", "3"): frozenset({Note.NEVER_COMPLETED}),
    ("2", "4"): frozenset(),
    ("2", "5"): _DONE,
    ("3", "1"): frozenset({Note.RELEASE_IN_FUTURE}),
    ("3", "2"): frozenset({Note.NOT_SUSPECT}),
    ("3", "4"): frozenset(),
    ("3", "5"): _DONE,
    ("5", "2"): frozenset({Note.REOPENING}),
    ("5", "4"): frozenset({Note.NOT_SUSPECT}),
}
"""(from, to) → conditions; a pair that is not here is ×."""

STORE_CANCEL_REASONS = {
    "100": "キャンセル", "110": "返品", "120": "未入金", "130": "住所不明", "140": "受け取り拒否", "150": "連絡不通",
    "160": "重複注文", "170": "決済審査不可", "180": "その他", "200": "決済方法都合", "210": "欠品", "220": "販売中止",
    "230": "その他",
}  # fmt: skip
DEFAULT_CANCEL_REASON = "210"
REASON_WITH_DETAIL = "230"

BUYER_CANCEL_REASONS = {
    "300": "間違えて注文", "310": "ポイント利用忘れ", "320": "クーポン利用忘れ", "330": "他で安い", "340": "送料が高い",
    "350": "お届け先変更", "360": "配送方法変更", "370": "支払方法変更", "380": "カード利用不可",
}  # fmt: skip
SYSTEM_CANCEL_REASONS = {"0": "システムキャンセル", "400": "役務連動キャンセル"}

YAMATO, JAPAN_POST = "1001", "1003"
SHIP_COMPANIES = frozenset(
    [
        *(str(code) for code in range(1000, 1030)),
        "5000",
        "5001",
        "999",
        "103",
        "104",
        "100",
    ]
)
SHIP_METHODS = frozenset(f"postage{number}" for number in range(1, 23) if number != 15)
EMPTY_REASONS = frozenset({"101", "102", "103", "104", "105"})

METHOD_NAMES = {"postage1": "宅配便", "postage2": "メール便", "postage3": "ゆうパック"}
METHOD_COMPANIES = {"postage1": "1001", "postage2": "1001", "postage3": "1003"}
"""Names and tied companies of this store's shipping methods (names are per store)."""

PAY_METHODS = {
    "card": ("payment_a1", "0", "クレジットカード決済", PAY_FIRST),
    "prepaid": ("payment_b1", "3", "銀行振込", PAY_FIRST),
    "deferred": ("payment_a18", "7", "ゆっくり払い", PAY_LATER),
    "cod": ("payment_d1", "4", "商品代引", PAY_LATER),
}
"""Payment of a control order → PayMethod, PayKind, PayMethodName, PayType."""
