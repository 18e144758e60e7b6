"""Every test begins without what an earlier one read."""

import pytest

from ichigen.malls.amazon.memory import MEMORY


@pytest.fixture(autouse=True)
def _forget() -> None:
    MEMORY.clear()
