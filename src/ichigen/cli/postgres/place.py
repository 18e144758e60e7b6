"""Where the embedded cluster and its socket lie."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "ichigen"
APPLICATION_ROLE = "ichigen"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 99  # bytes; the kernel's limit is 107 on Linux and 103 on macOS
ROOT_FOLDER = Path("/var/lib/ichigen")


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the cluster (one sub-folder per major version) and the private folder of its socket."""

    folder: Path
    socket: Path

    def url(self, database: str = DATABASE, role: str = APPLICATION_ROLE) -> str:
        """The database address for `DATABASE_URL` and for psycopg."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}"


def cluster_place(home: Path, environ: Mapping[str, str] = os.environ) -> Place:
    """Where the cluster of this home folder lies.

    `$ICHIGEN_DB_DIR` when set. Otherwise `$ICHIGEN_HOME/db`, except for root: root's home is closed to the user
    PostgreSQL runs as and stays closed, so the cluster lies in `/var/lib/ichigen/<hash of the home folder>`.
    """
    chosen = environ.get("ICHIGEN_DB_DIR")
    if chosen:
        return place_at(Path(chosen).absolute())
    return place_at(ROOT_FOLDER / _digest(home) if os.geteuid() == 0 else home / "db")


def place_at(folder: Path) -> Place:
    """A cluster in `folder`; its socket in `folder/socket`, or in a short private folder when that path is too long."""
    socket = folder / "socket"
    if len(os.fsencode(socket / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        socket = Path("/tmp") / f"ichigen-{os.geteuid()}-{_digest(folder)}"  # noqa: S108 - owner and mode are checked
    return Place(folder, socket)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
