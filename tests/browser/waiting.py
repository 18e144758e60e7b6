"""Waiting for the product's own worker while a browser looks on."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE_MS = 60_000


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for the worker; `what` says what it did not do."""
    ends = monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert monotonic() < ends, what
        sleep(0.2)
