"""From binaries to a database that answers: what `up`, the demo and the tests start."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from ichigen.cli.postgres.account import run_as
from ichigen.cli.postgres.binaries import Binaries, find_binaries
from ichigen.cli.postgres.cluster import SUPERUSER
from ichigen.cli.postgres.place import APPLICATION_ROLE, DATABASE, Place, cluster_place
from ichigen.cli.postgres.postmaster import Postmaster
from ichigen.cli.postgres.prepare import open_cluster


def start_server(
    place: Place,
    binaries: Binaries,
    report: Callable[[str], None],
    settings: Mapping[str, str] | None = None,
) -> Postmaster:
    """Start the cluster at `place` and return when the application's database answers."""
    postmaster = Postmaster(open_cluster(place, binaries, run_as()), settings)
    postmaster.start()
    try:
        postmaster.wait_ready(report)
        _create_application_database(place)
    except BaseException:
        postmaster.stop()
        raise
    return postmaster


def start_embedded(home: Path, report: Callable[[str], None], environ: Mapping[str, str] = os.environ) -> Postmaster:
    """`start_server` for the cluster that belongs to a home folder."""
    return start_server(cluster_place(home, environ), find_binaries(environ), report)


def _create_application_database(place: Place) -> None:
    """The application is no superuser; it may create databases (restore and tests do)."""
    with psycopg.connect(place.url("postgres", SUPERUSER), autocommit=True) as connection:
        names = {"role": sql.Identifier(APPLICATION_ROLE), "database": sql.Identifier(DATABASE)}
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {role} LOGIN CREATEDB").format(**names))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {role}").format(**names))
