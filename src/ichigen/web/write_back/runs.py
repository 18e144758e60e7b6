"""処理途中経過 and 処理結果 of a run."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.operations import abort_operation
from ichigen.services.views.write_runs import ALL, DONE, FAILED, LEFT, RunView, run_rows, write_run
from ichigen.services.write_back.runs import retry_failed
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, page_size, whole, with_query


@allowed(Action.WRITE_BACK_RUN)
def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """One run; drawn again while something is left. Closing the page changes nothing."""
    found = _run_or_404(run_id)
    get = request.GET
    tabs = ((ALL, _("すべて"), found.total), (DONE, _("成功"), found.done), (FAILED, _("失敗"), found.failed),
            (LEFT, _("残り"), found.left))  # fmt: skip
    which = get.get("show", ALL) if get.get("show") in (DONE, FAILED, LEFT) else ALL
    number, size = whole(get.get("page"), 1), page_size(get.get("size"))
    rows, total = run_rows(run_id, which, (number - 1) * size, size)
    context = {
        "run": found,
        "rows": rows,
        "which": which,
        "tabs": [(key, name, n, with_query(get, show="" if key == ALL else key, page="")) for key, name, n in tabs],
        "paging": Paging(number, size, total, get),
        "table": {"id": "run"},
    }
    return page(request, "write_back/run.html", context, part="write_back/run_part.html")


@allowed(Action.WRITE_BACK_RUN)
@post_of("write_back:progress", "run_id")
def stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """残りを中止する: what was handed to the mall already goes on."""
    found = _run_or_404(run_id)
    stopped = found.running is not None and abort_operation(found.running)
    text = (
        gettext("処理を中止しました。終わった行はそのままです。")
        if stopped
        else gettext("この処理はすでに終わっています。")
    )
    back = redirect("write_back:progress", run_id=run_id)
    return say(request, back, text, tone="done" if stopped else "failed")


@allowed(Action.WRITE_BACK_RUN)
@post_of("write_back:progress", "run_id")
def retry(request: StaffRequest, run_id: int) -> HttpResponse:
    """失敗した n 件だけ再実行."""
    _run_or_404(run_id)
    count = retry_failed(run_id, request.user.pk)
    text = ngettext("失敗した %(n)d 件を再実行します。", "失敗した %(n)d 件を再実行します。", count) % {"n": count}
    nothing = gettext("再実行する失敗はありません。")
    return say(request, redirect("write_back:progress", run_id=run_id), text if count else nothing)


def _run_or_404(run_id: int) -> RunView:
    found = write_run(run_id)
    if found is None:
        raise Http404
    return found
