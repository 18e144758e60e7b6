"""Bringing CSV files in as a person does, with the long job run at once."""

from ichigen.services.operations import run_operation
from ichigen.services.sheets.apply import start_apply
from ichigen.services.sheets.undo import start_undo
from ichigen.services.sheets.upload import Upload, bring_in
from ichigen.store.csv_imports import CsvImport
from ichigen.store.goods import Location
from ichigen.workers.operations import OPERATIONS


def work(import_id: int) -> CsvImport:
    """Run the import's long job to its end."""
    made = CsvImport.objects.get(pk=import_id)
    assert made.operation_id is not None
    run_operation(made.operation_id, OPERATIONS, lambda: False)
    made.refresh_from_db()
    return made


def bring(text: str | bytes, kind: str = "goods", *, reason: str = "棚卸", empty_clears: bool = False) -> CsvImport:
    """Bring a file in and have it read."""
    data = text if isinstance(text, bytes) else text.encode()
    place = Location.objects.get(code="main").pk
    return work(bring_in(Upload(kind, "file.csv", data, place, reason, empty_clears), None))


def take(made: CsvImport, policy: str = "good") -> CsvImport:
    """Apply it."""
    start_apply(made.pk, policy, None)
    return work(made.pk)


def undo(made: CsvImport) -> CsvImport:
    """Undo it."""
    start_undo(made.pk, None)
    return work(made.pk)


def checked_import() -> int:
    """An import of goods that waits for a look: new, changed, unchanged and faulty rows."""
    text = "SKUコード,商品名,JAN\nTNG-AI,新しい名前,\nNEW-1,新しい商品,4900000000009\nBAD-1,,12\n"
    return bring(text).pk
