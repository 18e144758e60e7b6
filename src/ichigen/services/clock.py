"""The database clock: the one clock that all processes and machines share."""

from datetime import datetime

from ichigen.store.hot import run


def now() -> datetime:
    """Return the time now by the database server, UTC, aware; it moves on inside a transaction."""
    row = run("select clock_timestamp()").fetchone()
    assert row is not None  # a select without a table answers one row
    at: datetime = row[0]
    return at
