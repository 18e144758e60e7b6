"""更新対象の確認 and 更新実行."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.views.status_tables import TableAccount, table_accounts
from ichigen.services.views.write_runs import recent_runs
from ichigen.services.write_back.runs import start_run
from ichigen.services.write_back.status_table import table_of, version_in_force
from ichigen.services.write_back.targets import PERIODS, USUAL_DAYS, Preview, preview
from ichigen.web.orders.bulk_forms import BulkForm
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, page_size, whole, with_query

TARGETS, EXCLUDED = "targets", "excluded"

COUNT_CHANGED = _(
    "件数が変わりました。画面では %(shown)d 件でしたが、いまは %(now)d 件です。"
    "何も書き出していません。対象を確かめて、もう一度実行してください。"
)


@allowed(Action.WRITE_BACK_RUN)
def accounts(request: StaffRequest) -> HttpResponse:
    """Accounts with a status table, and the last runs."""
    context = {"accounts": table_accounts(), "runs": recent_runs()}
    return page(request, "write_back/list.html", context, part="write_back/list_part.html")


@allowed(Action.WRITE_BACK_RUN)
def targets(request: StaffRequest, account_id: int) -> HttpResponse:
    """更新対象の確認: what a run would write now."""
    return _answer(request, account_or_404(account_id))


@allowed(Action.WRITE_BACK_RUN)
@post_of("write_back:targets", "account_id")
def run(request: StaffRequest, account_id: int) -> HttpResponse:
    """更新実行: the same whatever the volume; the count on the screen must agree, and is typed where it is large."""
    account, post = account_or_404(account_id), request.POST
    found = _preview(account, _days(post.get("days")))
    now, shown = len(found.targets), whole(post.get("shown"), -1, least=0)
    if now != shown:
        text = str(COUNT_CHANGED) % {"shown": max(shown, 0), "now": now}
        return _answer(request, account, refused=text, status=409)
    confirm = BulkForm(post, count=now, typed=True)
    if not confirm.is_valid():
        return _answer(request, account, confirm=confirm, status=422)
    started = start_run(found, whole(post.get("number"), 0, least=0), request.user.pk)
    if isinstance(started, GuardRefusal):
        return _answer(request, account, refused=gettext(started.message), status=409)
    return say(request, redirect("write_back:progress", run_id=started.pk), gettext("更新を始めました。"))


def account_or_404(account_id: int) -> TableAccount:
    """Return the account with its table, or raise 404."""
    found = next((account for account in table_accounts() if account.id == account_id), None)
    if found is None:
        raise Http404
    return found


def _answer(
    request: StaffRequest,
    account: TableAccount,
    *,
    confirm: BulkForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    get = request.GET.copy()
    if "days" in request.POST:
        get["days"] = request.POST["days"]
    days = _days(get.get("days"))
    found = _preview(account, days)
    which = EXCLUDED if get.get("show") == EXCLUDED else TARGETS
    code = get.get("reason", "")
    rows = found.targets if which == TARGETS else [one for one in found.excluded if code in ("", one.code)]
    paging = Paging(whole(get.get("page"), 1), page_size(get.get("size")), len(rows), get)
    version = version_in_force(account.id)
    context = {
        "account": account,
        "found": found,
        "which": which,
        "reason": code,
        "reasons": [(c, text, n, with_query(get, show=EXCLUDED, reason=c, page="")) for c, text, n in found.reasons],
        "rows": Paginator(rows, paging.size).get_page(paging.page),
        "paging": paging,
        "table": {"id": "targets"},
        "days": days,
        "periods": PERIODS,
        "number": version.number if version else 0,
        "show_targets": with_query(get, show="", reason="", page=""),
        "show_excluded": with_query(get, show=EXCLUDED, reason="", page=""),
        "confirm": confirm or BulkForm(count=len(found.targets), typed=True),
        "refused": refused,
    }
    return page(request, "write_back/targets.html", context, part="write_back/targets_part.html", status=status)


def _preview(account: TableAccount, days: int | None) -> Preview:
    table = table_of(account.mall_id)
    assert table is not None
    return preview(account.id, table, days)


def _days(text: str | None) -> int | None:
    if text == "all":
        return None
    days = whole(text, USUAL_DAYS)
    return days if days in PERIODS else USUAL_DAYS
