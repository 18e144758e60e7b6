"""What the database said was wrong, told by SQLSTATE: never by its text, which quotes the data."""

from django.db import DataError, Error, IntegrityError

#: Somebody else was in the way and won (deadlock, serialisation): the same work may succeed at once.
GO_AGAIN = frozenset({"40P01", "40001"})

#: A statement that meets the same row twice: the data repeats a key.
REPEATED_ROW = "21000"


def sqlstate(error: Error) -> str:
    """Return the SQLSTATE of a database error, "" where it has none (the driver refused the value itself)."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")


def is_data_fault(error: Error) -> bool:
    """True where the values are at fault, and not the statement or the server."""
    return isinstance(error, DataError | IntegrityError) or sqlstate(error) == REPEATED_ROW
