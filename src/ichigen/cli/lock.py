"""One owner per home folder: who starts the embedded database and its children."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyOwned(Exception):
    """Another process owns this home folder (Japanese)."""


@contextmanager
def owner_lock(file: Path) -> Iterator[None]:
    """Hold the lock until the block ends. The kernel frees it when the process dies, however it dies.

    Raises `AlreadyOwned` with the owner's process number.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "不明"
            raise AlreadyOwned(
                f"すでに起動しています（プロセス {owner}）。止めてから、もう一度実行してください。"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def is_owned(file: Path) -> bool:
    """Whether some process holds the lock right now."""
    try:
        handle = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
