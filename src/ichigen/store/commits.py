"""Commits that need not wait for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def forgettable() -> Iterator[None]:
    """A transaction whose last half second may be lost in a power cut: call log and pacing, never business.

    Inside another transaction that one decides, and its durability is not touched.
    """
    inner = connection.in_atomic_block
    with transaction.atomic():
        if not inner:
            with connection.cursor() as cursor:
                cursor.execute("set local synchronous_commit = off")
        yield
