"""What is wrong with the values of a request, one fault per place."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext

from ichigen.api.problems import Fault, Problem

#: pydantic's error types in our words (Japanese); any other gets `WRONG` and keeps its code.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "必須の項目です。",
        "extra_forbidden": "この項目はありません。名前を確認してください。",
        "json_invalid": "JSON として読み取れません。",
        "int_type": "整数で指定してください。",
        "int_parsing": "整数で指定してください。",
        "int_from_float": "整数で指定してください。",
        "bool_type": "true か false で指定してください。",
        "string_type": "文字列で指定してください。",
        "string_too_short": "短すぎます。",
        "string_too_long": "長すぎます。",
        "string_pattern_mismatch": "使えない文字が含まれています。",
        "enum": "選べる値のいずれかを指定してください。",
        "literal_error": "選べる値のいずれかを指定してください。",
        "greater_than_equal": "小さすぎます。",
        "less_than_equal": "大きすぎます。",
        "too_short": "1 件以上必要です。",
        "too_long": "件数が多すぎます。",
        "timezone_aware": "時刻にはタイムゾーンを付けてください（例: 2026-11-22T09:00:00+09:00）。",
    }
)
WRONG = "値が正しくありません。"
BODY, QUERY = "body", "query"


def invalid(found: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem for what the schemas refused; an unreadable address is not found."""
    if any(error["loc"][0] == "path" for error in found):
        return Problem("not-found")
    return Problem("invalid", errors=[_fault(error) for error in found])


def refused(pointer: str, code: str, detail: str) -> Problem:
    """Return the problem for one value of the body that a use case refused; `detail` is Japanese."""
    return Problem("invalid", code=code, detail=detail, errors=[Fault(code, gettext(detail), pointer)])


def unknown_parameters(names: Sequence[str]) -> Problem:
    """Return the problem for parameters that do not exist."""
    return Problem(
        "invalid",
        errors=[
            Fault("extra_forbidden", gettext(SENTENCES["extra_forbidden"]), parameter=name[:100])
            for name in sorted(names)
        ],
    )


def _fault(error: Mapping[str, Any]) -> Fault:
    source, *place = error["loc"]
    code = str(error["type"])
    detail = gettext(SENTENCES.get(code, WRONG))
    if source == QUERY:
        return Fault(code, detail, parameter=str(place[-1]) if place else "")
    # the first step of a body is the name of our own argument
    return Fault(code, detail, pointer="#" + "".join(f"/{_escaped(step)}" for step in place[1:]))


def _escaped(step: object) -> str:
    """RFC 6901."""
    return str(step)[:100].replace("~", "~0").replace("/", "~1")
