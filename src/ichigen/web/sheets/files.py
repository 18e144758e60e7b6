"""CSV files to download."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.domain.sheets.decode import Encoding
from ichigen.domain.sheets.problems import Problem
from ichigen.domain.sheets.write import write_sheet
from ichigen.services.sheets.export import export_goods, export_stock
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.views.sheets import faulty_rows
from ichigen.web.sheets.forms import BringForm
from ichigen.web.sheets.views import import_or_404, list_answer
from ichigen.web.sheets.words import told
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.show import JST


@staff_only
def goods(request: StaffRequest) -> HttpResponse:
    """Every SKU."""
    return _out(request, export_goods, "ichigen-goods")


@staff_only
def stock(request: StaffRequest) -> HttpResponse:
    """Every SKU at every place."""
    return _out(request, export_stock, "ichigen-stock")


@allowed(Action.CSV_IMPORT)
def errors(request: StaffRequest, import_id: int) -> HttpResponse:
    """What is wrong with the rows of a file, one line a problem."""
    import_or_404(import_id)
    header = (
        gettext("行"),
        gettext("SKUコード"),
        gettext("列"),
        gettext("値"),
        gettext("コード"),
        gettext("問題"),
        gettext("直し方"),
    )
    rows: list[tuple[str | int, ...]] = [
        (row.line, row.code, *_fault(problem)) for row in faulty_rows(import_id) for problem in row.problems
    ]
    return _file(write_sheet(header, rows, Encoding.UTF8_SIG), f"ichigen-errors-{import_id}")


def _out(request: StaffRequest, export: Callable[[Encoding], bytes], name: str) -> HttpResponse:
    encoding = Encoding.CP932 if request.GET.get("encoding") == Encoding.CP932 else Encoding.UTF8_SIG
    try:
        return _file(export(encoding), f"{name}-{timezone.now().astimezone(JST):%Y%m%d-%H%M}")
    except SheetsRefused as refusal:
        return list_answer(request, BringForm(), refused=gettext(refusal.message), status=422)


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def _fault(problem: Problem) -> tuple[str, ...]:
    column = gettext(problem.column) if problem.column else ""
    return (column, problem.value, problem.fault.value, *told(problem))
