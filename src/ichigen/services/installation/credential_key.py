"""The key that seals credentials is renewed while everything runs: first everything is sealed anew, later the old key goes."""

from pathlib import Path

from ichigen.store.keys import add_key, drop_old_keys, read_keys
from ichigen.store.sealed import seal_all_again


class KeyInUse(Exception):
    """Something was still sealed with an earlier key; it is sealed anew now, and the key was kept. `count`: how many."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def renew_key(file: Path) -> int:
    """Make a new key, seal every credential with it, and return how many there were. The earlier keys still open."""
    add_key(file)
    return seal_all_again()


def forget_old_keys(file: Path) -> int:
    """Drop every key but the newest and return how many went. Raises `KeyInUse` where one was needed until now."""
    late = seal_all_again()
    if late:
        raise KeyInUse(late)
    dropped = len(read_keys(file)) - 1
    drop_old_keys(file)
    return dropped
