"""The micro-syntax of ``options``, ``subcodes`` and ``subcode_param`` (section 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from mallsim.malls.yahoo_shopping.stock.book import CODE_PART

MOST_OPTIONS, MOST_VALUES, MOST_SUBCODES = 20, 100, 100


class SyntaxProblem(Exception):
    """The text breaks the micro-syntax; the message says how."""


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One value of an option; ``charge`` in yen, a value that is not ``selectable`` is only shown."""

    name: str
    spec: str = ""
    charge: str = ""
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """``name[:specId]#value[:valueSpec][;charge],…``."""

    name: str
    spec: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class SubCode:
    """One 個別商品コード: the option values that choose it, and its own price where it has one."""

    code: str
    choices: tuple[tuple[str, str], ...]
    price: int | None = None


def read_options(text: str) -> tuple[Option, ...]:
    """Parse ``options``."""
    options = tuple(_option(part) for part in text.split("|")) if text else ()
    if len(options) > MOST_OPTIONS or any(len(option.values) > MOST_VALUES for option in options):
        raise SyntaxProblem("オプションが多すぎます。")
    return options


def _option(text: str) -> Option:
    head, mark, tail = text.partition("#")
    name, _, spec = head.partition(":")
    if not name or not mark or not tail:
        raise SyntaxProblem("オプションの形式が不正です。")
    return Option(name, spec, tuple(map(_value, tail.split(","))))


def _value(text: str) -> OptionValue:
    shown, _, charge = text.partition(";")
    name, _, spec = shown.partition(":")
    if not name.removeprefix("="):
        raise SyntaxProblem("オプション値が空です。")
    return OptionValue(name.removeprefix("="), spec, charge, not name.startswith("="))


def read_subcodes(text: str, options: tuple[Option, ...]) -> tuple[SubCode, ...]:
    """Parse ``subcodes`` and check them against the options they use."""
    subcodes = tuple(_subcode(part) for part in text.split("|")) if text else ()
    if len(subcodes) > MOST_SUBCODES:
        raise SyntaxProblem("個別商品コードは100件までです。")
    if len({sub.code for sub in subcodes}) != len(subcodes):
        raise SyntaxProblem("個別商品コードが重複しています。")
    _check_combinations(subcodes, options)
    return subcodes


def _subcode(text: str) -> SubCode:
    chosen, _, code = text.rpartition("=")
    pairs = [pair.partition(":") for pair in chosen.split("#")]
    if not CODE_PART.fullmatch(code) or any(not name or not value for name, _, value in pairs):
        raise SyntaxProblem("個別商品コードの形式が不正です。")
    return SubCode(code, tuple((name, value) for name, _, value in pairs))


def _check_combinations(subcodes: tuple[SubCode, ...], options: tuple[Option, ...]) -> None:
    """Every combination of the options used must be listed, and only those."""
    if not subcodes:
        return
    values = {option.name: [value.name for value in option.values] for option in options}
    used = [name for name, _ in subcodes[0].choices]
    if any(name not in values for name in used):
        raise SyntaxProblem("個別商品コードのオプションが存在しません。")
    wanted = {frozenset(zip(used, combination, strict=True)) for combination in product(*(values[n] for n in used))}
    given = [frozenset(sub.choices) for sub in subcodes]
    if set(given) != wanted or len(given) != len(wanted):
        raise SyntaxProblem("個別商品コードの組み合わせが不足しています。")


def with_parameters(subcodes: tuple[SubCode, ...], text: str) -> tuple[SubCode, ...]:
    """Apply the prices of ``subcode_param``: ``subcode=key:n#key:n|…``."""
    prices: dict[str, int] = {}
    known = {sub.code for sub in subcodes}
    for part in text.split("|") if text else ():
        code, _, pairs = part.partition("=")
        values = dict(pair.split(":", 1) for pair in pairs.split("#") if ":" in pair)
        if code not in known or not values:
            raise SyntaxProblem("個別商品コードの設定が不正です。")
        if "price" in values:
            if not values["price"].isdigit():
                raise SyntaxProblem("個別商品コードの価格が不正です。")
            prices[code] = int(values["price"])
    return tuple(SubCode(sub.code, sub.choices, prices.get(sub.code, sub.price)) for sub in subcodes)
