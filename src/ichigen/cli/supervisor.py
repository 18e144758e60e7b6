"""Keeps services running until asked to stop: restarts on any exit, 0 included, ever more slowly."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ichigen.cli.children import Child, Service
from ichigen.cli.postgres.leftover import LeftoverStays
from ichigen.cli.postgres.postmaster import Postmaster

POLL_S = 0.05
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0
STOP_WITHIN_S = 28.0  # a worker ends its running loops within 25 s; idle ones end at once


@dataclass(slots=True)
class _Watched:
    """A service and when it may be started again."""

    service: Service
    pause: float = FIRST_PAUSE_S
    started: float = field(default_factory=time.monotonic)
    start_at: float | None = None

    def look(self, now: float, report: Callable[[str], None]) -> bool:
        """Restart the service when it ended and its pause is over; True when it was started."""
        if self.start_at is not None:
            return now >= self.start_at and self._start(now, report)
        code = self.service.exit_code()
        if code is not None:
            self.pause = FIRST_PAUSE_S if now - self.started > STEADY_AFTER_S else self.pause
            self._wait(f"終了しました（終了コード {code}）。", now, report)
        return False

    def _start(self, now: float, report: Callable[[str], None]) -> bool:
        try:
            self.service.start()
        except (LeftoverStays, OSError) as problem:
            self._wait(f"起動できません（{problem}）。", now, report)
            return False
        self.started, self.start_at = now, None
        return True

    def _wait(self, what: str, now: float, report: Callable[[str], None]) -> None:
        report(f"{self.service.name} が{what}{self.pause:g} 秒後に再起動します。")
        self.start_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_S)


class Supervisor:
    """Runs children, and the embedded database when it is ours; both are watched, the database stops last."""

    def __init__(self, children: Sequence[Child], database: Postmaster | None, report: Callable[[str], None]) -> None:
        self._children = children
        self._database = database
        self._report = report
        self._stop = threading.Event()
        self._impatient = False

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Start the children and watch until SIGINT, SIGTERM or `stop()`; a second signal kills what is left."""
        previous = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for child in self._children:
                child.start()
            ready()
            self._watch()
        finally:
            self._stop_children()
            if self._database is not None:
                self._database.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """End `run`."""
        self._stop.set()

    def _asked(self, number: int, frame: object) -> None:
        self._impatient = self._stop.is_set()
        self._stop.set()

    def _watch(self) -> None:
        children = [_Watched(child) for child in self._children]
        database = None if self._database is None else _Watched(self._database)
        while not self._stop.wait(POLL_S):
            now = time.monotonic()
            if database is not None and database.look(now, self._report):
                self._restart_followers()
            for watched in children:
                watched.look(now, self._report)

    def _restart_followers(self) -> None:
        """A worker whose LISTEN connection died may live on half deaf: it is started afresh."""
        for child in self._children:
            if child.restart_with_database:
                child.ask_to_stop()

    def _stop_children(self) -> None:
        self._report("停止しています。もう一度 Ctrl-C を押すと、待たずに止めます。")
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_WITHIN_S
        running = list(self._children)
        while running and time.monotonic() < deadline and not self._impatient:
            time.sleep(POLL_S)
            running = [child for child in running if child.running]
        for child in running:
            child.kill()
