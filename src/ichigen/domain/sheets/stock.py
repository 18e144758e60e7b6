"""在庫CSV: one SKU at one location a row, either what was counted (棚卸) or a difference (増減)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.table import Field
from ichigen.domain.sheets.values import MOST, whole_number
from ichigen.domain.sheets.verdict import Judged, Verdict, refused

CODE, PLACE, COUNTED, DELTA = "code", "location", "on_hand", "delta"
COMMON = (
    Field(CODE, "SKUコード", ("SKU", "商品コード", "sku_code")),
    Field(PLACE, "店舗・倉庫", ("場所", "倉庫", "店舗")),
)
COUNT_FIELDS = (*COMMON, Field(COUNTED, "在庫", ("在庫数", "数えた数", "棚卸数", "実在庫")))
DELTA_FIELDS = (*COMMON, Field(DELTA, "増減", ("増減数", "差", "数量")))


@dataclass(frozen=True, slots=True)
class StockNow:
    """A SKU at the location of the row: pieces there, pieces everywhere, and whether it is a 一点物.

    `known`: somebody has said how many there are. Until then a count that agrees with the books is one all the same.
    """

    sku_id: int
    location_id: int
    on_hand: int
    everywhere: int
    one_off: bool
    known: bool = True


def judge_stock(cells: Mapping[str, str], now: StockNow, counted: bool) -> Judged:
    """Say what a row means; `before` and `after` are the pieces at the location."""
    key = COUNTED if counted else DELTA
    label = (COUNT_FIELDS if counted else DELTA_FIELDS)[-1].label
    cell = cells.get(key, "")
    as_it_was = {str(now.on_hand)} if now.known else {""}  # also below zero; our own export says nothing of the unknown
    if counted and cell in as_it_was:
        said = {COUNTED: now.on_hand} if cell else {}
        return Judged(Verdict.UNCHANGED, said, said)
    if not cell:
        return refused(Problem(Fault.REQUIRED, label))
    number = whole_number(cell, label, 0 if counted else -MOST)
    if isinstance(number, Problem):
        return refused(number)
    change = number - now.on_hand if counted else number
    problem = cannot_move(now, change, label, cell)
    if problem:
        return refused(problem)
    if not change and (now.known or not counted):
        said = {COUNTED: now.on_hand} if counted else {}
        return Judged(Verdict.UNCHANGED, said, said)
    return Judged(Verdict.CHANGED, {COUNTED: now.on_hand}, {COUNTED: now.on_hand + change})


def cannot_move(now: StockNow, change: int, label: str = "", cell: str = "") -> Problem | None:
    """Say why the pieces at a location cannot change by so many, None where they can."""
    if now.on_hand + change < min(0, now.on_hand):
        return Problem(Fault.BELOW_ZERO, label, cell, str(now.on_hand))
    if now.one_off and change > 0 and now.everywhere + change > 1:
        return Problem(Fault.ONE_OFF, label, cell, str(now.everywhere + change))
    return None
