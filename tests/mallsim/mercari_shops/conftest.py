"""A shop with two goods."""

import pytest

from tests.mallsim.mercari_shops.counter import Counter


@pytest.fixture
def shop() -> Counter:
    """TS-RED-M (2140 yen, 10 in stock) and MUG-7 (1200 yen, 3); it is 2026-04-01T03:00:00Z."""
    made = Counter()
    made.put("TS-RED-M", title="Tシャツ 赤", price=2140, quantity=10)
    made.put("MUG-7", title="見本マグ", price=1200, quantity=3)
    return made
