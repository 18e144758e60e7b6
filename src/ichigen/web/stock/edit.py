"""在庫表: the changed cells of a page, in one request; each is answered by itself."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from ichigen.domain.permissions import Action
from ichigen.services.stock.edit_cells import MOST_CELLS, CellAnswer, CellEdit, edit_cells
from ichigen.services.stock.refusal import StockRefused
from ichigen.web.ui.access import StaffRequest, allowed

MOST_BYTES = 200_000
UNREADABLE = "送られた内容を読み取れません。画面を開き直してください。"


@require_POST
@allowed(Action.STOCK_ADJUST)
def save_cells(request: StaffRequest) -> HttpResponse:
    """Answer `{"message", "applied", "cells": [{sku, place, state, on_hand, code, message}]}`.

    `state` is applied, refused or conflict. 400 for what this screen does not send, 422 without a reason.
    """
    found = _read(request.body)
    if found is None:
        return JsonResponse({"code": "unreadable", "message": gettext(UNREADABLE)}, status=400)
    edits, reason = found
    try:
        answers = edit_cells(edits, reason, request.user.pk)
    except StockRefused as refusal:
        return JsonResponse({"code": refusal.code, "message": gettext(refusal.message)}, status=422)
    applied = sum(answer.state == "applied" for answer in answers)
    return JsonResponse(
        {"message": _said(applied, len(answers)), "applied": applied, "cells": [_drawn(answer) for answer in answers]}
    )


def _read(body: bytes) -> tuple[list[CellEdit], str] | None:
    """The edits and the reason; None where the body is not of the expected shape."""
    if len(body) > MOST_BYTES:
        return None
    try:
        sent = json.loads(body)
        reason, rows = sent["reason"], sent["cells"]
        edits = [CellEdit(row["sku"], row["place"], row["shown"], row["typed"]) for row in rows]
    except (ValueError, TypeError, KeyError):
        return None
    sound = isinstance(reason, str) and 0 < len(edits) <= MOST_CELLS and all(_sound(edit) for edit in edits)
    once = len({(edit.sku_id, edit.location_id) for edit in edits}) == len(edits) if sound else False
    return (edits, reason) if once else None


def _sound(edit: CellEdit) -> bool:
    """Ids and pieces are whole numbers the database can hold, what was typed is a short text."""
    numbers = (edit.sku_id, edit.location_id, edit.shown)
    return all(type(n) is int and abs(n) < 2**31 for n in numbers) and type(edit.typed) is str and len(edit.typed) <= 40


def _drawn(answer: CellAnswer) -> dict[str, object]:
    return {
        "sku": answer.sku_id,
        "place": answer.location_id,
        "state": answer.state,
        "on_hand": answer.on_hand,
        "code": answer.code,
        "message": gettext(answer.message) if answer.message else "",
    }


def _said(applied: int, sent: int) -> str:
    done = ngettext(
        "%(n)d 件を保存しました。各モールへ反映します。", "%(n)d 件を保存しました。各モールへ反映します。", applied
    ) % {"n": applied}
    if applied == sent:
        return done
    left = gettext("%(n)d 件は保存していません。セルの下の理由を確認してください。") % {"n": sent - applied}
    return f"{done} {left}" if applied else left
