"""処理状況: long jobs, what failed in them, and what may be done about it."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from ichigen.domain.sheets.values import guarded
from ichigen.services.bulk.kinds import needed
from ichigen.services.bulk.start import retry_failed, undo
from ichigen.services.operations import abort_operation
from ichigen.services.views.operations import OperationView, failures, may_act, operation, operations
from ichigen.services.write_back.stop_run import stop_run
from ichigen.web.operations.columns import COLUMNS
from ichigen.web.ui.access import StaffRequest, forbidden, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query

TABS = (("", _("すべて")), ("open", _("実行中")), ("over", _("完了")), ("bad", _("失敗した行あり")))


@staff_only
def listing(request: StaffRequest) -> HttpResponse:
    """The list."""
    get = request.GET
    group, number, size = get.get("state", ""), whole(get.get("page"), 1), page_size(get.get("size"))
    group = group if group in dict(TABS) else ""
    found = operations(group, number, size)
    paging = Paging(number, size, found.counts[group], get)
    table = draw("operations", _("処理状況"), COLUMNS, found.rows, paging, row_id=lambda row: row.id)
    context = {
        "table": table,
        "group": group,
        "tabs": [(code, name, found.counts[code], with_query(get, state=code, page="")) for code, name in TABS],
        "moving": any(row.running for row in found.rows),
    }
    return page(request, "operations/list.html", context, part="operations/rows.html")


@staff_only
def detail(request: StaffRequest, operation_id: int) -> HttpResponse:
    """One operation as a page; htmx gets the same content for the drawer."""
    found = _or_404(operation_id)
    context = {
        "operation": found,
        "failures": list(failures(operation_id)),
        "mine": may_act(request.user.role, found.kind),
    }
    return page(request, "operations/detail.html", context, part="operations/detail_part.html")


@staff_only
def progress(request: StaffRequest, operation_id: int) -> HttpResponse:
    """How far it is; comes back without its clock when it is over, and has lists drawn again then."""
    found = _or_404(operation_id)
    answer = render(request, "operations/progress.html", {"operation": found})
    if not found.running:
        trigger_client_event(answer, "orders-changed", {}, after="settle")
        trigger_client_event(answer, "jobs-changed", {}, after="settle")
    return answer


@staff_only
def failed_csv(request: StaffRequest, operation_id: int) -> StreamingHttpResponse:
    """All failed rows for a spreadsheet (UTF-8 with a byte order mark)."""
    found = _or_404(operation_id)
    answer = StreamingHttpResponse(_csv(operation_id), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ichigen-failed-{found.id}.csv"'
    return answer


@require_POST
@staff_only
def stop(request: StaffRequest, operation_id: int) -> HttpResponse:
    """Stop after the present chunk."""
    found = _or_404(operation_id)
    if not may_act(request.user.role, found.kind):
        return forbidden(request, needed(found.kind))
    stopped = stop_run(operation_id, request.user.pk) or abort_operation(operation_id)
    text = (
        gettext("処理を中止しました。終わった行はそのままです。")
        if stopped
        else gettext("この処理はすでに終わっています。")
    )
    return say(
        request, redirect("operations:detail", operation_id=operation_id), text, tone="done" if stopped else "failed"
    )


@require_POST
@staff_only
def retry(request: StaffRequest, operation_id: int) -> HttpResponse:
    """失敗した行だけ再実行."""
    found = _or_404(operation_id)
    if not may_act(request.user.role, found.kind):
        return forbidden(request, needed(found.kind))
    return _on(
        request, operation_id, retry_failed(operation_id, request.user.pk), gettext("再実行できる行がありません。")
    )


@require_POST
@staff_only
def take_back(request: StaffRequest, operation_id: int) -> HttpResponse:
    """元に戻す: each row as it was before, where nothing has changed it since."""
    found = _or_404(operation_id)
    if not may_act(request.user.role, found.kind):
        return forbidden(request, needed(found.kind))
    return _on(request, operation_id, undo(operation_id, request.user.pk), gettext("元に戻せる行がありません。"))


def _on(request: StaffRequest, operation_id: int, number: int | None, refused: str) -> HttpResponse:
    if number is None:
        return say(request, redirect("operations:detail", operation_id=operation_id), refused, tone="failed")
    return redirect("operations:detail", operation_id=number)


def _or_404(operation_id: int) -> OperationView:
    found = operation(operation_id)
    if found is None:
        raise Http404
    return found


class _Line:
    """What `csv.writer` writes to: hands the line back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def _csv(operation_id: int) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    yield "\ufeff"
    yield str(write([gettext("受注番号"), gettext("コード"), gettext("理由")]))
    for failure in failures(operation_id, None):
        yield str(write([guarded(failure.number), failure.code, guarded(gettext(failure.message))]))
