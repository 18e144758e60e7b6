"""One PostgreSQL cluster on disk: its folders, made by `initdb` when missing."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ichigen.cli.postgres.account import Account
from ichigen.cli.postgres.binaries import Binaries
from ichigen.cli.postgres.conf import configuration
from ichigen.cli.postgres.kept import keep_beside
from ichigen.cli.postgres.place import Place

SUPERUSER = "postgres"
BUILTIN_LOCALE_SINCE = 17


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

    def run(self, *command: str) -> None:
        """Run one PostgreSQL program as the cluster's user. Raises `ClusterRefused` with its last words."""
        done = subprocess.run(
            [self.binaries.program(command[0]), *command[1:]],
            cwd=self.folder,
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


def open_cluster(place: Place, binaries: Binaries, account: Account) -> Cluster:
    """The cluster of the binaries' major version, made by `initdb` when there is none; its configuration rewritten."""
    cluster = Cluster(place, binaries, account)
    place.folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (place.folder, cluster.folder, cluster.log):
        account.own(folder)
    _private_socket_folder(place, account)
    cluster = Cluster(place, keep_beside(binaries, cluster.folder), account)
    if not (cluster.data / "PG_VERSION").is_file():
        _initdb(cluster)
    _configure(cluster)
    return cluster


def _private_socket_folder(place: Place, account: Account) -> None:
    if place.socket.is_symlink() or (place.socket.exists() and place.socket.stat().st_uid not in (0, account.uid)):
        raise ClusterRefused(f"{place.socket} は別のユーザーのものです。削除してから、もう一度起動してください。")
    account.own(place.socket)


def _initdb(cluster: Cluster) -> None:
    """Made under another name and renamed, so that an interrupted `initdb` leaves no half cluster."""
    partial = cluster.folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    cluster.run("initdb", "-D", str(partial), *initdb_options(cluster.binaries.major))
    with (partial / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude_if_exists = 'ichigen.conf'\n")
    partial.rename(cluster.data)


def initdb_options(major: int) -> tuple[str, ...]:
    """The same for every cluster, so that `pg_upgrade` accepts the pair. C.UTF-8: no index breaks with a new glibc."""
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
    locale = builtin if major >= BUILTIN_LOCALE_SINCE else ("--locale=C.UTF-8",)
    return ("-U", SUPERUSER, "-A", "trust", "--encoding=UTF8", "--data-checksums", *locale)


def _configure(cluster: Cluster) -> None:
    libraries = ("../lib/pg_stat_statements.*", "../lib/postgresql/pg_stat_statements.*")
    preload = "pg_stat_statements" if any(any(cluster.binaries.bin.glob(name)) for name in libraries) else ""
    target = cluster.data / "ichigen.conf"
    target.write_text(configuration(cluster.place.socket, cluster.log, preload), encoding="utf-8")
    target.chmod(0o644)
