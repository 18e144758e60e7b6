"""Programs of PostgreSQL get the whole address, and none of it on their command line."""

from pathlib import Path

import pytest

from ichigen.cli.libpq import ProgramFailed, run_program
from ichigen.cli.postgres.binaries import Binaries

URL = "postgresql://hub:ge%40heim@db.example:6432/shop?sslmode=verify-full&sslcert=%2Fkeys%2Fhub.crt&sslkey=%2Fkeys%2Fhub.key"


def program(folder: Path, script: str) -> Binaries:
    file = folder / "show"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return Binaries(folder, 18, "18")


def test_every_part_of_the_address_reaches_the_program_through_its_environment(tmp_path: Path) -> None:
    shown = run_program(program(tmp_path, 'env | grep ^PG | sort; echo "$@"'), URL, "show", "-Fd")

    assert shown.splitlines() == [
        "PGDATABASE=shop",
        "PGHOST=db.example",
        "PGPASSWORD=ge@heim",
        "PGPORT=6432",
        "PGSSLCERT=/keys/hub.crt",
        "PGSSLKEY=/keys/hub.key",
        "PGSSLMODE=verify-full",
        "PGUSER=hub",
        "-Fd",
    ]


def test_a_program_that_fails_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed, match=r"終了コード 3.*no space"):
        run_program(program(tmp_path, "echo no space >&2; exit 3"), URL, "show")
