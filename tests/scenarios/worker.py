"""A real worker process with the product's own loops: `python -m tests.scenarios.worker '{"stall_s": 3}'`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.workers.library import this_database
from tests.workers.process import ROOT


@contextmanager
def real_worker(**options: float) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker on this test's database; kill it at last. `stall_s`: silence after which a run counts as dead."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios.worker", json.dumps(options)],
        cwd=ROOT,
        env={**os.environ, "ICHIGEN_TEST_DATABASE": this_database(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stderr=subprocess.DEVNULL if "ICHIGEN_TEST_SHOW" not in os.environ else None,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def main() -> int:
    """What the process does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from ichigen.config.environment import database_settings

    settings.DATABASES["default"].update(database_settings(os.environ["ICHIGEN_TEST_DATABASE"]))
    django.setup()
    from ichigen.workers.main import run

    return run(**json.loads(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
