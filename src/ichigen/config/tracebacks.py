"""Tracebacks for the log: where it happened, and of a database error its kind instead of its text."""

import traceback

from structlog.typing import ExcInfo

from ichigen.store.faults import chain, database_fault, is_database_error


def format_traceback(exc_info: ExcInfo) -> str:
    """Return the frames of an error and of what led to it. Messages of database errors quote rows and are left out."""
    parts = [
        "".join(["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), _last_line(error)])
        for error in chain(exc_info[1])
    ]
    return "\nwhich was caused by or followed:\n\n".join(parts)


def _last_line(error: BaseException) -> str:
    if is_database_error(error):
        return ", ".join(f"{name}={value}" for name, value in database_fault(error).items())
    return "".join(traceback.format_exception_only(error)).rstrip("\n")
