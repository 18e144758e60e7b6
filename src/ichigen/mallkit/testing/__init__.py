"""The conformance suite every mall inherits: the manifest claims, the suite proves it on the mall's simulator.

A mall's test module subclasses the classes of `conformance` and names its mall:

    from ichigen.mallkit.testing import conformance

    class TestStock(conformance.StockConformance):
        mall_id = "..."

The fixtures are in `ichigen.mallkit.testing.fixtures`; a conftest.py imports them.
"""

import pytest

pytest.register_assert_rewrite("ichigen.mallkit.testing.conformance")
