"""A worker process of its own on the test's database: `python -m tests.workers.process '{"stall_s": 30}'`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATABASE_VARIABLE = "ICHIGEN_TEST_DATABASE"


@contextmanager
def worker_process(database: str, **options: float) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker on a database, by its address, and return when it starts to serve; kill it at last.

    Options: `stall_s`, `concurrency`; `migrate` 1 makes the tables first.
    """
    environ = {**os.environ, DATABASE_VARIABLE: database, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workers.process", json.dumps(options)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if "ICHIGEN_TEST_SHOW" not in os.environ else None,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    """Return when `condition()` is true."""
    ends = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends, f"not within {within_s} s"
        time.sleep(0.02)


def main() -> int:
    """What the process does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from ichigen.config.environment import database_settings

    settings.DATABASES["default"].update(database_settings(os.environ[DATABASE_VARIABLE]))
    django.setup()

    from django.core.management import call_command

    from ichigen.workers.main import run
    from tests.workers.process_loops import LOOPS, OPERATIONS
    from tests.workers.sample import install_sample

    install_sample()
    options = json.loads(sys.argv[1])
    if options.get("migrate"):
        call_command("migrate", verbosity=0)
    print("ready", flush=True)  # noqa: T201 - the test waits for this line
    return run(options.get("concurrency"), loops=LOOPS, operations=OPERATIONS, stall_s=options.get("stall_s", 30.0))


if __name__ == "__main__":
    sys.exit(main())
