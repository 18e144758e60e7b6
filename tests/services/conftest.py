"""The sample mall of the worker tests."""

from tests.workers.conftest import _sample_mall, no_jobs, server

__all__ = ["_sample_mall", "no_jobs", "server"]
