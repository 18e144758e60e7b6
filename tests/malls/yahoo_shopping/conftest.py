"""Every test begins without what an earlier one read."""

import pytest

from ichigen.malls.yahoo_shopping.client_stock import MEMORY


@pytest.fixture(autouse=True)
def _forget_overdraft() -> None:
    MEMORY.clear()
