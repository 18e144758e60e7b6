"""A demo never takes away what another one, or the shop itself, works with."""

import socket
from pathlib import Path

import pytest

from ichigen.cli.demo import CONTROL_PORT, choose_control_port, fresh_demo_home
from ichigen.cli.lock import AlreadyOwned, owner_lock
from ichigen.cli.words import said


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's folder, with what a demo before left in it."""
    folder = tmp_path / "demo"
    (folder / "db").mkdir(parents=True)
    (folder / "db" / "row").write_text("受注")
    monkeypatch.setenv("ICHIGEN_DEMO_HOME", str(folder))
    monkeypatch.delenv("ICHIGEN_DB_DIR", raising=False)
    return folder


def test_a_second_demo_in_the_same_folder_is_refused_and_removes_nothing(home: Path) -> None:
    with owner_lock(home / "up.lock"), pytest.raises(AlreadyOwned) as refused:
        fresh_demo_home()

    assert (home / "db" / "row").read_text() == "受注"
    assert said(refused.value) == (
        f"{home} のデモはすでに起動しているため、新しいデモを始めません。起動中のデモを Ctrl+C で止めるか、"
        "環境変数 ICHIGEN_DEMO_HOME に別のフォルダを、--bind に別のアドレスを指定してから、もう一度実行してください。"
    )


def test_when_the_first_demo_is_over_the_next_one_starts_anew(home: Path) -> None:
    with owner_lock(home / "up.lock"):
        pass

    assert fresh_demo_home() == home
    assert not home.exists()


def test_the_shops_own_database_folder_is_no_part_of_the_demo(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    monkeypatch.setenv("ICHIGEN_DB_DIR", str(tmp_path / "shop"))
    fresh_demo_home()

    assert (tmp_path / "shop").is_dir()


def test_a_demo_beside_another_one_has_ports_of_its_own() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", CONTROL_PORT))
        other.listen()

        assert choose_control_port(headless=False) != CONTROL_PORT
