"""`/healthz` answers for the database and the migrations."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

NEWEST_UNAPPLIED = """
    DELETE FROM django_migrations
    WHERE app = 'store' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'store')
"""


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
