"""Runs of loops: begin with a lease, check it before each request, store only while it holds, finish or fail."""

from ichigen.services.loops.failures import account_repaired, fail_run, pause_run
from ichigen.services.loops.leases import begin_run, finish_run, hold, keep_position, still_mine
from ichigen.services.loops.run import LoopOutcome, Run

__all__ = [
    "LoopOutcome",
    "Run",
    "account_repaired",
    "begin_run",
    "fail_run",
    "finish_run",
    "hold",
    "keep_position",
    "pause_run",
    "still_mine",
]
