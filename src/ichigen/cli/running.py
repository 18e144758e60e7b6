"""What runs already: commands attach to it, or say in one sentence that nothing does."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ichigen.cli.home import Home
from ichigen.cli.lock import is_owned, owner_lock
from ichigen.cli.postgres.place import cluster_place
from ichigen.cli.postgres.server import start_embedded


class NothingRuns(Exception):
    """No database answers (Japanese)."""


class DatabaseUrlRefused(Exception):
    """`DATABASE_URL` is not a PostgreSQL address (Japanese). The address is not quoted: it holds a password."""


def database_url(home: Home) -> str:
    """`DATABASE_URL`, otherwise the address of this home folder's embedded server. Raises `DatabaseUrlRefused`."""
    external = os.environ.get("DATABASE_URL")
    return checked_url(external) if external else cluster_place(home.path).url()


def checked_url(url: str) -> str:
    """Return the address. Raises `DatabaseUrlRefused`, without the driver's words: they quote the address."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise DatabaseUrlRefused("DATABASE_URL は postgresql:// で始めてください。PostgreSQL 15 以降だけが使えます。")
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise DatabaseUrlRefused(
            "DATABASE_URL を読み取れません。利用者名とパスワードの記号は %40 のように書いてください。"
        ) from None
    return url


def need_database(home: Home) -> str:
    """The address of a database that answers. Raises `NothingRuns`, `DatabaseUrlRefused`."""
    url = database_url(home)
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        if os.environ.get("DATABASE_URL"):
            raise NothingRuns(
                "DATABASE_URL のデータベースに接続できません。アドレスと起動状態を確認してください。"
            ) from None
        raise NothingRuns(
            f"何も起動していません（データの場所: {home.path}）。ichigen up で起動してください。"
            "別の場所で動いているときは ICHIGEN_HOME を、外部のデータベースなら DATABASE_URL を設定してください。"
        ) from None
    return url


def need_installation(home: Home) -> None:
    """Raise `NothingRuns` where no database belongs to this home folder: what is made of nothing would look whole."""
    if not os.environ.get("DATABASE_URL") and not cluster_place(home.path).folder.is_dir():
        raise NothingRuns(
            f"{home.path} に一元のデータはありません。ichigen up を動かしている場所を ICHIGEN_HOME に設定してください。"
        )


@contextmanager
def owned_or_external(home: Home, report: Callable[[str], None]) -> Iterator[str]:
    """A database nobody else works on through this home folder: the external one, or our own started for the while."""
    if os.environ.get("DATABASE_URL"):
        yield need_database(home)
        return
    with owner_lock(home.owner_lock):
        postmaster = start_embedded(home.path, report)
        try:
            yield database_url(home)
        finally:
            postmaster.stop()


@contextmanager
def attached_or_started(home: Home, report: Callable[[str], None]) -> Iterator[str]:
    """The database that runs, or our own started for the while."""
    if os.environ.get("DATABASE_URL") or is_owned(home.owner_lock):
        yield need_database(home)
    else:
        with owned_or_external(home, report) as url:
            yield url
