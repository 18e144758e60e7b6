"""The conformance suite every mall inherits: the manifest claims, the suite proves it on the mall's simulator.

A mall's test module subclasses the classes of `conformance` and names its mall:

    from ichigen.mallkit.testing.conformance import StockConformance as _Stock

    class TestStock(_Stock):
        mall_id = "..."

The fixtures are in `ichigen.mallkit.testing.fixtures`, loaded as a pytest plugin by tests/conftest.py.
"""

import pytest

pytest.register_assert_rewrite("ichigen.mallkit.testing.conformance")
