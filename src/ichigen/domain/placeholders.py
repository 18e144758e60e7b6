"""差込み: [伝票番号] in a text that a shop wrote stands for what one order says. Pure."""

import re
from collections.abc import Container, Mapping

_PLACE = re.compile(r"\[([^\[\]\n]{1,20})\]")
_WIDE = re.compile(r"［([^\[\]［］\n]{1,20})］")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that stand in brackets, each once, in the order of the text."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in their places, in one pass: what a value holds is not read again. A name without a value stays."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def narrowed(text: str, known: Container[str]) -> str:
    """Return the text with ［伝票番号］, as a Japanese keyboard writes it, as [伝票番号]; other wide brackets stay."""
    return _WIDE.sub(lambda found: f"[{found[1]}]" if found[1] in known else found[0], text)
