"""A file comes in: it is kept, and a long job reads and judges it."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.services.operations import start_operation
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.stock.record import reason_given
from ichigen.store.csv_imports import CsvImport
from ichigen.store.goods import Location

READ, APPLY, UNDO = "sheet_read", "sheet_apply", "sheet_undo"
MOST_BYTES = 20_000_000
TOO_LARGE = "ファイルは 20 MB までです。分けて取り込んでください。"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what the person chose: `location_id` for stock rows that name no place, `reason` for the 在庫台帳.

    The reason may be given later, when the rows are taken in.
    """

    kind: str
    filename: str
    data: bytes
    location_id: int | None = None
    reason: str = ""
    empty_clears: bool = False


def bring_in(upload: Upload, actor_id: int | None) -> int:
    """Keep a file and start reading it; return the import. Nothing of ours changes yet.

    Raises `SheetsRefused`, and `StockRefused` for a reason that is too long.
    """
    if not upload.data:
        raise SheetsRefused("empty", "ファイルが空です。CSV ファイルを選び直してください。")
    if len(upload.data) > MOST_BYTES:
        raise SheetsRefused("too_large", TOO_LARGE)
    options: dict[str, int | str | bool | None] = {"empty_clears": upload.empty_clears}
    if upload.kind != CsvImport.Kind.GOODS:
        if upload.location_id is None or not Location.objects.filter(pk=upload.location_id).exists():
            raise SheetsRefused("location_unknown", "店舗・倉庫を選んでください。")
        options |= {
            "location_id": upload.location_id,
            "reason": reason_given(upload.reason) if upload.reason.strip() else "",
        }
    with transaction.atomic():
        made = CsvImport.objects.create(
            kind=upload.kind,
            filename=upload.filename[:200],
            digest=hashlib.sha256(upload.data).hexdigest(),
            content=upload.data,
            options=options,
            actor_id=actor_id,
        )
        made.operation_id = start_operation(READ, {"import": made.pk}, actor_id=actor_id)
        made.save(update_fields=["operation"])
    return made.pk


def import_of(params: JsonObject) -> int:
    """The import that a long job works on."""
    return int(str(params["import"]))
