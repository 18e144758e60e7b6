"""One PostgreSQL cluster on disk: its folders, its programs, its user."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ichigen.cli.postgres.account import Account
from ichigen.cli.postgres.binaries import Binaries
from ichigen.cli.postgres.place import Place

SUPERUSER = "postgres"


class ClusterRefused(Exception):
    """The cluster cannot be made or used; the message says why (Japanese)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data of one major version and the binaries kept beside it."""

    place: Place
    binaries: Binaries
    account: Account

    @property
    def folder(self) -> Path:
        return self.place.folder / str(self.binaries.major)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.place.folder / "log"

    def run(self, *command: str, cwd: Path | None = None) -> None:
        """Run one PostgreSQL program as the cluster's user. Raises `ClusterRefused` with its last words."""
        done = subprocess.run(
            [self.binaries.program(command[0]), *command[1:]],
            cwd=cwd or self.folder,
            env=environment(self.folder),
            capture_output=True,
            text=True,
            check=False,
            **self.account.popen,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip()[-2000:]
            raise ClusterRefused(f"PostgreSQL の {command[0]} が失敗しました（終了コード {done.returncode}）: {said}")


def environment(folder: Path) -> dict[str, str]:
    """What a PostgreSQL process gets to see: none of our own environment."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder), "TZ": "UTC"}
