"""A seller with three goods: a shirt, a mug and a shirt that Amazon sends."""

import pytest

from tests.mallsim.amazon.seller import Seller


@pytest.fixture
def seller() -> Seller:
    """TEE-W-M (12, 2980 yen), MUG-7 (3, 1200 yen), TEE-FBA (8 with Amazon); it is 2026-04-01T12:00:00+09:00."""
    made = Seller()
    made.town.put("TEE-W-M", title="綿Tシャツ 白 M", price=2980, quantity=12, product_type="SHIRT")
    made.town.put("MUG-7", title="見本マグ", price=1200, quantity=3)
    made.town.put("TEE-FBA", title="綿Tシャツ 白 M", price=2980, quantity=8, fulfilled_by="AMAZON", inbound=2)
    return made
