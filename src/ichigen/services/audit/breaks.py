"""What can be wrong with the books, in words (design: running, `ichigen audit`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Break:
    """One break: `code` for programs, the thing concerned, and Japanese sentences: why it is a break, what to do."""

    code: str
    subject: str
    cause: str
    action: str


_REBUILD = (
    "台帳を通さない変更があります。データベースを直接変更した作業がないか確認し、"
    "棚で数えて、在庫の画面で「在庫を調整する」を使ってください。"
)
_REREAD = (
    "モールの受注は自動で読み直します。数分後にもう一度確認し、直らなければ、この内容を添えて管理者に連絡してください。"
)
_REPORT = "この内容を添えて管理者に連絡してください。直るまで、この商品の在庫数を画面の数字だけで判断しないでください。"

#: code → cause (with what should be and what is) and action.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "on_hand_not_ledger": ("在庫台帳の合計は {should_be} 個ですが、在庫は {is_now} 個です。", _REBUILD),
        "reserved_not_ledger": ("在庫台帳の確保の合計は {should_be} 個ですが、確保は {is_now} 個です。", _REBUILD),
        "reserved_not_held": ("引当の合計は {should_be} 個ですが、確保は {is_now} 個です。", _REBUILD),
        "line_not_held": ("明細は {should_be} 個を確保するはずですが、{is_now} 個しか合いません。", _REREAD),
        "held_after_end": (
            "出荷またはキャンセルが済んだ明細に、まだ {is_now} 個の確保があります。",
            "在庫の画面でこの確保を「解放」してください。",
        ),
        "shipped_not_taken": ("出荷済みの明細 {should_be} 個のうち、{is_now} 個しか減少していません。", _REREAD),
        "taken_not_once": ("減少は {should_be} 個のはずですが、在庫台帳では {is_now} 個です。", _REPORT),
        "history_moved": ("連動開始前に終わった受注が、在庫を動かしています。", _REPORT),
        "unmatched_not_listed": (
            "商品と紐付かない明細がありますが、要対応に載っていません。この明細の在庫は確保されていません。",
            "受注の画面で明細の商品コードを SKU に紐付けてください。",
        ),
        "order_doubled": ("同じ受注が {is_now} 件あります。", _REPORT),
        "line_doubled": ("同じ明細が {is_now} 行あります。", _REPORT),
        "negative_offer": ("モールへ書く数が {is_now} です。0 より少ない数は書けません。", _REPORT),
        "provisional_not_held": (
            "仮確保は {should_be} 個のはずですが、引当は {is_now} 個です。",
            "在庫の画面でこの仮確保を「解放」してください。次の読み直しで正しい数になります。",
        ),
        "step_not_listed": (
            "モールに拒否された書出がありますが、要対応に載っていません。",
            "受注の画面でこの書出を「再試行」してください。",
        ),
        "desired_not_offer": (
            "販売可能数から決まる数は {should_be} 個ですが、出品の数は {is_now} 個です。",
            "要対応にこの出品があれば「再試行」してください。なければ、この内容を添えて管理者に連絡してください。",
        ),
        "mall_differs": (
            "モールに出すべき数は {should_be} 個ですが、モールでは {is_now} 個です。",
            "数分後にもう一度確認してください。まだ違うときは、要対応にこの出品があれば「再試行」し、なければ在庫の画面で理由を確認してください。",
        ),
        "mall_missing": (
            "モールに出すべき数は {should_be} 個ですが、モールにこの商品がありません。",
            "モールの管理画面で商品を確認してください。出品をやめた商品なら、紐付けを外してください。",
        ),
        "mall_unreadable": (
            "モールの在庫を確認できませんでした。",
            "接続チェックを実行し、直してからもう一度確認してください。",
        ),
    }
)


def broken(code: str, subject: str, should_be: int, is_now: int) -> Break:
    """Put one finding into words. KeyError for a code without words."""
    cause, action = WORDS[code]
    return Break(code, subject, cause.format(should_be=should_be, is_now=is_now), action)
