"""What the settings read from the environment and the home folder."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ichigen.cli.running import checked_url

CONNECTION_AGE_S = 600


def database_settings(url: str) -> dict[str, Any]:
    """Django's description of a `postgresql://` address; query parameters other than `host` go to libpq.

    Raises `DatabaseUrlRefused`.
    """
    parts = urlsplit(checked_url(url))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")) or "ichigen",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": CONNECTION_AGE_S,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_from(file: Path) -> str:
    """The secret in `file`, made at first use and readable by its owner only. Safe against two simultaneous starts."""
    if not file.exists():
        partial = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(64))
        try:
            os.link(partial, file)
        except FileExistsError:
            pass  # the other start was first: its secret is the one
        finally:
            partial.unlink()
    return file.read_text(encoding="ascii")


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """True for 1, true, yes, on."""
    return environ.get(name, "").lower() in ("1", "true", "yes", "on")


def listed(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> list[str]:
    """A comma-separated variable, without blanks."""
    return [part.strip() for part in environ.get(name, default).split(",") if part.strip()]
