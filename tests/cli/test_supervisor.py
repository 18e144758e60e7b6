"""The supervisor restarts what ends, 0 included, and stops everything when asked."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from ichigen.cli.children import Child
from ichigen.cli.lock import AlreadyOwned, is_owned, owner_lock
from ichigen.cli.postgres.binaries import Binaries
from ichigen.cli.postgres.place import Place
from ichigen.cli.postgres.server import start_server
from ichigen.cli.supervisor import Supervisor


def child(name: str, program: str, *, restart_with_database: bool = False) -> Child:
    return Child(name, (sys.executable, "-c", program), restart_with_database=restart_with_database)


def noted(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "did not happen within 30 s"
        time.sleep(0.02)


def run_until(supervisor: Supervisor, condition: Callable[[], bool]) -> None:
    """Run the supervisor here, in the main thread (it handles signals); another thread watches and ends it."""
    met: list[bool] = []

    def watch() -> None:
        try:
            eventually(condition)
            met.append(True)
        finally:
            supervisor.stop()

    watcher = threading.Thread(target=watch)
    supervisor.run(watcher.start)
    watcher.join()
    assert met == [True]


@pytest.mark.parametrize("code", [0, 1])
def test_a_child_that_ends_is_started_again(tmp_path: Path, code: int) -> None:
    file = tmp_path / "starts"
    program = f"open({str(file)!r}, 'a').write('started\\n'); raise SystemExit({code})"
    said: list[str] = []
    run_until(Supervisor([child("probe", program)], None, said.append), lambda: len(noted(file)) == 3)

    assert said[0] == f"probe が終了しました（終了コード {code}）。0.5 秒後に再起動します。"
    assert said[1] == f"probe が終了しました（終了コード {code}）。1 秒後に再起動します。"


def test_stopping_asks_children_first_and_kills_the_deaf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ichigen.cli.supervisor.STOP_WITHIN_S", 1.0)
    file = tmp_path / "pids"
    note = f"import os, signal, time; open({str(file)!r}, 'a').write(str(os.getpid()) + '\\n')"
    polite = f"import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); {note}; time.sleep(600)"
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {note}; time.sleep(600)"
    run_until(Supervisor([child("polite", polite), child("deaf", deaf)], None, print), lambda: len(noted(file)) == 2)

    assert [psutil.pid_exists(int(pid)) for pid in noted(file)] == [False, False]


def test_a_signal_stops_everything(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    program = f"import os, time; open({str(file)!r}, 'a').write(str(os.getpid()) + '\\n'); time.sleep(600)"

    def terminate() -> None:
        eventually(lambda: len(noted(file)) == 1)
        os.kill(os.getpid(), signal.SIGTERM)

    sender = threading.Thread(target=terminate)
    before = signal.getsignal(signal.SIGTERM)
    Supervisor([child("probe", program)], None, print).run(sender.start)
    sender.join()

    assert not psutil.pid_exists(int(noted(file)[0]))
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_killed_database_comes_back_and_its_followers_start_afresh(
    tmp_path: Path, place: Place, wheel: Binaries
) -> None:
    database = start_server(place, wheel, print, {"shared_buffers": "16MB"})
    first = database.pid
    assert first is not None
    files = {name: tmp_path / name for name in ("follower", "other")}
    program = "import os, time; open({!r}, 'a').write(str(os.getpid()) + '\\n'); time.sleep(600)"
    children = [
        child("follower", program.format(str(files["follower"])), restart_with_database=True),
        child("other", program.format(str(files["other"]))),
    ]

    def kill() -> None:
        eventually(lambda: all(noted(file) for file in files.values()))
        os.kill(first, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    answers: list[object] = []

    def back() -> bool:
        if len(noted(files["follower"])) == 2 and not answers:
            try:
                with psycopg.connect(place.url()) as connection:
                    answers.append(connection.execute("SELECT 42").fetchone())
            except psycopg.OperationalError:
                return False
        return bool(answers)

    run_until(Supervisor(children, database, print), back)
    killer.join()

    assert answers == [(42,)]
    assert database.pid != first
    assert database.exit_code() == 0
    assert len(noted(files["other"])) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux only")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    sleeper = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    supervisor = (
        "import sys\nfrom ichigen.cli.children import Child\nfrom ichigen.cli.supervisor import Supervisor\n"
        f"Supervisor([Child('probe', (sys.executable, '-c', {sleeper!r}))], None, print).run()"
    )
    running = subprocess.Popen([sys.executable, "-c", supervisor])
    eventually(lambda: noted(file) != [])
    running.kill()
    running.wait()

    pid = int(noted(file)[0])
    eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_only_one_process_owns_a_home_folder(tmp_path: Path) -> None:
    file = tmp_path / "up.lock"
    holder = (
        "import sys, time\nfrom pathlib import Path\nfrom ichigen.cli.lock import owner_lock\n"
        f"with owner_lock(Path({str(file)!r})): print('held', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOwned, match=f"プロセス {other.pid}"), owner_lock(file):
            pass
        assert is_owned(file)
        other.kill()
    assert not is_owned(file)
    with owner_lock(file):
        assert file.read_text() == f"{os.getpid()}\n"
