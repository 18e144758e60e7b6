"""The four kinds of errors a mall can answer with; each mall decides them in one table of its own."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class MallError(Exception):
    """Base of the four kinds.

    `code` is the mall's own code or ours; `message` says in Japanese what happened and what to do.
    """

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass
class Throttled(MallError):
    """The mall, or our own pacing, asks to wait: nothing was done. Try again at `retry_at` (UTC)."""

    retry_at: datetime


@dataclass
class Retryable(MallError):
    """A passing fault.

    `unknown_effect` is true where the request may have been carried out (time-out, cut line, 5xx on a write).
    """

    unknown_effect: bool = False


@dataclass
class AuthExpired(MallError):
    """The credential is dead or lacks a permission: the account's loops pause until a person repairs it."""

    permission: str = ""


@dataclass
class Refused(MallError):
    """The mall said no and will say it again. `row`: the 0-based row of the request at fault, where it is named."""

    row: int | None = None


@dataclass
class Fenced(Exception):
    """This run was overtaken (lease number) or writes are stopped: send nothing more, store nothing."""

    reason: str

    def __str__(self) -> str:
        return self.reason
