"""The running server: started as our direct child, watched, stopped."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from psycopg import pq

from ichigen.cli.orphans import die_with_parent
from ichigen.cli.postgres.cluster import Cluster, environment
from ichigen.cli.postgres.leftover import clear_leftover

POLL_S = 0.02
RECOVERING_AFTER_S = 1.0
STOP_S = 30.0
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT


class StartFailed(Exception):
    """The server ended before it answered; the message carries the end of its log (Japanese)."""


def ping(socket: Path) -> pq.Ping:
    """What the server on this socket answers: OK, REJECT (starting or recovering), NO_RESPONSE."""
    return pq.Ping(pq.PGconn.ping(f"host='{socket}' user=postgres dbname=postgres connect_timeout=2".encode()))


class Postmaster:
    """One running server. `start` returns at once; `wait_ready` waits for as long as recovery takes."""

    name = "データベース"

    def __init__(self, cluster: Cluster, settings: Mapping[str, str] | None = None) -> None:
        self.cluster = cluster
        self._options = [f"-c{name}={value}" for name, value in (settings or {}).items()]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def first_log(self) -> Path:
        """What the server says before its own log files are open."""
        return self.cluster.log / "start.log"

    def start(self) -> None:
        """Start the server, after an earlier one that still runs on this data was stopped."""
        clear_leftover(self.cluster.data)
        with self.first_log.open("wb") as log:
            self._process = subprocess.Popen(
                [self.cluster.binaries.program("postgres"), "-D", str(self.cluster.data), *self._options],
                cwd=self.cluster.folder,
                env=environment(self.cluster.folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
                preexec_fn=die_with_parent(fast_shutdown=True),
                **self.cluster.account.popen,
            )

    def wait_ready(self, report: Callable[[str], None]) -> None:
        """Return when the server takes connections. Crash recovery has no time limit; it is reported once."""
        began, told = time.monotonic(), False
        while (answer := ping(self.cluster.place.socket)) is not pq.Ping.OK:
            if self.exit_code() is not None:
                raise StartFailed(f"PostgreSQL が起動できませんでした: {self._last_words()}")
            if answer is pq.Ping.REJECT and not told and time.monotonic() - began > RECOVERING_AFTER_S:
                report("データベースを復旧しています。データ量によっては数分かかります。")
                told = True
            time.sleep(POLL_S)

    def exit_code(self) -> int | None:
        """None while the server runs."""
        return None if self._process is None else self._process.poll()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def stop(self) -> None:
        """Fast shutdown (open transactions are rolled back); when that takes too long, an immediate one."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(FAST)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(IMMEDIATE)
            self._process.wait()

    def _last_words(self) -> str:
        logs = [
            self.first_log,
            *sorted(self.cluster.log.glob("postgresql-*.log"), key=lambda path: path.stat().st_mtime),
        ]
        said = [path.read_text(encoding="utf-8", errors="replace").strip() for path in (logs[0], logs[-1])]
        return "\n".join(dict.fromkeys(filter(None, said)))[-2000:]
