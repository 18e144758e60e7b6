"""Quiet logs, because the in-process client writes a line per request; and a shop that receives webhooks."""

import logging
from collections.abc import Iterator

import pytest

from tests.mallsim.receiver import Receiver

logging.getLogger("httpx2").setLevel(logging.WARNING)


@pytest.fixture
def hub() -> Iterator[Receiver]:
    """The shop's own server."""
    hub = Receiver()
    yield hub
    hub.close()
