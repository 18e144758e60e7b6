"""What a person types into a cell of 在庫表 (ui guide 10: full-width digits become ASCII)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.stock_edit import Typed, narrow, read_units

WIDE = str.maketrans("0123456789+-,", "０１２３４５６７８９＋－，")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("12", Typed(12, False)),
        (" １２ ", Typed(12, False)),
        ("0", Typed(0, False)),
        ("1,200", Typed(1200, False)),
        ("＋３", Typed(3, True)),
        ("－２", Typed(-2, True)),
        ("−2", Typed(-2, True)),
        ("ー2", Typed(-2, True)),
        ("+0", Typed(0, True)),
        ("007", Typed(7, False)),
    ],
)
def test_counts_and_differences(text: str, typed: Typed) -> None:
    assert read_units(text) == typed


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "+",
        "1.5",
        "1e3",
        "12個",
        "１，２",
        "1,20",
        ",100",
        "--2",
        "+-2",
        "1 2",
        "٣",
        "Ⅻ",
        "1234567890",
        "=A1",
    ],
)
def test_what_is_no_whole_number(text: str) -> None:
    assert read_units(text) is None


@given(st.integers(0, 999_999_999), st.sampled_from(["", "+", "-"]), st.booleans())
def test_any_width_of_any_number_reads_as_that_number(units: int, sign: str, grouped: bool) -> None:
    text = f"{sign}{units:,}" if grouped else f"{sign}{units}"
    expected = Typed(-units if sign == "-" else units, bool(sign))

    assert read_units(text) == expected
    assert read_units(text.translate(WIDE)) == expected
    assert narrow(text.translate(WIDE)) == text


@given(st.text(max_size=20))
def test_whatever_is_typed_reads_like_its_nfkc_form_and_reads_ascii_only(text: str) -> None:
    narrowed = narrow(text)

    assert read_units(text) == read_units(unicodedata.normalize("NFKC", text)) == read_units(narrowed)
    assert narrow(narrowed) == narrow(narrow(narrowed))
    if read_units(text) is not None:
        assert narrowed.isascii()


@given(st.integers(-50, 500), st.integers(0, 500))
def test_a_count_changes_by_what_is_missing_and_a_difference_by_itself(on_hand: int, units: int) -> None:
    assert on_hand + Typed(units, False).change(on_hand) == units
    assert Typed(-units, True).change(on_hand) == -units
