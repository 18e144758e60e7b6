"""Section 4.1: the micro-syntax of setStock's quantity, over all texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mallsim.malls.yahoo_shopping.stock.quantity import LIMIT, OutOfRangeError, QuantityChange, read_quantity

amounts = st.integers(0, LIMIT)
stocks = st.integers(-LIMIT, LIMIT)


@given(amounts, stocks)
def test_s4_1_a_plain_number_sets(amount: int, stock: int) -> None:
    change = read_quantity(str(amount))
    assert change == QuantityChange(amount, relative=False)
    assert change.applied_to(stock) == amount


@given(amounts, stocks, st.sampled_from("+-"))
def test_s4_1_a_sign_adds_or_subtracts_within_the_range(amount: int, stock: int, sign: str) -> None:
    change = read_quantity(f"{sign}{amount}")
    assert change is not None
    expected = stock + amount if sign == "+" else stock - amount
    if abs(expected) > LIMIT:
        with pytest.raises(OutOfRangeError):
            change.applied_to(stock)
    else:
        assert change.applied_to(stock) == expected


@given(amounts)
def test_s4_1_no_text_sets_a_negative_stock(amount: int) -> None:
    change = read_quantity(f"-{amount}")
    assert change is not None
    assert change.relative


@given(st.text())
def test_s4_1_everything_else_is_refused(text: str) -> None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    well_formed = 1 <= len(digits) <= 9 and all(letter in "0123456789" for letter in digits)
    assert (read_quantity(text) is not None) == well_formed


@given(amounts, st.sampled_from([" {}", "{} ", "{}.0", "+ {}", "++{}", "{},0", "INI"]))
def test_s4_1_near_misses_are_refused(amount: int, form: str) -> None:
    assert read_quantity(form.format(amount)) is None
