"""What the live check of 在庫表 says in the browser; the scripts hold no words of their own."""

import json

from django.utils.translation import gettext

from ichigen.services.stock.edit_cells import BELOW_ZERO, NOT_A_NUMBER, TOO_MANY
from ichigen.services.stock.goods import LARGEST


def live_words() -> str:
    """Return the words and limits that `matrix.js` needs, as JSON; `{n}`, `{a}`, `{b}` are filled in there."""
    words = {
        "largest": LARGEST,
        "number": gettext(NOT_A_NUMBER),
        "below": gettext(BELOW_ZERO),
        "large": gettext(TOO_MANY),
        "changed": gettext("変更 {n} 件"),
        "bad": gettext("要修正 {n} 件"),
        "conflict": gettext("他の人が更新しました（画面 {a}、いま {b}）"),
        "unsaved": gettext("保存していない変更があります。保存するか、元に戻してから操作してください。"),
        "pasted": gettext("{n} 件を貼り付けました。"),
        "outside": gettext("{n} 件は表の範囲の外のため、貼り付けていません。"),
        "unknown": gettext("このページにない SKU: {a}"),
        "offline": gettext("保存できませんでした。入力は残っています。もう一度保存してください。"),
    }
    return json.dumps(words, ensure_ascii=False)
