"""A store with two items; it is 2026-04-01 noon in Japan."""

import pytest

from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town


@pytest.fixture
def town() -> Town:
    """TEE-W-M (綿Tシャツ, 2980 yen, 10 units) and MUG-7 (湯のみ, 1200 yen, 3 units)."""
    town = Town("shopify")
    town.put("TEE-W-M", title="綿Tシャツ", price=2980, quantity=10)
    town.put("MUG-7", title="湯のみ", price=1200, quantity=3)
    return town


@pytest.fixture
def store(town: Town) -> Store:
    """A program with a good token."""
    return Store(town)
