"""What `ichigen doctor` looks at. Each check is a function of its own and answers with findings."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import psycopg
from psycopg import pq

from ichigen.cli.home import Home, HomeRefused, home_path, open_home
from ichigen.cli.lock import is_owned
from ichigen.cli.postgres.account import SYSTEM_USER
from ichigen.cli.postgres.binaries import OLDEST_MAJOR, BinariesMissing, find_binaries
from ichigen.cli.postgres.place import cluster_place
from ichigen.cli.postgres.postmaster import ping
from ichigen.cli.running import DatabaseUrlRefused, database_url
from ichigen.store.keys import KeyRefused, key_id, read_keys

LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` is for programs, `message` for people (what is, and what to do)."""

    level: Literal["ok", "warning", "error"]
    code: str
    message: str


def examine() -> list[Finding]:
    """All findings, in the order in which they should be mended."""
    path = home_path()
    if not path.exists():
        message = f"{path} はまだありません。ichigen up の初回起動で作られます。"
        return [*_python(), Finding("warning", "home_missing", message), *_programs()]
    try:
        home = open_home()
    except HomeRefused as problem:
        return [*_python(), Finding("error", "home_open_to_others", str(problem)), *_programs()]
    found = [*_python(), Finding("ok", "home", f"データの場所: {home.path}")]
    checks: tuple[Callable[[Home], Iterator[Finding]], ...] = (_disk, _key, _server, _database)
    return found + list(_programs()) + [finding for check in checks for finding in check(home)]


def _python() -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", "python", f"Python {running}")


def _programs() -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL"):
        return
    try:
        binaries = find_binaries()
    except BinariesMissing as problem:
        yield Finding("error", "postgres_missing", str(problem))
        return
    who = f"（システムユーザー {os.environ.get('ICHIGEN_PG_USER', SYSTEM_USER)} で動作）" if os.geteuid() == 0 else ""
    yield Finding("ok", "postgres", f"埋め込みの PostgreSQL {binaries.version}{who}: {binaries.bin}")


def _disk(home: Home) -> Iterator[Finding]:
    folder = cluster_place(home.path).folder
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    if free < LEAST_FREE_BYTES:
        yield Finding("error", "disk_full", f"{folder} の空きが {free // 1024**2} MB です。2 GB 以上空けてください。")
    else:
        yield Finding("ok", "disk", f"空き容量 {free // 1024**3} GB")


def _key(home: Home) -> Iterator[Finding]:
    try:
        keys = read_keys(home.credential_key)
    except KeyRefused as problem:
        if home.credential_key.exists() or cluster_place(home.path).folder.exists():
            yield Finding("error", "credential_key", str(problem))
        else:
            yield Finding("warning", "credential_key", "認証情報の鍵は初回起動で作られます。")
        return
    yield Finding("ok", "credential_key", f"認証情報の鍵 {key_id(keys[0])}（{len(keys)} 本）")


def _server(home: Home) -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL"):
        yield Finding("ok", "external_database", "DATABASE_URL のデータベースを使います。")
        return
    answer = ping(cluster_place(home.path).socket)
    if answer is pq.Ping.OK:
        yield Finding("ok", "server", "埋め込みのデータベースが動いています。")
    elif answer is pq.Ping.REJECT:
        yield Finding("warning", "recovering", "データベースを復旧しています。終わるまでお待ちください。")
    elif is_owned(home.owner_lock):
        message = (
            "ichigen up は動いていますが、データベースが応答しません。少し待っても変わらなければ再起動してください。"
        )
        yield Finding("error", "server_silent", message)
    else:
        yield Finding("warning", "nothing_runs", "何も起動していません。ichigen up で起動してください。")


def _database(home: Home) -> Iterator[Finding]:
    try:
        with psycopg.connect(database_url(home), connect_timeout=5) as connection:
            number = connection.info.server_version
    except DatabaseUrlRefused as problem:
        yield Finding("error", "database_url", str(problem))
        return
    except psycopg.OperationalError:
        if os.environ.get("DATABASE_URL"):
            message = "DATABASE_URL のデータベースに接続できません。アドレスと起動状態を確認してください。"
            yield Finding("error", "database_unreachable", message)
        return
    if number // 10000 < OLDEST_MAJOR:
        message = f"PostgreSQL {number // 10000} は使えません。{OLDEST_MAJOR} 以降にしてください。"
        yield Finding("error", "database_too_old", message)
        return
    yield Finding("ok", "database", f"PostgreSQL {number // 10000}.{number % 10000} に接続できます。")
    yield from schema_found()


def schema_found() -> Iterator[Finding]:
    """Whether the database has this program's schema, and then whether a worker lives."""
    from ichigen.cli.django_ready import set_up_django

    set_up_django()
    from ichigen.cli.schema import NEWER, read_schema

    schema = read_schema()
    if schema.unknown:
        yield Finding("error", "schema_newer", NEWER)
    elif schema.missing:
        message = f"未適用のマイグレーションが {len(schema.missing)} 件あります。ichigen migrate を実行してください。"
        yield Finding("error", "migrations_missing", message)
    else:
        yield Finding("ok", "migrations", "データベースの構造は最新です。")
        yield worker_found()


def worker_found() -> Finding:
    """Whether a worker lives; the database must be up to date."""
    from django.utils import timezone

    from ichigen.services.pulse import silence

    quiet = silence(timezone.now())
    if quiet is None:
        return Finding("ok", "worker", "ワーカーが動いています。")
    start = "ichigen up または ichigen worker を起動してください。"
    if quiet.since is None:
        return Finding("warning", "worker_unseen", f"ワーカーはまだ一度も動いていません。{start}")
    last = timezone.localtime(quiet.since)
    message = (
        f"ワーカーが {last:%Y/%m/%d %H:%M} から動いていません。受注の取込み、モールへの反映、通知が止まっています。"
    )
    return Finding("error", "worker_silent", message + start)
