"""The embedded server: made, started, stopped, killed, left behind, recovered."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from ichigen.cli.postgres.binaries import Binaries, BinariesMissing, binaries_in
from ichigen.cli.postgres.cluster import SUPERUSER, ClusterRefused
from ichigen.cli.postgres.kept import kept_binaries
from ichigen.cli.postgres.place import Place, place_at
from ichigen.cli.postgres.postmaster import Postmaster, StartFailed
from ichigen.cli.postgres.server import start_server

SMALL = {"shared_buffers": "16MB"}


def silent(sentence: str) -> None:
    raise AssertionError(f"nothing to report was expected, got: {sentence}")


_started: list[Postmaster] = []


@pytest.fixture(autouse=True)
def _stopped_at_the_end() -> Iterator[None]:
    yield
    while _started:
        _started.pop().stop()


def start(place: Place, binaries: Binaries) -> Postmaster:
    _started.append(start_server(place, binaries, silent, SMALL))
    return _started[-1]


def ask(place: Place, question: str) -> object:
    """Run one statement; the first value of its first row, None when it has no rows."""
    with psycopg.connect(place.url(), autocommit=True) as connection:
        cursor = connection.execute(question)
        row = None if cursor.description is None else cursor.fetchone()
        return None if row is None else row[0]


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "did not happen within 30 s"
        time.sleep(0.02)


def test_what_was_written_is_there_after_a_restart(place: Place, binaries: Binaries) -> None:
    first = start(place, binaries)
    ask(place, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    second = start(place, binaries)

    assert ask(place, "SELECT answer FROM kept") == 42
    assert ask(place, "SELECT current_setting('server_version_num')::int / 10000") == binaries.major
    second.stop()
    assert (first.exit_code(), second.exit_code()) == (0, 0)


def test_nothing_listens_on_the_network_and_the_folders_are_private(place: Place, binaries: Binaries) -> None:
    server = start(place, binaries)
    assert server.pid is not None
    listening = [row.laddr for row in psutil.Process(server.pid).net_connections("inet")]
    server.stop()

    assert listening == []
    for folder in (place.folder, place.socket, place.folder / str(binaries.major) / "data"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_server_does_not_run_as_root_and_nothing_above_it_is_opened(open_folder: Path, wheel: Binaries) -> None:
    above = (open_folder.stat().st_mode, open_folder.parent.stat().st_mode, Path("/").stat().st_mode)
    server = start(place_at(open_folder / "db"), wheel)
    assert server.pid is not None
    user = psutil.Process(server.pid).uids()
    server.stop()

    assert 0 not in (user.real, user.effective, user.saved)
    assert (open_folder.stat().st_mode, open_folder.parent.stat().st_mode, Path("/").stat().st_mode) == above


def test_the_application_is_no_superuser(place: Place, wheel: Binaries) -> None:
    server = start(place, wheel)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(place, "COPY (SELECT 1) TO PROGRAM 'true'")
    ask(place, "CREATE EXTENSION pg_trgm")
    server.stop()


def test_japanese_is_searchable_by_trigrams(place: Place, binaries: Binaries) -> None:
    server = start(place, binaries)
    ask(place, "CREATE EXTENSION pg_trgm")

    assert ask(place, "SELECT array_length(show_trgm('水筒'), 1)") == 3
    assert ask(place, "SELECT datcollate FROM pg_database WHERE datname = 'ichigen'") == "C.UTF-8"
    server.stop()


def test_a_killed_server_loses_no_commit_and_starts_again(place: Place, binaries: Binaries) -> None:
    server = start(place, binaries)
    ask(place, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: server.exit_code() is not None)
    server.start()
    server.wait_ready(print)

    assert ask(place, "SELECT answer FROM kept") == 42
    server.stop()


def test_recovery_has_no_time_limit_and_is_reported_once(place: Place, wheel: Binaries) -> None:
    """A standby that serves nobody is in recovery for as long as it is not promoted."""
    server = start(place, wheel)
    server.stop()
    data = server.cluster.data
    (data / "standby.signal").touch()
    standby = Postmaster(server.cluster, {**SMALL, "hot_standby": "off"})
    _started.append(standby)
    said: list[str] = []

    def promote(sentence: str) -> None:
        said.append(sentence)
        (data / "promote").touch()
        assert standby.pid is not None
        os.kill(standby.pid, signal.SIGUSR1)

    standby.start()
    standby.wait_ready(promote)

    assert said == ["データベースを復旧しています。データ量によっては数分かかります。"]
    assert ask(place, "SELECT pg_is_in_recovery()") is False


STARTER = """
import os, signal, sys
from pathlib import Path
from ichigen.cli.postgres.binaries import binaries_in
from ichigen.cli.postgres.place import place_at
from ichigen.cli.postgres.server import start_server
if sys.argv[3] == "left":
    import ichigen.cli.postgres.postmaster as postmaster
    postmaster.die_with_parent = lambda **_: None
