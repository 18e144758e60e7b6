"""Own codes: any printable code is one; what some malls do not take is a warning (design: own codes, E2-16, E2-19)."""

import re

LONGEST = 100
COMMON = re.compile(r"[0-9A-Za-z-]+")

NOT_COMMON = "コードに半角英数字と「-」以外の文字があります。受け付けないモールがあります。"
NOT_COMPOSED = "SKUコードが「商品コード-横軸-縦軸」の形ではありません。モールとは紐付けの表で対応します。"
JAN_CHECK = "JAN の最後の桁 (チェックデジット) が合いません。数字を確かめてください。"


def composed(product: str, horizontal: str, vertical: str) -> str:
    """顧客社商品コード-横軸-縦軸 (E2-19); an axis that is empty is left out."""
    return "-".join(part for part in (product, horizontal, vertical) if part)


def code_warnings(code: str, product: str, horizontal: str, vertical: str) -> tuple[str, ...]:
    """What of the code may be a hindrance on some mall; nothing of it is an error."""
    table = (
        (not COMMON.fullmatch(code), NOT_COMMON),
        (bool(horizontal or vertical) and code != composed(product, horizontal, vertical), NOT_COMPOSED),
    )
    return tuple(text for applies, text in table if applies)
