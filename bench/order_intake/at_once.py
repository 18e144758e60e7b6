"""Both accounts at once, as a worker's threads take them in: the orders touch the same goods and wait for each other there."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Batch = Callable[[], None]


def seconds(shares: Sequence[Sequence[Batch]]) -> float:
    """Wall seconds until every thread has done its share of batches; the first error of any is raised."""
    with ThreadPoolExecutor(len(shares)) as threads:
        began = time.perf_counter()
        for ended in [threads.submit(_all_of, share) for share in shares]:
            ended.result()
        return time.perf_counter() - began


def _all_of(share: Sequence[Batch]) -> None:
    from django.db import connection

    try:
        for batch in share:
            batch()
    finally:
        connection.close()
