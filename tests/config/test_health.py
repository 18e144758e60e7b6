"""`/healthz` answers for the database and the migrations."""

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_ok_when_the_database_answers_and_all_migrations_are_applied(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_503_names_missing_migrations(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'store' AND name = '0001_staff'")

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["code"] == "migrations_missing"
    assert "ichigen migrate" in response.json()["message"]
