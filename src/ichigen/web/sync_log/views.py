"""連動ログ: ずれ, the calls to the malls, and how far behind each account is."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.upkeep import CALL_LOG_DAYS, DRIFT_DAYS
from ichigen.services.views.call_log import RESULTS, CallFilter, call_detail, call_log
from ichigen.services.views.drift_log import CAUSES, STATES, DriftFilter, drift_log, drift_row
from ichigen.services.views.frame import account_faces
from ichigen.services.views.sync_lag import sync_lag
from ichigen.web.sync_log.columns import CALL_COLUMNS, drift_columns, look
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query


@staff_only
def drifts(request: StaffRequest) -> HttpResponse:
    """Where a mall's number was not the one expected."""
    get = request.GET
    wanted = DriftFilter(
        state="healed" if get.get("state") == "healed" else "open",
        text=get.get("q", "").strip()[:200],
        account_id=whole(get.get("account"), 0, least=0) or None,
        cause=get.get("cause", "") if get.get("cause") in CAUSES else "",
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )
    found = drift_log(wanted)
    paging = Paging(wanted.page, wanted.size, found.total, get)
    table = draw("drifts", _("ずれ"), drift_columns(wanted.state), found.rows, paging, row_id=lambda row: row.id)
    context = {
        "wanted": wanted,
        "table": table,
        "tabs": [(key, name, found.counts[key], with_query(get, state=key, page="")) for key, name in STATES.items()],
        "faces": account_faces(),
        "causes": CAUSES,
        "days": DRIFT_DAYS,
    }
    return page(request, "sync_log/drifts.html", context, part="sync_log/drift_rows.html")


@staff_only
def drift(request: StaffRequest, drift_id: int) -> HttpResponse:
    """One difference, as a page or for the drawer."""
    found = drift_row(drift_id)
    if found is None:
        raise Http404
    return page(request, "sync_log/drift.html", {"drift": found}, part="sync_log/drift_part.html")


@allowed(Action.ACCOUNT_VIEW)
def calls(request: StaffRequest) -> HttpResponse:
    """The calls to the malls, newest first."""
    get = request.GET
    result = get.get("result", "")
    wanted = CallFilter(
        text=get.get("q", "").strip()[:200],
        account_id=whole(get.get("account"), 0, least=0) or None,
        result=result if result in RESULTS else "",
        failed=get.get("view") == "failed",
        effect=get.get("effect", ""),
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )
    found = call_log(wanted)
    paging = Paging(wanted.page, wanted.size, found.total, get)
    table = draw(
        "calls",
        _("通信ログ"),
        CALL_COLUMNS,
        found.rows,
        paging,
        row_id=lambda row: row.id,
        row_class=lambda row: "" if row.result == "ok" else "is-failed",
    )
    names = (("", _("すべて")), ("failed", _("失敗")))
    context = {
        "wanted": wanted,
        "table": table,
        "tabs": [(key, name, found.counts[key], with_query(get, view=key, page="")) for key, name in names],
        "view": "failed" if wanted.failed else "",
        "faces": account_faces(),
        "results": [(key, word) for key, (word, _test) in RESULTS.items()],
        "days": CALL_LOG_DAYS,
    }
    return page(request, "sync_log/calls.html", context, part="sync_log/call_rows.html")


@allowed(Action.ACCOUNT_VIEW)
def call(request: StaffRequest, call_id: int) -> HttpResponse:
    """One call with its stored facts, as a page or for the drawer."""
    found = call_detail(call_id)
    if found is None:
        raise Http404
    return page(request, "sync_log/call.html", {"call": found, "look": look(found.row)}, part="sync_log/call_part.html")


@staff_only
def lag(request: StaffRequest) -> HttpResponse:
    """How far behind each account is."""
    return page(request, "sync_log/lag.html", {"accounts": sync_lag()}, part="sync_log/lag_part.html")
