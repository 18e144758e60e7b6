"""A shop with two single items."""

import pytest

from tests.mallsim.rakuten.rms import Rms
from tests.mallsim.town import Town


@pytest.fixture
def town() -> Town:
    """TN-001 (手ぬぐい, 1800 yen, 10 units) and MG-7 (湯のみ, 1200 yen, 3 units); it is 2026-04-01 noon in Japan."""
    town = Town()
    town.put("TN-001", title="手ぬぐい 藍", price=1800, quantity=10)
    town.put("MG-7", title="湯のみ", price=1200, quantity=3)
    return town


@pytest.fixture
def rms(town: Town) -> Rms:
    """A program with working credentials."""
    return Rms(town)


@pytest.fixture
def to_ship(town: Town) -> str:
    """A paid order of one TN-001 at 300 発送待ち."""
    number = town.buy(("TN-001", 1))
    town.act(number, "confirm")
    town.act(number, "authorise")
    return number
