"""Running `pg_dump`, `pg_restore` and the like against a database address."""

import os
import subprocess
from collections.abc import Mapping

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from ichigen.cli.postgres.binaries import Binaries

#: What libpq itself says: each part of an address and the variable that carries it.
_VARIABLES: Mapping[str, str] = {
    option.keyword.decode(): option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar
}


class ProgramFailed(Exception):
    """A PostgreSQL program ended with an error; the message carries its last words (Japanese)."""


def run_program(binaries: Binaries, url: str, name: str, *arguments: str) -> str:
    """Run a program against the database; the address goes through the environment, so no password shows in `ps`.

    Returns what it printed. Raises `ProgramFailed`.
    """
    target = {_VARIABLES[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in _VARIABLES}
    done = subprocess.run(
        [binaries.program(name), *arguments],
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **target},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramFailed(f"{name} が失敗しました（終了コード {done.returncode}）: {done.stderr.strip()[-2000:]}")
    return done.stdout
