"""Children that do not outlive the process that started them, even when that was killed."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(*, fast_shutdown: bool = False) -> Callable[[], None] | None:
    """For `Popen(preexec_fn=…)`: the kernel sends SIGTERM (to PostgreSQL SIGINT) when the parent is gone.

    Linux only; elsewhere None, and the next start finds and stops what was left.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up here: after fork only the call itself is safe
    chosen = int(signal.SIGINT if fast_shutdown else signal.SIGTERM)

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, chosen)

    return ask_kernel
