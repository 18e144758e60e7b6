"""A store with two goods: a variant of a T-shirt line and a mug."""

import pytest

from tests.mallsim.yahoo_shopping.store import Store


@pytest.fixture
def store() -> Store:
    """tee-100 (10), tee-200:tee-200-bk-m (5), mug-7 (3); time stands at 2026-10-01T09:12:40+09:00."""
    made = Store()
    made.item("tee-100", title="見本Tシャツ", price=2200, quantity=10)
    made.item(
        "tee-200:tee-200-bk-m", title="見本Tシャツ", price=2200, quantity=5, choices={"カラー": "黒", "サイズ": "M"}
    )
    made.item("mug-7", title="見本マグ", price=1200, quantity=3)
    return made
