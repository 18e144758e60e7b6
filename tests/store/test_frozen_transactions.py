"""A worker that stands still in the middle of a transaction keeps its locks only for a while (engine: H7)."""

import psycopg
import pytest
from django.db import connection

from tests.database import session_place

pytestmark = pytest.mark.django_db


def test_the_embedded_server_ends_a_session_that_leaves_its_transaction_idle_for_a_minute() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)


def test_a_session_that_is_ended_so_lets_go_of_its_locks() -> None:
    address = session_place().url(str(connection.settings_dict["NAME"]))
    with psycopg.connect(address, options="-c idle_in_transaction_session_timeout=50ms") as frozen:
        frozen.execute("select pg_advisory_xact_lock(4711)")
        with psycopg.connect(address) as successor:
            successor.execute("select pg_advisory_xact_lock(4711)")  # waits for ever without the limit
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            frozen.execute("select 1")
