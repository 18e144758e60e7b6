"""Cells: full-width digits, guards against formulas (CSV injection), JAN codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.codes import NOT_COMMON, NOT_COMPOSED, code_warnings
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.values import check_digit_fits, flag, guarded, jan_code, plain, whole_number

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize(
    ("text", "number"),
    [("３", 3), ("１，２８０円", 1280), ("¥1,280", 1280), ("△２", -2), ("-5", -5), ("－5", -5), ("+7", 7), (" 8 ", 8)],
)
def test_numbers_as_people_type_them(text: str, number: int) -> None:
    assert whole_number(text, "在庫", -10) == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("3.0", Fault.NUMBER),
        ("三", Fault.NUMBER),
        ("1.00E+05", Fault.ROUNDED),
        ("-11", Fault.QTY),
        ("9" * 16, Fault.NUMBER),
    ],
)
def test_what_is_no_number_of_pieces_is_not_guessed(text: str, fault: Fault) -> None:
    found = whole_number(text, "在庫", -10)

    assert isinstance(found, Problem)
    assert (found.fault, found.column, found.value) == (fault, "在庫", text)


@pytest.mark.parametrize("text", ["=1+1", "+81", "-x", "@a", "\tx", "＝1", " =1", "'x"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text).startswith("'")


@given(TEXTS)
def test_a_guarded_text_comes_back_but_for_the_spaces_around_it(text: str) -> None:
    assert plain(guarded(text)) == text.strip()


@given(TEXTS)
def test_no_guarded_text_begins_as_a_formula(text: str) -> None:
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@"))


def test_excel_guards_are_removed() -> None:
    assert plain('="0123"') == "0123"


def test_jan_codes() -> None:
    assert jan_code("４９０１２３４５６７８９４", "JAN") == "4901234567894"
    assert jan_code("4.90E+12", "JAN") == Problem(Fault.ROUNDED, "JAN", "4.90E+12")
    assert jan_code("490123", "JAN") == Problem(Fault.JAN, "JAN", "490123")
    assert check_digit_fits("4901234567894")
    assert not check_digit_fits("4901234567890")


def test_flags() -> None:
    assert [flag(text, "一点物") for text in ("１", "いいえ", "○")] == [True, False, True]
    assert flag("たぶん", "一点物") == Problem(Fault.FLAG, "一点物", "たぶん")


def test_e2_16_and_e2_19_are_warnings() -> None:
    assert code_warnings("TS-RED-M", "TS", "RED", "M") == ()
    assert code_warnings("TS_RED", "TS", "RED", "") == (NOT_COMMON, NOT_COMPOSED)
