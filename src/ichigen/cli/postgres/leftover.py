"""A server that an earlier owner left on the data: stopped before a new one starts."""

import time
from pathlib import Path
from signal import SIGINT

import psutil

GONE_WITHIN_S = 60.0
POLL_S = 0.05


class LeftoverStays(Exception):
    """Another server still uses the data (Japanese)."""


def clear_leftover(data: Path) -> None:
    """Stop a server still running on `data`, and wait until its process is gone.

    A killed server keeps its process number until its parent collects it (1.4 s measured); a start within that time
    fails on `postmaster.pid`. A number that now belongs to another program is no server: the file is removed.
    Raises `LeftoverStays` when the server does not go.
    """
    file = data / "postmaster.pid"
    process = _server(file, data)
    if process is None:
        return
    if process.status() != psutil.STATUS_ZOMBIE:
        process.send_signal(SIGINT)
    deadline = time.monotonic() + GONE_WITHIN_S
    while process.is_running():
        if time.monotonic() > deadline:
            raise LeftoverStays(
                f"以前の PostgreSQL（プロセス {process.pid}）が終了しません。終了させてから起動してください。"
            )
        time.sleep(POLL_S)


def _server(file: Path, data: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(file.read_text(encoding="utf-8").split("\n", 1)[0]))
        if "postgres" in process.name() and (
            process.status() == psutil.STATUS_ZOMBIE or str(data) in process.cmdline()
        ):
            return process
    except FileNotFoundError:
        return None
    except (psutil.NoSuchProcess, ValueError):
        pass
    file.unlink(missing_ok=True)
    return None
