"""Problems that are explained in one sentence instead of a traceback."""

from ichigen.cli.archive import ArchiveRefused
from ichigen.cli.home import HomeRefused
from ichigen.cli.libpq import ProgramFailed
from ichigen.cli.lock import AlreadyOwned
from ichigen.cli.postgres.account import AccountMissing
from ichigen.cli.postgres.binaries import BinariesMissing
from ichigen.cli.postgres.cluster import ClusterRefused
from ichigen.cli.postgres.leftover import LeftoverStays
from ichigen.cli.postgres.postmaster import StartFailed
from ichigen.cli.running import DatabaseUrlRefused, NothingRuns
from ichigen.store.keys import KeyRefused

EXPLAINED = (
    AccountMissing,
    AlreadyOwned,
    ArchiveRefused,
    BinariesMissing,
    ClusterRefused,
    DatabaseUrlRefused,
    HomeRefused,
    KeyRefused,
    LeftoverStays,
    NothingRuns,
    ProgramFailed,
    StartFailed,
)


def said(problem: Exception) -> str | None:
    """The sentence for the person at the terminal; None for a defect of ours."""
    return str(problem) if isinstance(problem, EXPLAINED) else None
