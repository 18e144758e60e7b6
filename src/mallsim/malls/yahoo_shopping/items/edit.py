"""editItem 商品登録: one item, created or completely overwritten (section 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mallsim.malls.yahoo_shopping.items.catalogue import DEFAULTS, Catalogue, Content
from mallsim.malls.yahoo_shopping.items.checks import Problem, check_identity, check_values, without_outside_links
from mallsim.malls.yahoo_shopping.items.variations import (
    Option,
    SubCode,
    SyntaxProblem,
    read_options,
    read_subcodes,
    with_parameters,
)
from mallsim.malls.yahoo_shopping.refusals import COMMON_MISSING, RefusedError
from mallsim.malls.yahoo_shopping.settings import Settings
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, tree

REQUIRED = ("item_code", "path", "name", "product_category", "price")


def edit_item(catalogue: Catalogue, settings: Settings, form: Mapping[str, str], now: datetime) -> tuple[Answer, bool]:
    """Save the whole item as unpublished; the second value says whether it was saved."""
    missing = [name for name in REQUIRED if not form.get(name)]
    if missing:
        raise RefusedError(COMMON_MISSING, ",".join(missing))
    given, warnings = without_outside_links({name: value for name, value in form.items() if name != "seller_id"})
    problems = check_identity(given) + check_values(given)
    options, subcodes, more = _variations(given, catalogue)
    problems += more
    if not problems:
        prices = [sub.price for sub in subcodes if sub.price is not None]
        given |= {"price": str(max(prices))} if prices else {}
        content = Content(
            DEFAULTS | {name: value for name, value in given.items() if value},
            options,
            subcodes,
        )
        catalogue.save(form["item_code"], content, now, settings)
    return _answer(problems, warnings), not problems


def _variations(
    given: Mapping[str, str], catalogue: Catalogue
) -> tuple[tuple[Option, ...], tuple[SubCode, ...], list[Problem]]:
    try:
        options = read_options(given.get("options", ""))
    except SyntaxProblem as problem:
        return (), (), [Problem("options", "it-04001", str(problem))]
    try:
        subcodes = read_subcodes(given.get("subcodes", ""), options)
        subcodes = with_parameters(subcodes, given.get("subcode_param", ""))
    except SyntaxProblem as problem:
        return options, (), [Problem("subcodes", "it-04002", str(problem))]
    own = given["item_code"]
    taken = [sub.code for sub in subcodes if sub.code == own or catalogue.takes(sub.code, own)]
    if catalogue.takes(own, own):
        taken.append(own)
    return (
        options,
        subcodes,
        [Problem("subcodes", "it-04003", f"コードが重複しています: {code}") for code in taken],
    )


def _answer(problems: list[Problem], warnings: list[Problem]) -> Answer:
    shown = [problem.node("Error") for problem in problems]
    shown += [warning.node("Warning") for warning in warnings] or ([] if problems else [Node("Warning")])
    return result_set(tree("Result", Node("Status", "NG" if problems else "OK"), *shown))
