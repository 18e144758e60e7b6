"""The job library as it is, beside our port: what its tables hold, and jobs put there by hand."""

from typing import Any

import psycopg
from django.db import connection

from tests.database import session_place

DEFER = """
select procrastinate_defer_jobs_v1(
  array[row('loops', 'x', 0, %(key)s, %(key)s, '{}', null)::procrastinate_job_to_defer_v1])
"""


def this_database() -> str:
    """The address of the database of this test."""
    return session_place().url(str(connection.settings_dict["NAME"]))


def a_connection(**options: Any) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection of its own to the database of this test."""
    return psycopg.connect(this_database(), **options)


def jobs(task: str = "ichigen:run_loop") -> list[tuple[str, str]]:
    """Lock and status of every job of a task, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lock, status::text from procrastinate_jobs where task_name = %s order by id", [task]
        )
        return [(str(lock), str(status)) for lock, status in cursor.fetchall()]


def start_next_job() -> None:
    """Do what a worker does when it takes a job."""
    with connection.cursor() as cursor:
        cursor.execute("select worker_id from procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        cursor.execute("select id from procrastinate_fetch_job_v2(null, %s)", [worker])
