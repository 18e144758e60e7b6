"""setStock 在庫更新 (section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mallsim.malls.yahoo_shopping.refusals import (
    COMMON_MISSING,
    STOCK_CLOSE,
    STOCK_CODE,
    STOCK_COUNT,
    STOCK_OVERDRAFT,
    STOCK_QUANTITY,
    STOCK_TOO_MANY,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.settings import Settings
from mallsim.malls.yahoo_shopping.stock.book import StockBook, StockKey, StockRow, read_code
from mallsim.malls.yahoo_shopping.stock.quantity import OutOfRangeError, QuantityChange, read_quantity
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, tree

MOST_ROWS = 1000
NOT_APPLIED = "ed-10001"
"""Exists by name only; here: the row was right and was not written [R]."""
STOCK_TYPE = "text/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class RowWish:
    """One element of the request; ``errors`` are the codes that refuse it."""

    text: str
    key: StockKey | None
    change: QuantityChange | None
    overdraft: str | None
    close: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StockWritten:
    """The answer and what changed: the rows written, in order."""

    answer: Answer
    rows: tuple[tuple[StockKey, int], ...]


def set_stock(
    book: StockBook,
    settings: Settings,
    form: Mapping[str, str],
    now: datetime,
    *,
    partial: bool = False,
) -> StockWritten:
    """Apply the rows that are right; a row with an error leaves them alone (207) unless ``stock_all_or_nothing`` is on.

    ``partial`` (a fault) makes the mall fail on the second half of the rows.
    """
    wishes = _read(form)
    if partial:
        half = len(wishes) - len(wishes) // 2
        wishes[half:] = [replace(wish, errors=(*wish.errors, NOT_APPLIED)) for wish in wishes[half:]]
    bad = [wish for wish in wishes if wish.errors]
    if bad and len(wishes) == 1:
        raise RefusedError(STOCK_QUANTITY if bad[0].key else STOCK_CODE, ",".join(bad[0].errors))
    good = [] if bad and settings.stock_all_or_nothing else [wish for wish in wishes if not wish.errors]
    after = _computed(book, settings, good, now)
    for key, row in after:
        book.put(key, row)
    shown = {id(wish): row for wish, (_, row) in zip(good, after, strict=True)}
    results = [_result(wish, shown.get(id(wish))) for wish in wishes]
    answer = result_set(
        *results,
        status=207 if bad else 200,
        totalResultsAvailable=len(wishes),
        totalResultsReturned=len(wishes),
        firstResultPosition=1,
        ok=len(good),
        ng=len(wishes) - len(good),
    )
    answer = Answer(answer.status, answer.body, STOCK_TYPE)
    return StockWritten(answer, tuple((key, row.quantity or 0) for key, row in after))


def _read(form: Mapping[str, str]) -> list[RowWish]:
    if not form.get("item_code") or "quantity" not in form:
        raise RefusedError(COMMON_MISSING, "item_code, quantity")
    codes = form["item_code"].split(",")
    if len(codes) > MOST_ROWS:
        raise RefusedError(STOCK_TOO_MANY)
    quantities = _column(form, "quantity", len(codes))
    overdrafts = _column(form, "allow_overdraft", len(codes))
    closes = _column(form, "stock_close", len(codes))
    return [_wish(*row) for row in zip(codes, quantities, overdrafts, closes, strict=True)]


def _column(form: Mapping[str, str], name: str, count: int) -> Sequence[str | None]:
    if name not in form or (name != "quantity" and form[name] == ""):
        return [None] * count
    values = form[name].split(",")
    if len(values) != count:
        raise RefusedError(STOCK_COUNT, name)
    return values


def _wish(code: str, quantity: str | None, overdraft: str | None, close: str | None) -> RowWish:
    key, change = read_code(code), read_quantity(quantity or "")
    faults = (
        (key is None, STOCK_CODE),
        (change is None, STOCK_QUANTITY),
        (overdraft not in (None, "", "0", "1"), STOCK_OVERDRAFT),
        (close not in (None, "", "0"), STOCK_CLOSE),
    )
    errors = tuple(refusal.code for wrong, refusal in faults if wrong)
    return RowWish(code, key, change, overdraft or None, close or "", errors)


def _computed(
    book: StockBook, settings: Settings, wishes: Sequence[RowWish], now: datetime
) -> list[tuple[StockKey, StockRow]]:
    """The rows as they will be; a sum out of range anywhere fails the whole call."""
    ahead: dict[StockKey, StockRow] = {}
    written = []
    for wish in wishes:
        if wish.key is None or wish.change is None:
            continue
        old = ahead.get(wish.key) or book.get(wish.key)
        try:
            quantity = wish.change.applied_to((old.quantity or 0) if old else 0)
        except OutOfRangeError:
            raise RefusedError(STOCK_QUANTITY, wish.text) from None
        overdraft = settings.default_allow_overdraft if wish.overdraft is None else wish.overdraft == "1"
        closed = bool(old and old.closed) and wish.close != "0"
        ahead[wish.key] = StockRow(quantity, overdraft, closed, now)
        written.append((wish.key, ahead[wish.key]))
    return written


def _result(wish: RowWish, row: StockRow | None) -> Node:
    item, _, sub = wish.text.partition(":")
    parts = [
        Node("ItemCode", item),
        Node("SubCode", sub),
        Node("Quantity", str(row.quantity) if row else ""),
    ]
    if wish.errors:
        parts.append(Node("ErrorCode", ",".join(wish.errors)))
    elif row is None:
        parts.append(Node("ErrorCode", NOT_APPLIED))
    return tree("Result", *parts)
