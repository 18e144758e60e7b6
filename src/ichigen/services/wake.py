"""stand-in until the port is merged"""

from collections.abc import Iterable


def wake(account_id: int, kind: str) -> None: ...
def wake_many(pairs: Iterable[tuple[int, str]]) -> None:
    list(pairs)
