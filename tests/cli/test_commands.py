"""The commands as a person runs them: as processes, on a home folder of their own."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ichigen.cli.postgres.place import place_at

pytestmark = pytest.mark.slow


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ichigen", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int) -> tuple[int, dict[str, str]] | None:
    """None while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)
    except OSError:
        return None


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "did not happen within 60 s"
        time.sleep(0.1)


class Up:
    """A running `ichigen up`; the end of the block stops it."""

    def __init__(self, environment: dict[str, str], output: Path, *options: str) -> None:
        self.port, self.output = free_port(), output
        with output.open("w") as file:
            command = [sys.executable, "-m", "ichigen", "up", "--bind", f"127.0.0.1:{self.port}", *options]
            self.process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)

    def __enter__(self) -> "Up":
        eventually(lambda: health(self.port) == (200, {"status": "ok"}) or self.process.poll() is not None)
        assert self.process.poll() is None, self.output.read_text()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_a_command_that_finds_nothing_running_says_where_it_looked(
    environment: dict[str, str], home: Path, command: str
) -> None:
    done = run(environment, command)

    assert done.returncode == 1
    assert done.stderr.startswith(f"何も起動していません（データの場所: {home}）。ichigen up で起動してください。")
    assert (len(done.stderr.splitlines()), "ICHIGEN_HOME" in done.stderr) == (1, True)


def test_a_backup_of_a_place_without_data_is_refused(environment: dict[str, str], home: Path, tmp_path: Path) -> None:
    """A nightly job with another ICHIGEN_HOME than `up` must not save nothing, night after night."""
    done = run(environment, "backup", str(tmp_path / "saved"))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{home} に一元のデータはありません。")
    assert not (tmp_path / "saved").exists()
    assert not home.exists()


def test_up_from_nothing_to_an_owner_link_and_down(environment: dict[str, str], home: Path, tmp_path: Path) -> None:
    with Up(environment, tmp_path / "first") as first:
        second = run(environment, "up")
        doctor = run(environment, "doctor", "--json")
        added = run(environment, "staff", "add", "hanako", "--role", "packer", "--json")
        again = run(environment, "staff", "add", "hanako", "--role", "packer")
        issued = run(environment, "token", "create", "--staff", "owner", "--scope", "stock:read", "--json")
        refused = run(environment, "token", "create", "--staff", "hanako", "--scope", "stock:read")
        migrated = run(environment, "migrate")
        keys = [len((home / "keys" / "credentials.key").read_bytes().split())]
        for step in ("renew", "forget"):
            assert run(environment, "key", step).returncode == 0
            keys.append(len((home / "keys" / "credentials.key").read_bytes().split()))
        exit_code = first.stop()
    link = re.compile(rf"http://127\.0\.0\.1:{first.port}/login/once/[\w-]{{43}}/")

    assert len(link.findall(first.output.read_text())) == 1
    assert (second.returncode, "すでに起動しています" in second.stderr) == (1, True)
    assert (doctor.returncode, json.loads(doctor.stdout)["ok"]) == (0, True)
    assert json.loads(added.stdout)["path"].startswith("/login/once/")
    assert again.returncode == 1
    assert "スタッフコード" in again.stderr
    assert json.loads(issued.stdout)["token"].startswith("ich_")
    assert (refused.returncode, "オーナーだけ" in refused.stderr) == (1, True)
    assert (migrated.returncode, migrated.stdout) == (0, "データベースは最新です。\n")
    assert keys == [1, 2, 1]
    assert exit_code == 0
    assert health(first.port) is None
    assert sorted(path.name for path in (home / "keys").iterdir()) == ["credentials.key", "django.key"]
    assert run(environment, "migrate").returncode == 1


def test_after_up_was_killed_everything_is_gone_and_it_starts_again(
    environment: dict[str, str], home: Path, tmp_path: Path
) -> None:
    with Up(environment, tmp_path / "first") as first:
        keys = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
        first.stop(signal.SIGKILL)
        eventually(lambda: health(first.port) is None)
    with Up(environment, tmp_path / "second") as second:
        assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == keys
        assert second.stop(signal.SIGINT) == 0