server = start_server(place_at(Path(sys.argv[1])), binaries_in(Path(sys.argv[2])), print, {"shared_buffers": "16MB"})
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def started_and_abandoned(place: Place, binaries: Binaries, mode: str) -> int:
    """Start a server in a process that is killed at once; the server's process number."""
    command = [sys.executable, "-c", STARTER, str(place.folder), str(binaries.bin), mode]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux only")
def test_the_server_shuts_down_when_its_supervisor_is_killed(place: Place, binaries: Binaries) -> None:
    pid = started_and_abandoned(place, binaries, "with its parent")

    eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    second = start(place, binaries)
    second.stop()


def test_a_server_left_behind_is_stopped_and_replaced(place: Place, binaries: Binaries) -> None:
    pid = started_and_abandoned(place, binaries, "left")
    assert psutil.Process(pid).name().startswith("postgres")
    second = start(place, binaries)

    assert second.pid != pid
    eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    second.stop()


def test_a_process_number_that_belongs_to_another_program_is_no_server(place: Place, wheel: Binaries) -> None:
    start(place, wheel).stop()
    file = place.folder / str(wheel.major) / "data" / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n")
    second = start(place, wheel)

    assert second.exit_code() is None
    second.stop()


def test_a_start_that_fails_says_why(place: Place, wheel: Binaries) -> None:
    with pytest.raises(StartFailed, match="no_such_setting"):
        start_server(place, wheel, silent, {"no_such_setting": "1"})


def test_an_interrupted_initdb_leaves_nothing_in_the_way(place: Place, wheel: Binaries) -> None:
    start(place, wheel).stop()
    folder = place.folder / str(wheel.major)
    (folder / "data").rename(folder / "data.partial")
    (folder / "data.partial" / "PG_VERSION").unlink()
    server = start(place, wheel)

    assert ask(place, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert not (folder / "data.partial").exists()
    server.stop()


def test_the_wheel_is_copied_beside_the_data_and_runs_from_there(place: Place, wheel: Binaries) -> None:
    server = start(place, wheel)
    assert server.pid is not None
    kept = kept_binaries(place.folder / str(wheel.major))

    assert kept is not None
    assert kept.version == wheel.version
    assert Path(psutil.Process(server.pid).exe()) == kept.bin / "postgres"
    assert kept.bin.is_relative_to(place.folder)
    server.stop()


def test_a_long_path_gets_a_short_private_socket_folder(open_folder: Path, wheel: Binaries) -> None:
    place = place_at(open_folder / ("長い名前" * 8))
    server = start(place, wheel)

    assert len(os.fsencode(place.socket)) < 80
    assert ask(place, "SELECT 1") == 1
    assert stat.S_IMODE(place.socket.stat().st_mode) == 0o700
    server.stop()
    place.socket.rmdir()


def test_logs_hold_no_values_and_rotate_by_weekday(place: Place, binaries: Binaries) -> None:
    server = start(place, binaries)
    ask(place, "CREATE TABLE buyer (mail text UNIQUE)")
    ask(place, "INSERT INTO buyer VALUES ('taro@example.jp')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(place, "INSERT INTO buyer VALUES ('taro@example.jp')")
    server.stop()
    logs = [path for path in (place.folder / "log").iterdir() if path.name.startswith("postgresql-")]

    assert [len(path.stem) for path in logs] == [len("postgresql-Sun")]
    assert "duplicate key" in logs[0].read_text()
    assert "taro@example.jp" not in logs[0].read_text()


def test_data_moves_to_the_next_major_version(place: Place, debian: Binaries, wheel: Binaries) -> None:
    old = start(place, debian)
    ask(place, "CREATE EXTENSION pg_trgm")
    ask(place, "CREATE TABLE goods AS SELECT n, '水筒 ' || n AS name FROM generate_series(1, 1000) n")
    ask(place, "CREATE INDEX ON goods USING gin (name gin_trgm_ops)")
    old.stop()
    new = start(place, wheel)

    assert ask(place, "SELECT current_setting('server_version_num')::int / 10000") == wheel.major
    assert ask(place, "SELECT count(*) FROM goods WHERE name LIKE '%水筒 99%'") == 11
    new.stop()
    assert (place.folder / "15" / "data" / "PG_VERSION").read_text().strip() == "15"


def test_an_upgrade_that_fails_leaves_the_old_data_to_go_on_with(
    place: Place, debian: Binaries, wheel: Binaries
) -> None:
    old = start(place, debian)
    with psycopg.connect(place.url("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(
            "UPDATE pg_database SET datallowconn = false WHERE datname = 'ichigen'"
        )  # pg_upgrade refuses
    old.stop()
    with pytest.raises(ClusterRefused, match="pg_upgrade"):
        start(place, wheel)

    assert not (place.folder / str(wheel.major) / "data").exists()
    assert (place.folder / "15" / "data" / "PG_VERSION").is_file()


def test_older_programs_do_not_touch_newer_data(place: Place, debian: Binaries, wheel: Binaries) -> None:
    start(place, wheel).stop()

    with pytest.raises(ClusterRefused, match="PostgreSQL 18 のもので、15 では開けません"):
        start(place, debian)


def test_programs_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BinariesMissing, match=str(tmp_path)):
        binaries_in(tmp_path)
