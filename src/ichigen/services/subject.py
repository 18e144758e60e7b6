"""Which order or listing the calls of the moment concern: the call log says it, so that a person finds them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_subject: ContextVar[str] = ContextVar("subject", default="")


@contextmanager
def concerning(kind: str, key: str) -> Iterator[None]:
    """Calls inside are about `order` NUMBER or `listing` CODE; nothing else may be named here (no personal data)."""
    token = _subject.set(f"{kind}:{key}")
    try:
        yield
    finally:
        _subject.reset(token)


def subject() -> str:
    """Return what calls are about now, as `kind:key`; empty where they are about many things."""
    return _subject.get()
