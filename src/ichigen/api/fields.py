"""Kinds of values that requests share. Nothing is guessed from a value of another type."""

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

#: Text the database can store: no NUL.
Text = Annotated[str, StringConstraints(pattern=r"^[^\u0000]*$")]
#: A sentence a person can read later, e.g. in the 操作履歴.
Sentence = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
    ),
]
#: The id of a thing.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _iso_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise ValueError("not a day")


def _iso_time(value: object) -> object:
    if isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", value):
        return value
    raise ValueError("not a moment")


#: A moment as `2026-11-22T09:00:00+09:00`; never a number.
Moment = Annotated[AwareDatetime, BeforeValidator(_iso_time)]


def _number(value: object) -> object:
    """JSON has one kind of number: 3.0 is 3. A word or a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "not a number")
    return value


#: A day as `2026-11-22`, in Japan.
Day = Annotated[date, BeforeValidator(_iso_day)]
#: For an `int` of a body.
NUMBER = BeforeValidator(_number)
Truth = Annotated[bool, Field(strict=True)]


def without_defaults(schema: dict[str, Any]) -> None:
    """Describe a body of which exactly one of two members is given: there is no value that stands for none."""
    for described in schema["properties"].values():
        described.pop("default", None)


class Body(Schema):
    """A body: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")
