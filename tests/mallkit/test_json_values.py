"""The readers of JSON members: exact values, and for any document nothing but the declared error."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.json_values import (
    Document,
    Unreadable,
    child,
    children,
    needed,
    optional_records,
    parse_json,
    records,
    required_flag,
    required_text,
    text,
    texts,
)

KEYS = ("a", "b", "c")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[1]", b"null", b"<html></html>", b'{"a":', b"[" * 100_000, b'{"a":' + b"1" * 5_000 + b"}"],
)
def test_what_is_no_json_object_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^document$"):
        parse_json(content)


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_bytes_are_a_json_object_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(parse_json(content), dict)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("手ぬぐい", "手ぬぐい"), ("", ""), (12, "12"), (0.5, "0.5"), (True, ""), (None, ""), (["x"], ""), ({}, "")],
)
def test_text_is_text_or_the_digits_of_a_number(value: object, expected: str) -> None:
    assert text({"a": value}, "a") == expected
    assert text({}, "a") == ""


def test_what_is_needed_is_there_or_named() -> None:
    source = {"code": "A-1", "none": "", "on": False, "odd": 0}

    assert required_text(source, "code") == "A-1"
    assert required_flag(source, "on") is False
    for read, key in (
        (required_text, "none"),
        (required_text, "gone"),
        (required_flag, "odd"),
        (required_flag, "gone"),
    ):
        with pytest.raises(Unreadable, match=f"^{key}$"):
            read(source, key)


def test_only_none_is_not_there() -> None:
    assert (needed(0, "a"), needed("", "a"), needed({}, "a")) == (0, "", {})
    with pytest.raises(Unreadable, match=r"^a$"):
        needed(None, "a")


def test_an_object_is_found_along_its_path() -> None:
    source = {"a": {"b": {"c": 1}}, "b": [1]}

    assert child(source, "a") == {"b": {"c": 1}}
    assert child(source, "a", "b") == {"c": 1}
    assert child(source, "a", "x", "c") == child(source, "b") == child(source, "b", "c") == {}


@pytest.mark.parametrize(
    ("value", "passed_over", "whole"),
    [
        ([{"n": 1}, {}], ({"n": 1}, {}), ({"n": 1}, {})),
        ([], (), ()),
        ([{"n": 1}, None], ({"n": 1},), None),
        (["x"], (), None),
        ({"n": 1}, (), None),
    ],
)
def test_a_list_of_objects_passes_over_or_loses_nothing(value: object, passed_over: Any, whole: Any) -> None:
    source = {"a": value}

    assert tuple(children(source, "a")) == passed_over
    for read in (records, optional_records):
        if whole is not None:
            assert read(source, "a") == whole
            continue
        with pytest.raises(Unreadable, match=r"^a$"):
            read(source, "a")


@pytest.mark.parametrize("source", [{}, {"a": None}])
def test_an_absent_list_is_empty_only_where_it_may_be_absent(source: Document) -> None:
    assert (tuple(children(source, "a")), optional_records(source, "a"), texts(source, "a")) == ((), (), ())
    with pytest.raises(Unreadable, match=r"^a$"):
        records(source, "a")


def test_the_strings_of_a_list() -> None:
    assert texts({"a": ["x", 1, "", None, ["y"]]}, "a") == ("x", "")
    assert texts({"a": "x"}, "a") == ()


READERS: tuple[tuple[Callable[[Document, str], object], type], ...] = (
    (text, str),
    (required_text, str),
    (required_flag, bool),
    (child, dict),
    (lambda source, key: child(source, key, "b", "c"), dict),
    (lambda source, key: tuple(children(source, key)), tuple),
    (records, tuple),
    (optional_records, tuple),
    (texts, tuple),
)


@given(DOCUMENTS, st.sampled_from(KEYS))
def test_no_document_raises_anything_but_unreadable(document: dict[str, Any], key: str) -> None:
    source = parse_json(json.dumps(document).encode())
    for read, kind in READERS:
        with suppress(Unreadable):
            assert isinstance(read(source, key), kind)
