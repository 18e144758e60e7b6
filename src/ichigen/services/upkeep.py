"""What keeps the loops going: ticks, the sweep behind lost wake-ups, and clearing away."""

from ichigen.services.idempotency import forget_answers
from ichigen.services.loops.run import STALL_S
from ichigen.services.sent_once import forget_forms
from ichigen.services.sign_in import forget_attempts, forget_sessions
from ichigen.services.signals.keep import forget_signals
from ichigen.services.wake import wake_many
from ichigen.store.alerts import forget
from ichigen.store.calls import forget_calls
from ichigen.store.csv_imports import forget_imports
from ichigen.store.drifts import forget_drifts
from ichigen.store.loops import due, waiting
from ichigen.store.stock_tickets import forget_tickets
from ichigen.store.write_runs import forget_runs

#: How long the call log is kept, in days.
CALL_LOG_DAYS = 30

#: How long a ずれ is kept after it ended, in days.
DRIFT_DAYS = 180

#: How long a bulk write of stock is kept after it ended, in days.
TICKET_DAYS = 30

#: How long files that were brought in, and 更新実行, can be looked at, in days.
PAPERS_DAYS = 180

#: How long alerts that ended, and messages, are kept, in days.
ALERT_DAYS = 90


def tick() -> None:
    """Wake the loops whose time has come, those of dead runs among them."""
    wake_many(due())


def sweep(stall_s: float = STALL_S) -> None:
    """Wake the loops of live accounts that have work which nobody is doing: the retry, and the net under all else."""
    wake_many(waiting(stall_s))


def clear_away() -> None:
    """Remove what only the past needed."""
    forget_calls(CALL_LOG_DAYS)
    forget_drifts(DRIFT_DAYS)
    forget_tickets(TICKET_DAYS)
    forget_attempts()
    forget_sessions()
    forget_answers()
    forget_forms()
    forget_signals()
    forget(ALERT_DAYS)
    forget_imports(PAPERS_DAYS)
    forget_runs(PAPERS_DAYS)
