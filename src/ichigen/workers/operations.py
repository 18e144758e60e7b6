"""Which function is which long job."""

from collections.abc import Mapping

from ichigen.services.bulk.steps import STEPS
from ichigen.services.operations import Step
from ichigen.services.sheets import upload
from ichigen.services.sheets.apply import apply_step
from ichigen.services.sheets.read import read_step
from ichigen.services.sheets.undo import undo_step
from ichigen.services.write_back import runs, stop_run

OPERATIONS: Mapping[str, Step] = {
    **STEPS,
    upload.READ: read_step,
    upload.APPLY: apply_step,
    upload.UNDO: undo_step,
    runs.RUN: runs.run_chunk,
    runs.RETRY: runs.retry_chunk,
    stop_run.STOP: stop_run.stop_chunk,
}
