"""getStock 在庫参照 (section 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mallsim.malls.yahoo_shopping.refusals import COMMON_MISSING, STOCK_CODE, STOCK_TOO_MANY, RefusedError
from mallsim.malls.yahoo_shopping.stock.book import StockKey, StockRow, read_code
from mallsim.malls.yahoo_shopping.stock.write import MOST_ROWS, STOCK_TYPE
from mallsim.malls.yahoo_shopping.timing import stamp
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, tree


def get_stock(
    form: Mapping[str, str],
    look: Callable[[StockKey], StockRow | None],
    published: Callable[[StockKey], bool],
) -> Answer:
    """One Result per asked code; a code without a record has Status 0 and nothing after it."""
    if not form.get("item_code"):
        raise RefusedError(COMMON_MISSING, "item_code")
    codes = form["item_code"].split(",")
    if len(codes) > MOST_ROWS:
        raise RefusedError(STOCK_TOO_MANY)
    keys = [read_code(code) for code in codes]
    asked = [key for key in keys if key is not None]
    if len(asked) != len(keys):
        raise RefusedError(STOCK_CODE)
    rows = [(key, look(key)) for key in asked]
    found = sum(row is not None for _, row in rows)
    answer = result_set(
        *(_result(key, row, published(key)) for key, row in rows),
        totalResultsAvailable=len(rows),
        totalResultsReturned=len(rows),
        firstResultPosition=1,
        ok=found,
        ng=len(rows) - found,
    )
    return Answer(200, answer.body, STOCK_TYPE)


def _result(key: StockKey, row: StockRow | None, published: bool) -> Node:
    codes = (Node("ItemCode", key[0]), Node("SubCode", key[1]))
    if row is None:
        return tree("Result", *codes, Node("Status", "0"))
    return tree(
        "Result",
        *codes,
        Node("Status", "1"),
        Node("Quantity", "" if row.quantity is None else str(row.quantity)),
        Node("AllowOverdraft", str(int(row.allow_overdraft))),
        Node("IsPublished", str(int(published))),
        Node("UpdateTime", stamp(row.updated)),
    )
