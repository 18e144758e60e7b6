"""Placeholders are filled in one pass, and those without a value stay to be seen."""

from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.placeholders import fill, names_in, narrowed

NAMES = ("受注番号", "注文者名", "伝票番号")
PLAIN = st.text(st.characters(exclude_characters="[]［］\n", exclude_categories=["Cs"]), max_size=8)
VALUES = st.dictionaries(st.sampled_from(NAMES), PLAIN)
TEXTS = st.lists(st.one_of(PLAIN, st.sampled_from(["\n", "[", "]", *(f"[{name}]" for name in NAMES)]))).map("".join)


@given(TEXTS, VALUES)
def test_what_has_a_value_is_filled_and_nothing_else_moves(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)

    wanted = text
    for name, value in values.items():  # no value holds a bracket: one after the other comes to the same
        wanted = wanted.replace(f"[{name}]", value)
    assert filled == wanted


@given(TEXTS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_value_is_never_read_again(text: str, name: str, inner: str) -> None:
    held = f"<{inner}>"
    once = fill(text, {name: f"[{inner}]", inner: held})

    if inner == name:
        assert once.count(held) == text.count(f"[{name}]")
    else:
        assert once.count(f"[{inner}]") == text.count(f"[{name}]")


def test_names_are_told_once_in_the_order_of_the_text() -> None:
    assert names_in("[b] と [a]、また [b]。[] [a\nb] [[c]") == ("b", "a", "c")


@given(TEXTS)
def test_wide_brackets_of_known_names_are_narrowed_and_others_stay(text: str) -> None:
    wide = text.replace("[", "［").replace("]", "］")

    assert set(names_in(narrowed(wide, NAMES))) <= set(NAMES)
    assert narrowed("［受注番号］［見本商店］", NAMES) == "[受注番号]［見本商店］"
