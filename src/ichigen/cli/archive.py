"""A backup on disk: a folder with the database, the uploaded files and a note of what they are. Never the key."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ichigen.cli.libpq import ProgramFailed, run_program
from ichigen.cli.postgres.binaries import Binaries

FORMAT = 1
JOBS = "2"


class ArchiveRefused(Exception):
    """The backup or the target cannot be used; the message says why and what to do (Japanese)."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a backup says about itself. `keys` are the ids of the credential keys that open it."""

    format: int
    made_at: str
    version: str
    keys: list[str]


def write_archive(folder: Path, url: str, media: Path, binaries: Binaries, keys: list[str]) -> Note:
    """Write everything into `folder`, which must not exist; it appears under its name only when it is whole."""
    if folder.exists():
        raise ArchiveRefused(f"{folder} はすでにあります。別の名前を指定してください。")
    _refuse_empty(url)
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    options = ("-Fd", "--jobs", JOBS, "--no-owner", "--no-privileges")
    run_program(binaries, url, "pg_dump", *options, "-f", str(partial / "database"))
    if media.is_dir():
        shutil.copytree(media, partial / "media")
    note = Note(FORMAT, datetime.now(UTC).isoformat(timespec="seconds"), version("ichigen"), keys)
    (partial / "note.json").write_text(json.dumps(asdict(note), indent=2) + "\n", encoding="utf-8")
    partial.rename(folder)
    return note


def read_note(folder: Path) -> Note:
    """Raises `ArchiveRefused` for a folder that is no backup of ours."""
    try:
        found: Mapping[str, Any] = json.loads((folder / "note.json").read_text(encoding="utf-8"))
        note = Note(found["format"], found["made_at"], found["version"], found["keys"])
    except (OSError, ValueError, KeyError):
        raise ArchiveRefused(f"{folder} は一元のバックアップではないか、壊れています。") from None
    if note.format != FORMAT:
        raise ArchiveRefused(f"{folder} は新しい版（{note.version}）のバックアップです。先に一元を更新してください。")
    return note


def restore_archive(folder: Path, url: str, media: Path, binaries: Binaries, *, force: bool) -> None:
    """Put a backup in place of what is there. Without `force` only into an empty database that nobody uses."""
    database = str(folder / "database")
    try:
        run_program(binaries, url, "pg_restore", "--list", database)
    except ProgramFailed as problem:
        raise ArchiveRefused(f"{folder} は壊れています。{problem}") from None
    with psycopg.connect(url, autocommit=True) as connection:
        if not force:
            _refuse_unless_empty(connection)
        _refuse_while_used(connection)
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"))
        name = connection.info.dbname
    options = ("--exit-on-error", "--no-owner", "--no-privileges", "--jobs", JOBS, "--dbname", name)
    run_program(binaries, url, "pg_restore", *options, database)
    if (folder / "media").is_dir():
        shutil.rmtree(media, ignore_errors=True)
        shutil.copytree(folder / "media", media)


def _refuse_empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        if _is_empty(connection):
            raise ArchiveRefused(
                "データベースは空です。ICHIGEN_HOME か DATABASE_URL が違う場所を指していないか確かめてください。"
            )


def _is_empty(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return row == (0,)


def _refuse_unless_empty(connection: psycopg.Connection) -> None:
    if not _is_empty(connection):
        raise ArchiveRefused("データベースにデータがあります。上書きしてよければ --force を付けてください。")


def _refuse_while_used(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    ).fetchone()
    if row != (0,):
        raise ArchiveRefused("データベースを使用中のプロセスがあります。一元をすべて止めてから復元してください。")
