"""What may be said of a database error: never its text, which quotes the values of rows."""

from collections.abc import Iterator

import psycopg
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


def database_fault(error: BaseException) -> dict[str, str]:
    """Return type, SQLSTATE, and the names of table, column and constraint where the server names them."""
    for found in chain(error):
        if isinstance(found, psycopg.Error):
            diag = found.diag
            named = {
                "sqlstate": found.sqlstate,
                "table": diag.table_name,
                "column": diag.column_name,
                "constraint": diag.constraint_name,
            }
            return {"error": type(error).__name__} | {name: value for name, value in named.items() if value}
    return {"error": type(error).__name__}


def is_database_error(error: BaseException) -> bool:
    """True for errors whose text may quote rows."""
    return isinstance(error, Error | psycopg.Error)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it, as Python prints it."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
