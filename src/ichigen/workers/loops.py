"""Which function is which loop."""

from collections.abc import Mapping

from ichigen.services.turns import Loop

LOOPS: Mapping[str, Loop] = {}
