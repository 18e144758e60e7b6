"""From one major version of PostgreSQL to the next, with the old programs kept beside the old data."""

import shutil

from ichigen.cli.postgres.account import Account
from ichigen.cli.postgres.cluster import SUPERUSER, Cluster, ClusterRefused
from ichigen.cli.postgres.kept import kept_binaries
from ichigen.cli.postgres.leftover import clear_leftover
from ichigen.cli.postgres.place import Place


def newest_data(place: Place, account: Account) -> Cluster | None:
    """The newest major version with data, and the programs that wrote it. Raises `ClusterRefused` without those."""
    majors = sorted(int(path.parent.parent.name) for path in place.folder.glob("[0-9]*/data/PG_VERSION"))
    return None if not majors else _existing(place, majors[-1], account)


def upgrade(old: Cluster, new: Cluster) -> None:
    """Copy the data of `old` into `new` (made by `initdb`, still empty) with `pg_upgrade`.

    `old` stays as it was and may be removed by hand. Raises `ClusterRefused`, and `new` is taken away again.
    """
    clear_leftover(old.data)
    work = new.folder / "upgrade"
    shutil.rmtree(work, ignore_errors=True)
    new.account.own(work)
    try:
        new.run(
            "pg_upgrade",
            f"--old-bindir={old.binaries.bin}", f"--new-bindir={new.binaries.bin}",
            f"--old-datadir={old.data}", f"--new-datadir={new.data}",
            f"--username={SUPERUSER}", f"--socketdir={new.place.socket}",
            cwd=work,
        )  # fmt: skip
    except ClusterRefused:
        shutil.rmtree(new.data)
        raise
    shutil.rmtree(work)


def _existing(place: Place, major: int, account: Account) -> Cluster:
    folder = place.folder / str(major)
    binaries = kept_binaries(folder)
    if binaries is None:
        raise ClusterRefused(
            f"{folder} のデータを書いた PostgreSQL {major} のプログラムがありません。"
            f"PostgreSQL {major} を入れて ICHIGEN_PG_BIN に指定するか、バックアップから復元してください。"
        )
    return Cluster(place, binaries, account)
