"""What people type finds what is stored, and nothing else: width, case and kana folded, any length (ui: search)."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ichigen.domain.search import FIELD_END, field, fold, grams_of, sought, text_of, typed_words

KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴパピプペポッャ"
SIGNS = "佐藤田中楠小鳥遊﨑髙" + KATAKANA + "abcXYZ0189-_%'\\@. 　ｱｶﾞＡ１がぱー゛𠮷👍한"
written = st.text(alphabet=SIGNS, max_size=12)


def found(word: str, fields: list[str]) -> bool:
    """What the database does: all grams of a spelling, and where they are not enough its text."""
    text = text_of(fields)
    grams = set(grams_of(text))
    return any(grams.issuperset(one.grams) and (one.exact or one.text in text) for one in sought(word))


def contained(word: str, fields: list[str]) -> bool:
    """What a person expects, said without any index."""
    folded = [field(each) for each in fields]
    spelled = {one.text for one in sought(word)}
    if word.isascii() and word.isalnum() and len(word) < 3:
        return any(run.startswith(word) for each in folded for run in re.findall("[a-z0-9]+", each))
    return any(spelling in each for spelling in spelled for each in folded)


@given(st.lists(written, max_size=4), written)
@example(["が"], "0が")  # the gram of one half says nothing of the other
def test_found_is_what_one_of_the_fields_contains(fields: list[str], typed: str) -> None:
    for word in typed_words(typed):
        assert found(word, fields) == contained(word, fields), word


@given(written, st.data())
def test_every_part_of_a_field_finds_it(text: str, data: st.DataObject) -> None:
    folded = field(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : data.draw(st.integers(start, len(folded)))]

    if part and not (part.isascii() and len(part) < 3):
        assert found(part, ["別の欄", text])


@given(st.text())
def test_folding_is_stable_and_takes_width_case_and_kana_away(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFKC", text)) == folded
    assert not re.search("[ぁ-ゖァ-ヿ]", folded) or not re.search("[ぁ-ゖ]", folded)


@given(st.text(alphabet=KATAKANA, min_size=1))
def test_hiragana_and_half_width_are_the_same_kana(kana: str) -> None:
    hiragana = "".join(chr(ord(sign) - 0x60) for sign in kana)

    assert fold(hiragana) == fold(kana) == kana


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("やまだ", "ヤマダ"),
        ("ＡＢＣ－１", "abc-1"),
        ("山田太郎", "山田　太郎"),
        ("０９０ー１２３４", "090-1234-5678"),
        ("090-1234", "09012345678"),
        ("5678", "09012345678"),
        ("Hanako", "HANAKO@example.jp"),
    ],
)
def test_what_is_typed_finds_what_is_stored(typed: str, stored: str) -> None:
    assert all(found(word, [stored]) for word in typed_words(typed))


def test_wildcards_and_quotes_are_letters() -> None:
    for typed in ("%", "_", "100%", "a_c", "'; drop", "\\"):
        for word in typed_words(typed):
            assert not found(word, ["100", "abc", "山田"]), word
    assert found("a_c", ["a_c"])
    assert found("%", ["10%"])


def test_a_word_never_reaches_over_the_end_of_a_field() -> None:
    assert not found("佐田", ["佐", "田"])
    assert not found("abc", ["ab", "c"])
    assert not found("abc", ["a", "b", "c"])
    assert FIELD_END not in "".join(typed_words("佐\n田"))


def test_what_no_database_stores_is_no_word() -> None:
    assert typed_words("a\x00bc \ud800田") == ["a", "bc", "田"]
    assert len(typed_words("あ " * 50)) == 8


@given(st.text(max_size=40))
def test_grams_fit_into_four_bytes(text: str) -> None:
    assert all(-(2**31) <= gram < 2**31 for gram in grams_of(field(text)))


def test_the_numbers_stay_what_the_rows_of_an_installation_hold() -> None:
    triples = [4937955, 5796141, 5805745]  # ab- b-1 -1c
    starts = [16777265, 16777313, 16777314, 16777336, 33560803, 33566946, 33567075]  # 1 a b x 1c ab bc
    wide = [20304, 30000, 1336427824]  # 佐 田 佐田

    assert sorted(grams_of("ab-1c\n佐田x\nbc")) == sorted(triples + starts + wide)
