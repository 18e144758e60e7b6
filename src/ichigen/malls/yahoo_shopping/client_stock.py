"""Stock calls of one account: what is written, what must go back as read (page section 4)."""

from collections.abc import Sequence
from itertools import chain
from time import monotonic

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockRefusal, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.yahoo_shopping import requests
from ichigen.malls.yahoo_shopping.caller import GET_STOCK, GET_STOCK_FOR_WRITE, SET_STOCK, Caller, Operation
from ichigen.malls.yahoo_shopping.errors import refusal
from ichigen.malls.yahoo_shopping.wire_stock import StockRow, read_stock_rows, read_written

#: 超過購入不可: for a code the mall has no record of, the only setting that cannot oversell.
NO_OVERDRAFT = "0"

#: Codes in one setStock or getStock.
BATCH = 1_000

#: 超過購入 read no longer ago than this goes back as it was; a reading before each write would make the write wait for
#: getStock's turn. All stock is read every 6 seconds by day.
FRESH_S = 8.0


class Memory:
    """超過購入 of the codes that this process read lately, by store account."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], tuple[str, float]] = {}

    def keep(self, seller_id: str, code: str, overdraft: str) -> None:
        """Remember what was read just now."""
        self._read[seller_id, code] = (overdraft, monotonic())

    def get(self, seller_id: str, code: str) -> str | None:
        """Return what was read lately; None = read it first."""
        overdraft, at = self._read.get((seller_id, code), ("", 0.0))
        return overdraft if overdraft and monotonic() - at < FRESH_S else None

    def clear(self) -> None:
        """Forget everything."""
        self._read.clear()


MEMORY = Memory()


class Stock:
    """Reads and writes stock. Sends 超過購入 back as read, because setStock resets it when left out."""

    def __init__(self, seller_id: str, caller: Caller) -> None:
        self._seller_id = seller_id
        self._caller = caller
        self._overdraft: dict[str, str] = {}

    def write(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Send one setStock.

        After a partial answer no row is called written: the page contradicts itself on whether the good rows were
        (section 4.1), so they are left open and read again.
        """
        _check_batch(len(rows))
        if not rows:
            return StockAnswer(frozenset())
        for row, line in enumerate(rows):
            _check_row(row, line)
        kept = {row.code: self._overdraft.get(row.code) or MEMORY.get(self._seller_id, row.code) for row in rows}
        unknown = [code for code, found in kept.items() if found is None]
        if unknown:
            self.read(unknown, GET_STOCK_FOR_WRITE)
        overdraft = {code: found or self._overdraft.get(code, NO_OVERDRAFT) for code, found in kept.items()}
        body = requests.set_stock(self._seller_id, rows, overdraft)
        root, reply = self._caller.post(SET_STOCK, body, rows=len(rows))
        written, _ = read_written(root)
        asked = {row.code for row in rows}
        refused = tuple(_refused(row.code, row.errors) for row in written if row.errors and row.code in asked)
        if refused or reply.status == 207:
            return StockAnswer(frozenset(), refused)
        return StockAnswer(frozenset(row.code for row in written if row.quantity is not None and row.code in asked))

    def read(self, codes: Sequence[str], operation: Operation = GET_STOCK) -> StockReading:
        """Send one getStock; an old unlimited stock is a problem of its row."""
        _check_batch(len(codes))
        if not codes:
            return StockReading(())
        root, _ = self._caller.post(operation, requests.get_stock(self._seller_id, codes), rows=len(codes))
        rows, problems = read_stock_rows(root)
        asked = set(codes)
        known = [row for row in rows if row.code in asked]
        self._overdraft |= {row.code: row.allow_overdraft for row in known if row.found}
        for row in known:
            if row.found:
                MEMORY.keep(self._seller_id, row.code, row.allow_overdraft)
        unlimited = (row for row in known if row.found and row.quantity is None)
        seen = tuple(StockSeen(row.code, row.quantity) for row in known if not (row.found and row.quantity is None))
        return StockReading(seen, tuple(chain(problems, map(_unlimited, unlimited))))


def _check_batch(rows: int) -> None:
    if rows > BATCH:
        raise ValueError(f"a stock call takes at most {BATCH} codes")


def _check_row(row: int, line: StockWrite) -> None:
    """Never send a plain negative number: the mall would subtract it (design: stock, rule 2)."""
    if line.mode is StockMode.COMPARE_AND_SET:
        raise Refused("mode_not_supported", "このモールには比較してから書く在庫更新がありません。", row)
    if line.mode is StockMode.ABSOLUTE and line.quantity < 0:
        raise Refused("negative_quantity", "在庫数に負の数は書けません。", row)


def _refused(code: str, errors: str) -> StockRefusal:
    return StockRefusal(code, errors, refusal(errors, "").message, reread=True)


def _unlimited(row: StockRow) -> Problem:
    message = "モールの在庫が無制限になっています。ストアクリエイターProで在庫数を入れてください。"
    return Problem(row.code, "unlimited_stock", message)
