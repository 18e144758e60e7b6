"""The sample mall, and job tables that are empty after each test."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.workers.sample import SampleServer, install_sample, sample_server, uninstall_sample


@pytest.fixture(autouse=True)
def _sample_mall() -> Iterator[None]:
    install_sample()
    yield
    uninstall_sample()


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with sample_server() as running:
        yield running


@pytest.fixture
def no_jobs(transactional_db: None) -> Iterator[None]:
    """The job library's tables belong to no model that the test framework empties."""
    empty_job_tables()
    yield
    empty_job_tables()


def empty_job_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")
