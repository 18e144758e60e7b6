"""What a row means for what we have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ichigen.domain.json import Json
from ichigen.domain.sheets.problems import Problem


class Verdict(StrEnum):
    """What taking the row would do. `READ`: not judged yet."""

    READ = "read"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict: only the fields that change are in `before` and `after`."""

    verdict: Verdict
    before: Mapping[str, Json] = field(default_factory=dict)
    after: Mapping[str, Json] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def refused(*problems: Problem) -> Judged:
    """A row that cannot be taken."""
    return Judged(Verdict.ERROR, problems=problems)
