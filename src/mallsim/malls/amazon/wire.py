"""Requests and answers as plain values, and how SP-API writes time, money and errors (sections 1.3, 2, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mallsim.malls.amazon.settings import CURRENCY

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP status and JSON document; a body of None is an empty one."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """A call the mall refuses, with the members of its error document."""

    def __init__(self, status: int, code: str, message: str, details: str | None = "") -> None:
        super().__init__(message)
        self.answer = Answer(status, errors(code, message, details))


def errors(code: str, message: str, details: str | None = "") -> Document:
    """``{"errors": [{code, message, details}]}``; ``details`` None leaves the member out."""
    error = {"code": code, "message": message}
    return {"errors": [error if details is None else {**error, "details": details}]}


def invalid(message: str, details: str = "") -> RefusedError:
    """HTTP 400 ``InvalidInput``."""
    return RefusedError(400, "InvalidInput", message, details)


def unauthorized(details: str = "") -> RefusedError:
    """HTTP 403 ``Unauthorized``; empty details mean a missing role (section 2)."""
    return RefusedError(403, "Unauthorized", "Access to requested resource is denied.", details)


def not_found(message: str, code: str = "NotFound") -> RefusedError:
    """HTTP 404."""
    return RefusedError(404, code, message)


def stamp(moment: datetime) -> str:
    """``2026-11-22T01:02:03.000Z``: milliseconds, as orders have them."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def second(moment: datetime) -> str:
    """``2026-11-22T01:02:03Z``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


ISO_8601 = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")


def read_moment(text: object) -> datetime | None:
    """An ISO 8601 time, UTC where it names no zone; None for anything else."""
    if not isinstance(text, str) or not ISO_8601.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def money(yen: int, *, decimals: bool = False) -> Document:
    """Yen as the decimal string of ``Money`` (Trap 6: ``3580`` and ``3580.00`` both occur)."""
    return {"amount": f"{yen}.00" if decimals else str(yen), "currencyCode": CURRENCY}