def test_a_backup_brings_everything_back_except_the_key(
    environment: dict[str, str], home: Path, open_folder: Path, tmp_path: Path
) -> None:
    url = place_at(open_folder / "db").url()
    saved, key = tmp_path / "saved", tmp_path / "key"
    with Up(environment, tmp_path / "up"):
        run(environment, "staff", "add", "hanako", "--role", "packer", "--name", "花子")
        (home / "media").mkdir()
        (home / "media" / "a.jpg").write_bytes(b"picture")
        backed_up = run(environment, "backup", str(saved), "--key-to", str(key))
        twice = run(environment, "backup", str(saved))
        while_running = run(environment, "restore", str(saved), "--force")
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE store_staff SET display_name = '消えた' WHERE code = 'hanako'")
            connection.execute("CREATE TABLE later (n int)")
        (home / "media" / "a.jpg").unlink()
    refused = run(environment, "restore", str(saved))
    restored = run(environment, "restore", str(saved), "--force")

    assert (backed_up.returncode, backed_up.stderr) == (0, "")
    assert (twice.returncode, "すでにあります" in twice.stderr) == (1, True)
    assert (while_running.returncode, "すでに起動しています" in while_running.stderr) == (1, True)
    assert (refused.returncode, "--force" in refused.stderr) == (1, True)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert key.read_bytes() == (home / "keys" / "credentials.key").read_bytes()
    assert [path for path in saved.rglob("*") if path.is_file() and key.read_bytes().strip() in path.read_bytes()] == []
    assert (home / "media" / "a.jpg").read_bytes() == b"picture"
    with Up(environment, tmp_path / "after"), psycopg.connect(url) as connection:
        assert connection.execute("SELECT display_name FROM store_staff WHERE code = 'hanako'").fetchone() == ("花子",)
        assert connection.execute("SELECT to_regclass('later')").fetchone() == (None,)


def test_a_folder_that_is_no_backup_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(environment, "restore", str(tmp_path))

    assert (done.returncode, "バックアップではない" in done.stderr) == (1, True)


def test_doctor_names_what_is_wrong(environment: dict[str, str], home: Path) -> None:
    home.mkdir(mode=0o755)
    done = run({**environment, "ICHIGEN_PG_BIN": "/nowhere"}, "doctor", "--json")
    found = {finding["code"]: finding for finding in json.loads(done.stdout)["findings"]}

    assert done.returncode == 1
    assert found["home_open_to_others"]["level"] == "error"
    assert f"chmod 700 {home}" in found["home_open_to_others"]["message"]
    assert found["postgres_missing"]["level"] == "error"
    assert "/nowhere" in found["postgres_missing"]["message"]


def test_doctor_on_a_new_machine_finds_nothing_broken(environment: dict[str, str], home: Path) -> None:
    done = run(environment, "doctor")

    assert done.returncode == 0
    assert f"△ {home} はまだありません。ichigen up の初回起動で作られます。" in done.stdout
    assert not home.exists()


def test_doctor_names_a_database_that_does_not_answer(environment: dict[str, str], home: Path) -> None:
    home.mkdir(mode=0o700)
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    done = run({**environment, "DATABASE_URL": url}, "doctor", "--json")

    assert done.returncode == 1
    assert "database_unreachable" in [finding["code"] for finding in json.loads(done.stdout)["findings"]]


def test_a_worker_that_is_still_starting_stops_when_asked(environment: dict[str, str]) -> None:
    """It waits for a database that takes its call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://ichigen@127.0.0.1:{silent.getsockname()[1]}/ichigen"
        command = [sys.executable, "-m", "ichigen", "worker"]
        with subprocess.Popen(command, env=environment | {"DATABASE_URL": url}) as worker:
            caller, _ = silent.accept()
            worker.terminate()
            with caller:
                assert worker.wait(60) == 0


def test_serve_and_worker_attach_to_what_runs_and_stop_when_asked(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    with Up(environment, tmp_path / "up"):
        parts = [
            subprocess.Popen([sys.executable, "-m", "ichigen", *arguments], env=environment, stderr=subprocess.DEVNULL)
            for arguments in (("serve", "--bind", f"127.0.0.1:{port}", "--processes", "1"), ("worker",))
        ]
        eventually(lambda: health(port) == (200, {"status": "ok"}))
        running = [part.poll() for part in parts]
        for part in parts:
            part.terminate()
        stopped = [part.wait(60) for part in parts]

    assert running == [None, None]
    assert stopped == [0, 0]
