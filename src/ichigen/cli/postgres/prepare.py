"""A cluster that is ready to be started: made by `initdb` or upgraded when needed, its configuration rewritten."""

import shutil

from ichigen.cli.postgres.account import Account
from ichigen.cli.postgres.binaries import Binaries
from ichigen.cli.postgres.cluster import SUPERUSER, Cluster, ClusterRefused
from ichigen.cli.postgres.conf import configuration
from ichigen.cli.postgres.kept import keep_beside
from ichigen.cli.postgres.place import Place
from ichigen.cli.postgres.upgrade import newest_data, upgrade

BUILTIN_LOCALE_SINCE = 17


def open_cluster(place: Place, binaries: Binaries, account: Account) -> Cluster:
    """The cluster of the binaries' major version: as it is, upgraded from an older one, or new and empty.

    Raises `ClusterRefused`, also for data of a newer major version than the binaries.
    """
    cluster = Cluster(place, binaries, account)
    place.folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (place.folder, cluster.folder, cluster.log):
        account.own(folder)
    _private_socket_folder(place, account)
    cluster = Cluster(place, keep_beside(binaries, cluster.folder), account)
    present = newest_data(place, account)
    if present is None or present.binaries.major < binaries.major:
        _initdb(cluster)
        _configure(cluster)
        if present is not None:
            upgrade(present, cluster)
    elif present.binaries.major > binaries.major:
        raise ClusterRefused(
            f"データは PostgreSQL {present.binaries.major} のもので、{binaries.major} では開けません。"
            f"PostgreSQL {present.binaries.major} 以降のプログラムを使ってください。"
        )
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
