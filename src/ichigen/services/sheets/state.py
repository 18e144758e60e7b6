"""Where an import stands: whether its long job is over, dropping it, going on where it stopped."""

from django.db import transaction

from ichigen.services.operations import abort_operation, start_operation
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.sheets.upload import APPLY, READ, UNDO
from ichigen.store.csv_imports import CsvImport
from ichigen.store.operations import Operation

#: The long job that belongs to a state in which one runs.
JOBS = {CsvImport.State.READING: READ, CsvImport.State.APPLYING: APPLY, CsvImport.State.UNDOING: UNDO}
RUNNING = (Operation.State.QUEUED, Operation.State.RUNNING)


def over(made: CsvImport) -> bool:
    """True where no long job works on it: it ended, was stopped, or was given up."""
    return made.operation is None or made.operation.state not in RUNNING


@transaction.atomic
def drop_import(import_id: int) -> None:
    """Give up a file that was only looked at. Raises `SheetsRefused`."""
    made = CsvImport.objects.select_for_update().get(pk=import_id)
    if made.state != CsvImport.State.CHECKED:
        raise SheetsRefused(
            "not_checked", "この取込はすでに実行されたか、取りやめられています。画面を開き直してください。"
        )
    made.state = CsvImport.State.DROPPED
    made.save(update_fields=["state"])


def stop_import(import_id: int) -> None:
    """Stop the long job after its present portion; what is done stays done and is shown. Raises `SheetsRefused`."""
    made = CsvImport.objects.get(pk=import_id)
    if made.operation_id is None or not abort_operation(made.operation_id):
        raise SheetsRefused("nothing_runs", "すでに終わっています。画面を開き直してください。")


@transaction.atomic
def resume_import(import_id: int, actor_id: int | None) -> None:
    """Go on where a stopped job ended. Raises `SheetsRefused`."""
    made = CsvImport.objects.select_for_update().get(pk=import_id)
    job = JOBS.get(CsvImport.State(made.state))
    if job is None or not over(made):
        raise SheetsRefused("nothing_stopped", "止まっている処理はありません。画面を開き直してください。")
    made.operation_id = start_operation(job, {"import": made.pk}, actor_id=actor_id)
    made.save(update_fields=["operation"])
