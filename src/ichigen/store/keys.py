"""The key file that seals credentials: one key a line, the first one seals, all of them open."""

import hashlib
import os
from pathlib import Path

from cryptography.fernet import Fernet


class KeyRefused(Exception):
    """The key file cannot be used; the message says why and what to do (Japanese)."""


def make_key_file(file: Path) -> None:
    """Make the key file (0600) unless there is one. Raises `FileExistsError` never: an existing key is kept."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as opened:
        opened.write(Fernet.generate_key() + b"\n")


def copy_key_file(file: Path, target: Path) -> None:
    """Copy the key file (0600 from its first byte on) over whatever is there."""
    _replace(target, file.read_bytes())


def read_keys(file: Path) -> tuple[bytes, ...]:
    """The keys, the sealing one first. Raises `KeyRefused`."""
    try:
        if file.stat().st_mode & 0o077:
            raise KeyRefused(f"認証情報の鍵 {file} を他のユーザーが読めます。chmod 600 {file} を実行してください。")
        keys = tuple(line.strip() for line in file.read_bytes().splitlines() if line.strip())
    except FileNotFoundError:
        raise KeyRefused(
            f"認証情報の鍵 {file} がありません。バックアップから戻してください。"
            "鍵がない場合は、各モールの認証情報を登録し直す必要があります。"
        ) from None
    for key in keys:
        _check(key, file)
    if not keys:
        raise KeyRefused(f"認証情報の鍵 {file} が空です。バックアップから戻してください。")
    return keys


def key_id(key: bytes) -> str:
    """A short public name of a key: stored beside each value, says nothing about the key."""
    return hashlib.sha256(b"ichigen key id\0" + key).hexdigest()[:8]


def add_key(file: Path) -> None:
    """Put a new sealing key before the present ones. The file is replaced in one step."""
    lines = b"\n".join((Fernet.generate_key(), *read_keys(file))) + b"\n"
    _replace(file, lines)


def drop_old_keys(file: Path) -> None:
    """Keep the sealing key only; call it after every value was sealed again."""
    _replace(file, read_keys(file)[0] + b"\n")


def _replace(file: Path, content: bytes) -> None:
    partial = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    partial.replace(file)


def _check(key: bytes, file: Path) -> None:
    try:
        Fernet(key)
    except ValueError:
        raise KeyRefused(f"認証情報の鍵 {file} に正しくない行があります。バックアップから戻してください。") from None
