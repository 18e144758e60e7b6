"""The folder that holds everything of one installation (`$ICHIGEN_HOME`)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class HomeRefused(Exception):
    """The folder cannot be used as it is; the message says why and what to do (Japanese)."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below `$ICHIGEN_HOME`. The folders are private (0700) and made when they are missing."""

    path: Path

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def media(self) -> Path:
        """Uploaded pictures and documents."""
        return self.path / "media"

    @property
    def static(self) -> Path:
        """Static files with hashed names, gathered before serving."""
        return self.path / "static"

    @property
    def credential_key(self) -> Path:
        return self.keys / "credentials.key"

    @property
    def secret_key(self) -> Path:
        return self.keys / "django.key"

    @property
    def owner_lock(self) -> Path:
        """Locked by the process that owns the embedded database and its children."""
        return self.path / "up.lock"


def home_path(environ: Mapping[str, str] = os.environ) -> Path:
    """`$ICHIGEN_HOME`, otherwise `~/.ichigen`; nothing is made or checked."""
    return Path(environ.get("ICHIGEN_HOME") or Path.home() / ".ichigen").absolute()


def open_home(environ: Mapping[str, str] = os.environ) -> Home:
    """The home folder, made private when it is new. Raises `HomeRefused` when others may look into it."""
    path = home_path(environ)
    for folder in (path, path / "keys", path / "static"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            raise HomeRefused(
                f"{folder} を他のユーザーが開けるため起動しません。"
                f"chmod 700 {folder} を実行してから、もう一度起動してください。"
            )
    return Home(path)
