"""Columns by name in any order, rows with the line they begin on, and what makes a file unreadable."""

import pytest

from ichigen.domain.sheets.problems import Fault, Problem, SheetRefused
from ichigen.domain.sheets.table import Field, read_sheet

FIELDS = (Field("code", "SKUコード", ("SKU",)), Field("title", "商品名"), Field("on_hand", "在庫"))


def fault_of(text: str, required: tuple[str, ...] = ("code",)) -> Problem:
    with pytest.raises(SheetRefused) as refused:
        list(read_sheet(text, FIELDS, required).rows)
    return refused.value.problem


def test_columns_are_found_by_name_width_and_alias_in_any_order() -> None:
    sheet = read_sheet("メモ,在 庫,*商品名,ｓｋｕ（必須）\nx,３,名前,A-1\n", FIELDS, ("code",))

    assert [(row.line, row.cells) for row in sheet.rows] == [(2, {"code": "A-1", "title": "名前", "on_hand": "３"})]
    assert sheet.ignored == ("メモ",)


def test_a_row_has_the_line_it_begins_on_whatever_line_breaks_its_cells_hold() -> None:
    text = 'SKU,商品名\r\nA-1,"二行の\r\n名前"\r\n\r\n,\r\nA-2,次\r\n'

    rows = list(read_sheet(text, FIELDS, ("code",)).rows)

    assert [(row.line, row.cells["code"], row.cells["title"]) for row in rows] == [
        (2, "A-1", "二行の\r\n名前"),
        (6, "A-2", "次"),
    ]


def test_a_row_with_more_cells_than_headings_is_at_fault_and_a_short_one_is_not() -> None:
    rows = list(read_sheet("SKU,商品名\nA-1,a,b\nA-2\nA-3,c,\n", FIELDS, ("code",)).rows)

    assert [row.problem for row in rows] == [Problem(Fault.COLUMNS, value="b"), None, None]
    assert rows[1].cells == {"code": "A-2", "title": ""}


def test_tabs_may_stand_for_commas() -> None:
    (row,) = read_sheet("SKU\t商品名\nA-1\ta,b\n", FIELDS, ("code",)).rows

    assert row.cells == {"code": "A-1", "title": "a,b"}


def test_what_cannot_be_read_says_why() -> None:
    assert fault_of("") == Problem(Fault.EMPTY)
    assert fault_of("商品名\nx\n") == Problem(Fault.HEADER_MISSING, "SKUコード")
    assert fault_of("SKU,ＳＫＵコード\nA,B\n") == Problem(Fault.HEADER_DUP, "SKUコード")
    assert fault_of('SKU\nA-1\n"A-2\n') == Problem(Fault.BROKEN, detail="3")
