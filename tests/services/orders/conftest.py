"""The clock of the intake's tests."""

from collections.abc import Iterator

import pytest

from tests.services.orders.orders_client import own_time


@pytest.fixture
def clock(transactional_db: None) -> Iterator[None]:
    """By day, and moved on by the test alone."""
    with own_time():
        yield
