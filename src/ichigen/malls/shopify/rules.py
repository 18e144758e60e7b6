"""What a shop may set of how its orders and stock are read and written: the account's settings, parsed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.mallkit.manifest import CredentialField

#: 代引 and 後払い: goods go first (section 3). Parts of what a shop may have called the payment method.
PAID_LATER = ("代金引換", "代引", "cash on delivery", "cash_on_delivery", "後払い", "請求書払い")
DAY_KEYS = ("配送希望日", "お届け希望日", "お届け日", "配達希望日", "配送日", "Delivery-Date")
SLOT_KEYS = ("配送時間帯", "配送希望時間", "配送希望時間帯", "お届け希望時間", "お届け時間帯", "Delivery-Time")

_YES_NO = r"する|しない"

SETTINGS = (
    CredentialField(
        "location",
        "在庫のロケーション",
        "在庫を連動するロケーションの名前、またはURLの最後の番号。空欄なら、1つだけのロケーションか、既定のロケーションを使います。"
        "変えると、在庫をすべて読み直してから連動します。前のロケーションの在庫数は、そのまま残ります。",
        secret=False,
        required=False,
        folded=True,
        resets_stock=True,
    ),
    CredentialField(
        "paid_later",
        "代引・後払いの決済名",
        f"入金の前に出荷してよい決済の名前(一部でも可)を「,」で区切って入力します。空欄なら「{','.join(PAID_LATER)}」。",
        secret=False,
        required=False,
        folded=True,
    ),
    CredentialField(
        "delivery_day_keys",
        "お届け希望日の項目名",
        f"アプリが注文の追加情報に書く項目名を「,」で区切って入力します。空欄なら「{','.join(DAY_KEYS)}」。",
        secret=False,
        required=False,
        folded=True,
    ),
    CredentialField(
        "delivery_slot_keys",
        "お届け時間帯の項目名",
        f"アプリが注文の追加情報に書く項目名を「,」で区切って入力します。空欄なら「{','.join(SLOT_KEYS)}」。",
        secret=False,
        required=False,
        folded=True,
    ),
    CredentialField(
        "notify_customer",
        "購入者への通知メール",
        "出荷とキャンセルのとき、Shopifyから購入者にメールを送るか。「する」か「しない」。空欄なら「する」。",
        secret=False,
        required=False,
        folded=True,
        pattern=_YES_NO,
    ),
    CredentialField(
        "refund_on_cancel",
        "キャンセル時の返金",
        "キャンセルのとき、入金済みの代金を元の支払方法に返金するか。「する」か「しない」。空欄なら「する」。",
        secret=False,
        required=False,
        folded=True,
        pattern=_YES_NO,
    ),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings as they apply. Names of payments and keys are folded for comparing."""

    location: str = ""
    paid_later: tuple[str, ...] = tuple(map(str.casefold, PAID_LATER))
    day_keys: tuple[str, ...] = tuple(map(str.casefold, DAY_KEYS))
    slot_keys: tuple[str, ...] = tuple(map(str.casefold, SLOT_KEYS))
    notify: bool = True
    refund: bool = True


def rules_of(settings: Mapping[str, str]) -> Rules:
    """Return the rules of an account; an empty setting is the usual one."""
    usual = Rules()
    return Rules(
        location=settings.get("location", "").strip(),
        paid_later=_names(settings.get("paid_later", "")) or usual.paid_later,
        day_keys=_names(settings.get("delivery_day_keys", "")) or usual.day_keys,
        slot_keys=_names(settings.get("delivery_slot_keys", "")) or usual.slot_keys,
        notify=settings.get("notify_customer", "").strip() != "しない",
        refund=settings.get("refund_on_cancel", "").strip() != "しない",
    )


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in re.split("[,，、\n]", value) if name.strip())
