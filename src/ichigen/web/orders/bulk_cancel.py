"""キャンセル of the chosen orders: who is 対象, who is not and why, then the count, then it starts (G4-23)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from ichigen.services.bulk.cancelling import MOST, Preview, preview_cancel
from ichigen.services.bulk.choose import CountChanged, Selection, choose, count_chosen
from ichigen.services.bulk.kinds import Kind
from ichigen.services.bulk.start import start_ticked
from ichigen.web.orders.bulk_forms import CancelBulkForm
from ichigen.web.orders.bulk_started import started
from ichigen.web.orders.selection import chosen_by
from ichigen.web.ui.access import StaffRequest
from ichigen.web.ui.tables import whole

#: Lines of either list that are drawn; the counts are of all.
SHOWN = 100


def cancel_dialog(request: StaffRequest) -> HttpResponse:
    """The dialog; with `go` it starts, where exactly the shown number of orders can still be cancelled."""
    selection = chosen_by(request.POST)
    try:
        count = count_chosen(selection)
    except CountChanged as changed:
        return _draw(request, {"changed": changed}, 409)
    if count > MOST:
        return _draw(request, {"too_many": count, "most": MOST}, 422)
    return _ask(request, selection)


def _ask(request: StaffRequest, selection: Selection) -> HttpResponse:
    ids = [pk for pk, _ in choose(selection).orders]
    going = "go" in request.POST
    shown = whole(request.POST.get("targets"), 0, least=0)
    form = CancelBulkForm(request.POST if going else None, count=shown, typed=going)
    if going and form.is_valid():
        found = preview_cancel(ids, form.intent())
        if found.targets and len(found.targets) == shown:
            return _start(request, form, found)
        return _draw(request, _drawn(found, _fresh(found, form), moved=shown, chosen=len(ids)), 409)
    found = preview_cancel(ids)
    form = form if going else _fresh(found)
    form.offer(found.reasons)
    return _draw(request, _drawn(found, form, chosen=len(ids)), 422 if going else 200)


def _fresh(found: Preview, given: CancelBulkForm | None = None) -> CancelBulkForm:
    """An unsubmitted form for this many; what was chosen before stays, the count is typed anew."""
    kept = given.params() if given else None
    return CancelBulkForm(initial=kept, count=len(found.targets), typed=True, reasons=found.reasons)


def _start(request: StaffRequest, form: CancelBulkForm, found: Preview) -> HttpResponse:
    orders = [(line.order_id, line.number) for line in found.targets]
    number = start_ticked(Kind.CANCEL, form.params(), orders, request.user.pk)
    return started(request, number)


def _drawn(found: Preview, form: CancelBulkForm, *, chosen: int, moved: int | None = None) -> dict[str, object]:
    words = {"n": f"{len(found.targets):,}"}
    return {
        "form": form,
        "found": found,
        "targets": found.targets[:SHOWN],
        "excluded": found.excluded[:SHOWN],
        "moved": moved,
        "chosen": chosen,
        "button": gettext("%(n)s 件をキャンセル") % words,
    }


def _draw(request: StaffRequest, context: dict[str, object], status: int) -> HttpResponse:
    post = request.POST
    carried = {
        "all": post.get("all", ""),
        "query": post.get("query", ""),
        "ids": ",".join(map(str, chosen_by(post).ids)),
    }
    return render(request, "orders/bulk_cancel.html", {"carried": carried, **context}, status=status)
