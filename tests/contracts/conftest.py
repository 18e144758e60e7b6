"""Where the malls' official contracts lie: they are read from there and never kept in this repository."""

import os
from pathlib import Path

import pytest

from tests.workers.process import ROOT

ENVIRONMENT = "ICHIGEN_CONTRACTS"


def contracts() -> Path:
    """The folder of the official contracts: `ICHIGEN_CONTRACTS`, or `shared/contracts` beside the repository."""
    named = os.environ.get(ENVIRONMENT, "")
    return Path(named) if named else ROOT.parent / "shared" / "contracts"


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of the official contracts; without it the test is skipped, and says what was not proved."""
    folder = contracts()
    if not folder.is_dir():
        pytest.skip(f"NOT PROVED: nothing was held against the official contracts, {ENVIRONMENT} names no folder")
    return folder
