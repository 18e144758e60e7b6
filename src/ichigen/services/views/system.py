"""接続URL・版: what runs here, on which database, and whether it lives."""

import platform
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import django
from django.conf import settings
from django.db import connection

from ichigen.services.clock import now
from ichigen.services.pulse import SILENT
from ichigen.store.hot import run
from ichigen.store.installation import Installation
from ichigen.store.operations import WorkerPulse


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker: when it last ran a job of its own, and how many it runs at once."""

    name: str
    at: datetime
    slots: int
    alive: bool


@dataclass(frozen=True, slots=True)
class System:
    """Versions, database and health; no password, no key. `kind`: practice, live or empty. `size` in bytes."""

    version: str
    python: str
    django: str
    database: str
    embedded: bool
    host: str
    size: int
    kind: str
    created_at: datetime | None
    writes_stopped_at: datetime | None
    workers: tuple[WorkerRow, ...]

    @property
    def alive(self) -> bool:
        """True while some worker lives: without one nothing is taken in or written."""
        return any(worker.alive for worker in self.workers)


def system() -> System:
    """Return how things stand; four queries."""
    at = now()
    row = run("select current_setting('server_version'), pg_database_size(current_database())").fetchone()
    assert row is not None  # a select without a table answers one row
    installation = Installation.objects.order_by("id").first()
    host = str(connection.settings_dict["HOST"])
    return System(
        version=version("ichigen"),
        python=platform.python_version(),
        django=django.get_version(),
        database=row[0].split(" ")[0],
        embedded=host.startswith(str(settings.HOME.path)),
        host="" if host.startswith("/") else host,
        size=row[1],
        kind=installation.kind if installation else "",
        created_at=installation.created_at if installation else None,
        writes_stopped_at=installation.writes_stopped_at if installation else None,
        workers=tuple(
            WorkerRow(pulse.name, pulse.at, pulse.slots, at - pulse.at < SILENT)
            for pulse in WorkerPulse.objects.order_by("-at")
        ),
    )
