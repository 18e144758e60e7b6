"""Problems of rows as they are stored."""

from ichigen.domain.json import JsonObject
from ichigen.domain.sheets.problems import Fault, Problem


def as_json(problem: Problem) -> JsonObject:
    """A problem for a JSON column; values are cut."""
    return {
        "fault": problem.fault.value,
        "column": problem.column,
        "value": problem.value[:100],
        "detail": problem.detail[:100],
    }


def from_json(stored: JsonObject) -> Problem:
    """Read a stored problem."""
    return Problem(Fault(str(stored["fault"])), str(stored["column"]), str(stored["value"]), str(stored["detail"]))
