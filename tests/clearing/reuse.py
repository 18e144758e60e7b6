"""Whether the next transactional test may go on with the connection of the one before.

Django opens a new one for each. Its server process then reads the catalogue of every table and plans every statement again,
which costs about as much as a test. The product's own processes keep one connection for hours.
"""

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from psycopg.pq import TransactionStatus


def must_reconnect(case: TransactionTestCase) -> bool:
    """Stand in for `TransactionTestCase._should_reload_connections`: only where a test left something behind."""
    return not all(_as_new(connection) for connection in connections.all(initialized_only=True))


def _as_new(connection: BaseDatabaseWrapper) -> bool:
    """No open transaction, no lock, nothing heard of later, no setting, and the server is still there."""
    raw = connection.connection
    if raw is None:
        return True
    if raw.closed or raw.info.transaction_status is not TransactionStatus.IDLE or not connection.get_autocommit():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("unlisten *; select pg_advisory_unlock_all(); reset all")
        connection.ensure_timezone()
    except DatabaseError:  # a test ended the server or this connection
        return False
    return True
