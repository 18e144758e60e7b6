"""Scenarios: a town of simulated malls, and a hub linked to it."""

from collections.abc import Iterator

import pytest

from tests.scenarios.hub import Hub, Shop
from tests.scenarios.town import Town, open_town


@pytest.fixture(scope="session")
def running_town() -> Iterator[Town]:
    """The simulators, one process for the session."""
    with open_town() as town:
        yield town


@pytest.fixture
def town(running_town: Town, transactional_db: None) -> Iterator[Town]:
    """A town without goods, orders or faults, by day."""
    running_town.reset()
    running_town.enter()
    running_town.begin_day()
    yield running_town
    running_town.leave()


@pytest.fixture
def hub(town: Town) -> Iterator[Hub]:
    """Two shops, one per mall, selling the same five A-1."""
    hub = Hub(town, [Shop(town, "rakuten"), Shop(town, "yahoo_shopping")])
    hub.work()  # wake-ups of an earlier test
    hub.open({"A-1": 5})
    yield hub
    hub.close()


@pytest.fixture(params=[0, 1], ids=["rakuten", "yahoo_shopping"])
def seller(request: pytest.FixtureRequest, hub: Hub) -> Shop:
    """Each mall in turn, as the one where something happens."""
    shop: Shop = hub.shops[request.param]
    return shop


@pytest.fixture
def other(seller: Shop, hub: Hub) -> Shop:
    """The mall where nothing happens by itself."""
    return next(shop for shop in hub.shops if shop is not seller)
