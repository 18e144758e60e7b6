"""Fixtures of the conformance suite; a pytest plugin."""

from collections.abc import Iterator

import pytest

from ichigen.mallkit.manifest import Mall
from ichigen.mallkit.registry import mall as find_mall
from ichigen.mallkit.testing import simulator
from ichigen.mallkit.testing.shop import Shop


@pytest.fixture(scope="session")
def open_shops() -> Iterator[dict[str, tuple[simulator.Process, Shop]]]:
    """Shops by mall id, started when first asked for and stopped at the end."""
    shops: dict[str, tuple[simulator.Process, Shop]] = {}
    yield shops
    for process, shop in shops.values():
        shop.close()
        process.stop()


@pytest.fixture
def mall(request: pytest.FixtureRequest) -> Mall:
    """The mall of the test class."""
    return find_mall(request.cls.mall_id)


@pytest.fixture
def shop(mall: Mall, open_shops: dict[str, tuple[simulator.Process, Shop]]) -> Iterator[Shop]:
    """The shop of the test class's mall, in fair weather."""
    if mall.id not in open_shops:
        process = simulator.start(mall.id)
        open_shops[mall.id] = (process, Shop(mall, process.card))
    shop = open_shops[mall.id][1]
    shop.control.clear_faults()
    yield shop
    shop.control.clear_faults()
