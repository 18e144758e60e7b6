"""Where the cluster lies."""

import os
import stat
from pathlib import Path

import pytest

from ichigen.cli.postgres.account import AccountMissing, run_as
from ichigen.cli.postgres.place import LONGEST_SOCKET_PATH, SOCKET_NAME, cluster_place, place_at

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root's cluster lies elsewhere")


@not_as_root
def test_a_users_cluster_lies_in_the_home_folder(tmp_path: Path) -> None:
    assert cluster_place(tmp_path, {}).folder == tmp_path / "db"


@as_root
def test_roots_cluster_lies_outside_its_closed_home_one_for_each_home(tmp_path: Path) -> None:
    folder = cluster_place(tmp_path, {}).folder

    assert folder.parent == Path("/var/lib/ichigen")
    assert cluster_place(tmp_path, {}).folder == folder
    assert cluster_place(tmp_path / "other", {}).folder != folder


@as_root
def test_as_root_another_user_is_used_and_root_is_refused() -> None:
    account = run_as({})

    assert account.uid != 0
    assert account.popen == {"user": account.uid, "group": account.gid, "extra_groups": []}
    with pytest.raises(AccountMissing, match="ICHIGEN_PG_USER=root"):
        run_as({"ICHIGEN_PG_USER": "root"})


def test_only_the_folder_itself_changes_hands(tmp_path: Path) -> None:
    above = tmp_path.stat()
    run_as({}).own(tmp_path / "db")
    made = (tmp_path / "db").stat()

    assert stat.S_IMODE(made.st_mode) == 0o700
    assert made.st_uid == run_as({}).uid
    assert (tmp_path.stat().st_mode, tmp_path.stat().st_uid) == (above.st_mode, above.st_uid)


def test_the_folder_can_be_chosen(tmp_path: Path) -> None:
    assert cluster_place(tmp_path, {"ICHIGEN_DB_DIR": "/big/disk"}).folder == Path("/big/disk")


@pytest.mark.parametrize("length", [1, 40, 80, 200])
def test_a_socket_path_never_exceeds_what_the_kernel_takes(length: int) -> None:
    place = place_at(Path("/data") / ("x" * length))

    assert len(os.fsencode(place.socket / SOCKET_NAME)) <= LONGEST_SOCKET_PATH


def test_the_url_survives_odd_characters(tmp_path: Path) -> None:
    assert (
        place_at(Path("/a b/在庫")).url() == "postgresql://ichigen@/ichigen?host=%2Fa%20b%2F%E5%9C%A8%E5%BA%AB%2Fsocket"
    )
