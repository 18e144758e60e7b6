"""The job tables and the server of the worker tests."""

from tests.workers.conftest import no_jobs, server

__all__ = ["no_jobs", "server"]
