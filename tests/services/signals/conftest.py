"""The mall that sends news is installed for these tests only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import ichigen.malls
from ichigen.mallkit import registry
from ichigen.store.accounts import Account
from tests.builders import make_account
from tests.services.orders.orders_client import own_time

FOLDER = str(Path(__file__).parent / "malls")
HOOK_KEY = "wjR0q3mVb8uYc1nXe5tZa7sLd9fGh2kPo4iUy6rTbQw"


@pytest.fixture(autouse=True)
def gazette() -> Iterator[None]:
    """官報モール is one of the malls."""
    ichigen.malls.__path__.append(FOLDER)
    registry.rescan()
    yield
    ichigen.malls.__path__.remove(FOLDER)
    registry.rescan()


@pytest.fixture
def clock(transactional_db: None) -> Iterator[None]:
    """By day, and moved on by the test alone."""
    with own_time():
        yield


@pytest.fixture
def account() -> Account:
    """An account that the mall knows the address of."""
    return make_account("gazette", credentials={"shop": "s", "key": "k-1"}, hook_key=HOOK_KEY)
