"""The system user PostgreSQL runs as. It refuses to run as root, so a root start uses a system user of our own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

SYSTEM_USER = "ichigen"


class AccountMissing(Exception):
    """There is no unprivileged user to run PostgreSQL as and none could be made (Japanese)."""


class DropPrivileges(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Numeric user and group; `popen` is empty when the process already is that user."""

    uid: int
    gid: int
    popen: DropPrivileges

    def own(self, path: Path) -> None:
        """Make `path` a private folder of this user. Only the folder itself is touched, never one above it."""
        path.mkdir(mode=0o700, exist_ok=True)
        if (stat := path.stat()).st_uid != self.uid or stat.st_gid != self.gid:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def run_as(environ: Mapping[str, str] = os.environ) -> Account:
    """The user PostgreSQL runs as: oneself, or for root `$ICHIGEN_PG_USER`, otherwise the system user `ichigen`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), {})
    name = environ.get("ICHIGEN_PG_USER") or SYSTEM_USER
    entry = _entry(name) or _make(name)
    if entry.pw_uid == 0:
        raise AccountMissing(f"ICHIGEN_PG_USER={name} は root です。root 以外のユーザーを指定してください。")
    return Account(entry.pw_uid, entry.pw_gid, {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []})


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make(name: str) -> pwd.struct_passwd:
    program = shutil.which("useradd")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    if program is not None:
        subprocess.run([program, *options, "--shell", "/usr/sbin/nologin", name], check=False, capture_output=True)
    entry = _entry(name)  # another start may have made it at the same moment
    if entry is None:
        raise AccountMissing(
            f"PostgreSQL は root では動きません。システムユーザー {name} を作成できなかったため、"
            "既存の一般ユーザー名を ICHIGEN_PG_USER に指定するか、一般ユーザーで起動してください。"
        )
    return entry
