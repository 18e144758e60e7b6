"""What a worker process is made of; its tasks find it in their job context."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from procrastinate import JobContext

from ichigen.services.loops.run import STALL_S
from ichigen.services.operations import Step
from ichigen.services.turns import Loop
from ichigen.workers.loops import LOOPS
from ichigen.workers.operations import OPERATIONS

_KEY = "setup"


def worker_name() -> str:
    """Return a name no other worker of this database has."""
    return f"{socket.gethostname()}-{os.getpid()}"[:100]


@dataclass(frozen=True, slots=True)
class Setup:
    """`slots`: jobs at once; `stall_s`: silence after which a worker counts as dead; `grow` asks for more slots."""

    slots: int
    name: str = field(default_factory=worker_name)
    loops: Mapping[str, Loop] = field(default_factory=lambda: LOOPS)
    operations: Mapping[str, Step] = field(default_factory=lambda: OPERATIONS)
    stall_s: float = STALL_S
    grow: Callable[[], None] = lambda: None

    def as_context(self) -> dict[str, object]:
        """Return what the job library hands to each job."""
        return {_KEY: self}


def setup_of(context: JobContext) -> Setup:
    """Return the setup of the worker that runs this job."""
    setup = context.additional_context[_KEY]
    assert isinstance(setup, Setup)
    return setup
