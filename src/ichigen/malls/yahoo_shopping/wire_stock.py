"""setStock and getStock as typed records (page section 4)."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ichigen.mallkit.exchange import Problem
from ichigen.malls.yahoo_shopping.wire import Unreadable, children, text, whole


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row of the answer of setStock. `errors`: the mall's codes, comma-joined; empty where it has none."""

    code: str
    quantity: int | None
    errors: str


@dataclass(frozen=True, slots=True)
class StockRow:
    """One row of getStock.

    `found` false: the mall has no such record. `quantity` None on a found row: without limit (an old setting).
    """

    code: str
    found: bool
    quantity: int | None
    allow_overdraft: str


def join_code(item_code: str, sub_code: str) -> str:
    """Return the key by which stock is written: 商品コード, or 商品コード:個別商品コード."""
    return f"{item_code}:{sub_code}" if sub_code else item_code


def read_written(root: Element) -> tuple[tuple[WrittenRow, ...], tuple[Problem, ...]]:
    """Read the rows of setStock, whole or partial."""
    rows: list[WrittenRow] = []
    problems: list[Problem] = []
    for row in children(root, "Result"):
        code = join_code(text(row, "ItemCode"), text(row, "SubCode"))
        try:
            rows.append(WrittenRow(code, whole(row, "Quantity"), text(row, "ErrorCode")))
        except Unreadable as error:
            problems.append(_problem(code, error))
    return tuple(rows), tuple(problems)


def read_stock_rows(root: Element) -> tuple[tuple[StockRow, ...], tuple[Problem, ...]]:
    """Read the rows of getStock."""
    rows: list[StockRow] = []
    problems: list[Problem] = []
    for row in children(root, "Result"):
        code = join_code(text(row, "ItemCode"), text(row, "SubCode"))
        try:
            found = text(row, "Status") == "1"
            overdraft = "1" if text(row, "AllowOverdraft") == "1" else "0"
            rows.append(StockRow(code, found, whole(row, "Quantity"), overdraft))
        except Unreadable as error:
            problems.append(_problem(code, error))
    return tuple(rows), tuple(problems)


def _problem(code: str, error: Unreadable) -> Problem:
    return Problem(code, "unreadable", f"在庫の応答の項目「{error.member}」を読めませんでした。")
