"""updateItems 商品一括更新: partial, up to 100 items, all or nothing (section 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from mallsim.malls.yahoo_shopping.items.catalogue import Catalogue, Content
from mallsim.malls.yahoo_shopping.items.checks import Problem, check_values
from mallsim.malls.yahoo_shopping.refusals import COMMON_INVALID, COMMON_MISSING, NO_ITEM, RefusedError
from mallsim.malls.yahoo_shopping.settings import Settings
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, tree

MOST_ITEMS = 100
KEYS = {"item_code", "name", "original_price", "price", "sale_price", "member_price", "sale_period_start",
        "sale_period_end", "display", "subcode_price"}  # fmt: skip

Update = dict[str, str]


def update_items(
    catalogue: Catalogue, settings: Settings, form: Mapping[str, str], now: datetime
) -> tuple[Answer, list[str]]:
    """Change the keys that are given; the second value is the codes that changed."""
    updates = _read(form)
    problems = [(update.get("item_code", ""), _problems(catalogue, update)) for update in updates]
    bad = [(code, found) for code, found in problems if found]
    if bad:
        rows = [tree("Result", Node("ItemCode", code), *(one.node("Error") for one in found)) for code, found in bad]
        return result_set(Node("Status", "NG"), *rows), []
    for update in updates:
        code = update["item_code"]
        catalogue.save(code, _applied(catalogue.items[code].draft, update), now, settings)
    return result_set(Node("Status", "OK")), [update["item_code"] for update in updates]


def _read(form: Mapping[str, str]) -> list[Update]:
    """``item1``, ``item2``, … without a gap. The outer encoding is off already; inside, ``+`` is a plus."""
    given = {name for name in form if name.startswith("item") and name[4:].isdigit()}
    names = [f"item{number}" for number in range(1, len(given) + 1)]
    if not given:
        raise RefusedError(COMMON_MISSING, "item1")
    if set(names) != given or len(names) > MOST_ITEMS:
        raise RefusedError(COMMON_INVALID, "item1-item100")
    return [_pairs(form[name]) for name in names]


def _pairs(text: str) -> Update:
    return {
        unquote(name): unquote(value) for name, _, value in (pair.partition("=") for pair in text.split("&") if pair)
    }


def _problems(catalogue: Catalogue, update: Update) -> list[Problem]:
    item = catalogue.items.get(update.get("item_code", ""))
    if item is None:
        return [Problem("item_code", NO_ITEM.code, NO_ITEM.message)]
    problems = [Problem(name, "it-03004", "更新できない項目です。") for name in sorted(set(update) - KEYS)]
    if ("price" in update) != ("sale_price" in update):
        problems.append(Problem("price", "it-03005", "priceとsale_priceは同時に指定してください。"))
    if update.get("price") == "" or update.get("name") == "":
        problems.append(Problem("price", "it-03006", "必須項目を空にはできません。"))
    codes = [pair.partition(":")[0] for pair in update.get("subcode_price", "").split("|") if pair]
    if codes and set(codes) != {sub.code for sub in item.draft.subcodes}:
        problems.append(
            Problem(
                "subcode_price",
                "it-03007",
                "すべての個別商品コードを指定してください。",
            )
        )
    return problems + check_values(update)


def _applied(content: Content, update: Update) -> Content:
    plain = {name: value for name, value in update.items() if name not in ("item_code", "subcode_price")}
    pairs = [pair.partition(":") for pair in update.get("subcode_price", "").split("|") if pair]
    prices = {code: int(price) for code, _, price in pairs if price.isdigit()}
    subcodes = tuple(replace(sub, price=prices.get(sub.code, sub.price)) for sub in content.subcodes)
    return replace(content, values={**content.values, **plain}, subcodes=subcodes)
