"""What the settings read from outside."""

import os
import traceback
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ichigen.cli.home import HomeRefused, open_home
from ichigen.cli.running import DatabaseUrlRefused, need_database
from ichigen.cli.words import said
from ichigen.config.environment import database_settings, secret_from


def test_the_home_folder_is_made_private(tmp_path: Path) -> None:
    home = open_home({"ICHIGEN_HOME": str(tmp_path / "h")})

    for folder in (home.path, home.keys, home.static):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_home_folder_others_can_open_is_refused_with_the_remedy(tmp_path: Path) -> None:
    open_home({"ICHIGEN_HOME": str(tmp_path / "h")})
    (tmp_path / "h").chmod(0o755)

    with pytest.raises(HomeRefused, match=f"chmod 700 {tmp_path / 'h'}"):
        open_home({"ICHIGEN_HOME": str(tmp_path / "h")})


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "django.key"
    first = secret_from(file)

    assert secret_from(file) == first
    assert len(first) >= 64
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["django.key"]


def test_a_database_url_becomes_settings() -> None:
    found = database_settings("postgresql://hub:p%40ss@db.example:5433/shop?sslmode=require")

    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "shop",
        "USER": "hub",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_url_becomes_settings() -> None:
    found = database_settings("postgresql://ichigen@/ichigen?host=%2Frun%2Fichigen")

    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/ichigen", "ichigen", {})


@pytest.mark.parametrize("url", ["sqlite:///hub.db", "mysql://hub:geheim@db/shop", "host=db password=geheim"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlRefused, match="postgresql://"):
        database_settings(url)


@pytest.mark.parametrize("url", ["mysql://hub:geheim@db/shop", "postgresql://hub:geheim%zz@db/shop"])
def test_a_database_url_that_cannot_be_read_is_told_without_its_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    home = open_home({"ICHIGEN_HOME": str(tmp_path / "h")})

    with pytest.raises(DatabaseUrlRefused) as refusal:
        need_database(home)

    told = "".join(traceback.format_exception(refusal.value))
    assert "geheim" not in told
    assert said(refusal.value) == str(refusal.value)


@pytest.mark.django_db
def test_the_content_security_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy


def test_times_and_languages() -> None:
    assert (settings.LANGUAGE_CODE, [code for code, _ in settings.LANGUAGES]) == ("ja", ["ja", "en"])
    assert (settings.USE_TZ, settings.TIME_ZONE) == (True, "Asia/Tokyo")
