"""The processes the supervisor keeps running."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ichigen.cli.orphans import die_with_parent


class Service(Protocol):
    """What the supervisor watches: a child process or the database server."""

    name: str

    def start(self) -> None:
        """Start it and return at once."""
        ...

    def exit_code(self) -> int | None:
        """None while it runs."""
        ...


@dataclass(slots=True)
class Child:
    """One of our own processes; it inherits our environment and standard streams."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    restart_with_database: bool = False
    quiet: bool = False  # its standard output is not a result of ours
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.quiet else None,
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops everything in order
            preexec_fn=die_with_parent(),
        )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def ask_to_stop(self) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self._process is not None and self.running:
            self._process.kill()
            self._process.wait()


def command_child(name: str, *arguments: str, restart_with_database: bool = False) -> Child:
    """An `ichigen` command as a child process, run by the same Python."""
    command = (sys.executable, "-m", "ichigen", name, *arguments)
    return Child(name, command, restart_with_database=restart_with_database)
