"""`/healthz` answers for the database and the migrations."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ichigen.cli.checks import schema_found, worker_found
from ichigen.cli.schema import SchemaNewer, migrate_schema
from ichigen.services.pulse import SILENT
from ichigen.store.operations import WorkerPulse

NEWEST_UNAPPLIED = """
    DELETE FROM django_migrations
    WHERE app = 'store' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'store')
"""

NEWER_APPLIED = "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_of_next_year', now())"


@pytest.mark.django_db
def test_ok_when_the_database_answers_and_all_migrations_are_applied(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_503_names_missing_migrations(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_UNAPPLIED)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["code"] == "migrations_missing"
    assert "ichigen migrate" in response.json()["message"]


@pytest.mark.django_db
def test_a_program_older_than_its_database_says_so_and_does_not_start(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NEWER_APPLIED)

    response = client.get("/healthz")
    (doctor,) = schema_found()

    assert (response.status_code, response.json()["code"]) == (503, "schema_newer")
    assert (doctor.level, doctor.code) == ("error", "schema_newer")
    with pytest.raises(SchemaNewer, match="ichigen restore"):
        migrate_schema()


def test_503_when_the_database_does_not_answer() -> None:
    """In a process of its own: here the database always answers."""
    program = (
        "import django; django.setup(); from django.test import Client;"
        "answer = Client().get('/healthz'); print(answer.status_code, answer.json()['code'])"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ichigen.config.settings"}
    environment |= {
        "DATABASE_URL": "postgresql://ichigen@/ichigen?host=%2Fnowhere",
        "ICHIGEN_ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

    assert done.stdout == "503 database_unreachable\n", done.stderr


@pytest.mark.django_db
def test_a_watch_outside_learns_that_no_worker_lives(client: Client) -> None:
    never = client.get("/healthz/worker")
    WorkerPulse.objects.create(name="one", at=timezone.now() - SILENT - timedelta(seconds=1), slots=20)
    gone = client.get("/healthz/worker")
    WorkerPulse.objects.create(name="two", at=timezone.now(), slots=20)
    alive = client.get("/healthz/worker")

    assert (never.status_code, never.json()["code"]) == (503, "worker_silent")
    assert (gone.status_code, gone.json()["code"]) == (503, "worker_silent")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_doctor_names_a_worker_that_is_gone() -> None:
    never = worker_found()
    WorkerPulse.objects.create(name="one", at=timezone.now() - timedelta(hours=1), slots=20)
    gone = worker_found()
    WorkerPulse.objects.update(at=timezone.now())

    assert (never.level, never.code) == ("warning", "worker_unseen")
    assert (gone.level, gone.code, "ichigen worker を起動" in gone.message) == ("error", "worker_silent", True)
    assert worker_found().level == "ok"
