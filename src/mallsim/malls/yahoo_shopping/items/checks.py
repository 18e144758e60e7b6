"""What editItem and updateItems refuse or repair, as a table of checks (section 5.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mallsim.malls.yahoo_shopping.stock.book import CODE_PART
from mallsim.malls.yahoo_shopping.timing import JST
from mallsim.malls.yahoo_shopping.wire import Node, tree

HTML_TEXTS = ("caption", "additional1", "additional2", "additional3", "sp_additional")
_OUTSIDE_LINK = re.compile(r'<a\s[^>]*href="https?://(?![^"/]*yahoo\.co\.jp)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """One Error or Warning of an item answer. Codes other than those the contract names are the simulator's [R]."""

    target: str
    code: str
    message: str

    def node(self, element: str) -> Node:
        """As ``<Error>`` or ``<Warning>``."""
        return tree(
            element,
            Node("Target", self.target),
            Node("Code", self.code),
            Node("Message", self.message),
        )


LENGTHS = {"name": 75, "headline": 30, "caption": 5000, "abstract": 500, "explanation": 500, "additional1": 5000,
           "additional2": 5000, "additional3": 5000, "meta_desc": 80, "product_code": 50, "jan": 17}  # fmt: skip
CHOICES = {
    **dict.fromkeys(("display", "taxable", "keep_stock", "person_sale_limit"), ("0", "1")),
    "delivery": ("0", "1", "3"),
    "condition": tuple("02345678"),
    "taxrate_type": ("0.1", "0.08"),
}
PRICES = ("price", "original_price", "sale_price", "member_price")
SALE_TIMES = ("sale_period_start", "sale_period_end")
_PRICE = re.compile(r"[1-9][0-9]{0,7}")


def check_values(values: Mapping[str, str]) -> list[Problem]:
    """Problems of single values, whichever of them are there; an empty text is always allowed."""
    given = {name: value for name, value in values.items() if value}
    problems = [
        Problem(name, "it-02004", f"{name}は全角{most}文字以内です。")
        for name, most in LENGTHS.items()
        if len(given.get(name, "")) > most
    ]
    problems += [
        Problem(name, "it-03001", f"{name}は1から99999999の数字です。")
        for name in PRICES
        if name in given and not _PRICE.fullmatch(given[name])
    ]
    problems += [
        Problem(name, "it-03002", f"{name}の値が不正です。")
        for name, allowed in CHOICES.items()
        if given.get(name, allowed[0]) not in allowed
    ]
    problems += [
        Problem(name, "it-03003", f"{name}の日時が不正です。")
        for name in SALE_TIMES
        if name in given and not _is_time(given[name])
    ]
    return problems


def check_identity(values: Mapping[str, str]) -> list[Problem]:
    """Problems of code, category and path, needed only where an item is registered."""
    problems = [] if CODE_PART.fullmatch(values["item_code"]) else [
        Problem("item_code", "it-02001", "商品コードは半角英数字とハイフンで99文字以内です。")
    ]  # fmt: skip
    if not re.fullmatch(r"[0-9]{1,10}", values["product_category"]):
        problems.append(Problem("product_category", "it-02002", "プロダクトカテゴリが不正です。"))
    for path in values["path"].splitlines():
        names = path.split(":")
        if len(names) > 8:
            problems.append(Problem("path", "it-01001", "パスは最大8階層です。"))
        if any(not name or len(name) > 20 for name in names):
            problems.append(Problem("path", "it-01002", "ストアカテゴリ名は全角20文字以内です。"))
    return problems


def without_outside_links(
    values: Mapping[str, str],
) -> tuple[dict[str, str], list[Problem]]:
    """Links out of the mall are removed with a Warning; the item is saved all the same."""
    cleaned = {name: _OUTSIDE_LINK.sub(r"\1", value) if name in HTML_TEXTS else value for name, value in values.items()}
    warnings = [
        Problem(name, "it-00001", "外部リンクを削除しました。")
        for name in HTML_TEXTS
        if values.get(name) != cleaned.get(name)
    ]
    return cleaned, warnings


def _is_time(text: str) -> bool:
    if len(text) not in (10, 12) or not text.isdigit():
        return False
    try:
        datetime.strptime(text.ljust(12, "0"), "%Y%m%d%H%M").replace(tzinfo=JST)
    except ValueError:
        return False
    return True
