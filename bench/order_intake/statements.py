"""How many statements a connection sent, by what libpq itself notes of the protocol."""

import tempfile
from collections.abc import Callable

import psycopg


def statements_of(raw: "psycopg.Connection[tuple[object, ...]]", work: Callable[[], object]) -> int:
    """Run `work` and return how many statements were executed on this connection, BEGIN, COPY and COMMIT among them."""
    with tempfile.TemporaryFile("w+b") as noted:
        raw.pgconn.trace(noted.fileno())
        try:
            work()
        finally:
            raw.pgconn.untrace()
        noted.seek(0)
        return count_statements(noted.read().decode(errors="replace"))


def count_statements(trace: str) -> int:
    """Count the frontend messages that execute something: `Execute` and simple `Query`."""
    sent = (line.split("\t") for line in trace.splitlines())
    return sum(1 for parts in sent if len(parts) > 3 and parts[1] == "F" and parts[3] in ("Execute", "Query"))
