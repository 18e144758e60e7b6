"""CSV: what was brought in, one file with its rows."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.views.sheets import VERDICTS, ImportDetail, import_detail, places, rows_of
from ichigen.services.views.sheets import imports as newest
from ichigen.web.sheets.columns import CHANGE_COLUMNS, FAULT_COLUMNS
from ichigen.web.sheets.forms import ApplyForm, BringForm
from ichigen.web.sheets.words import told
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query

FAULTY = ("error", "failed", "kept")


@staff_only
def imports(request: StaffRequest) -> HttpResponse:
    """Files out, a file in, what came in so far."""
    return list_answer(request, BringForm(initial={"kind": request.GET.get("kind", "goods")}))


def list_answer(request: StaffRequest, form: BringForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    """The page with the form of a file."""
    context = {"form": form, "imports": newest(), "places": places(), "refused": refused}
    return page(request, "sheets/list.html", context, status=status)


@allowed(Action.CSV_IMPORT)
def one(request: StaffRequest, import_id: int) -> HttpResponse:
    """One file: progress, what it would do, what it did."""
    return import_answer(request, import_or_404(import_id))


def import_answer(
    request: StaffRequest, found: ImportDetail, *, form: ApplyForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    """The page of one import, or its part."""
    get, counts = request.GET, found.line.counts
    shown = {key: label for key, label in VERDICTS.items() if counts.get(key)}
    tab = get.get("tab", "")
    tab = (
        tab
        if tab in shown
        else next((key for key in ("failed", "kept", "error") if key in shown), next(iter(shown), ""))
    )
    number, size = whole(get.get("page"), 1), page_size(get.get("size"))
    table = draw(
        "sheet",
        _("ファイルの行"),
        FAULT_COLUMNS if tab in FAULTY else CHANGE_COLUMNS,
        rows_of(found.line.id, tab, number, size),
        Paging(number, size, counts.get(tab, 0), get),
        row_id=lambda row: row.id,
    )
    context = {
        "made": found,
        "table": table,
        "tab": tab,
        "tabs": [(key, label, counts[key], with_query(get, tab=key, page="")) for key, label in shown.items()],
        "form": form or ApplyForm(wants_reason=found.wants_reason),
        "refusal": told(found.refusal) if found.refusal else (),
        "refused": refused,
    }
    return page(request, "sheets/import.html", context, part="sheets/import_part.html", status=status)


def import_or_404(import_id: int) -> ImportDetail:
    """The import, or 404."""
    found = import_detail(import_id)
    if found is None:
        raise Http404
    return found
