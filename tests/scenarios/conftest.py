"""Scenarios: a town of simulated malls, and a hub linked to it."""

from collections.abc import Iterator

import pytest

from tests.scenarios.hub import Hub, Town, open_town


@pytest.fixture(scope="session")
def running_town() -> Iterator[Town]:
    """The simulators, one process for the session."""
    with open_town() as town:
        yield town


@pytest.fixture
def town(running_town: Town) -> Iterator[Town]:
    """A town without goods, orders or faults."""
    running_town.reset()
    yield running_town
    running_town.reset()


@pytest.fixture
def hub(town: Town, transactional_db: None) -> Iterator[Hub]:
    """Two shops selling the same five A-1."""
    hub = Hub(town, "rakuten", "yahoo_shopping")
    hub.open({"A-1": 5})
    yield hub
    hub.close()
