"""操作履歴."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.views.history import HistoryFilter, HistoryRow, actors, history, history_row
from ichigen.services.views.history_words import ACTION_LABELS
from ichigen.web.ui import cells
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page
from ichigen.web.ui.show import NOTHING
from ichigen.web.ui.tables import Column, Paging, draw, page_size, whole

#: Where a thing of the history leads, by what it is.
ROUTES = {
    "order": "orders:detail",
    "sku": "stock:sku",
    "account": "accounts:detail",
    "worklist": "worklist:item",
    "listing": "listings:listing",
    "operation": "operations:detail",
    "csv_import": "sheets:import",
    "write_run": "write_back:progress",
}


def what(row: HistoryRow) -> SafeString:
    """What was done, with its code."""
    name = cells.link(reverse("settings:history_entry", args=[row.id]), gettext(row.word))
    return cells.two(name, format_html("<code>{}</code>", row.action))


def thing(row: HistoryRow) -> SafeString:
    """To what; a link where it has a page."""
    name = f"{gettext(row.thing)} {row.subject_id}"
    route = ROUTES.get(row.subject)
    if route is None:
        return format_html('<span class="cut">{}</span>', name)
    return format_html('<a href="{}">{}</a>', reverse(route, args=[row.subject_id]), name)


COLUMNS: tuple[Column[HistoryRow], ...] = (
    Column("what", _("操作"), what, width="xl", pinned=True),
    Column("at", _("日時"), lambda row: cells.time(row.at), width="time"),
    Column("actor", _("スタッフ"), lambda row: cells.cut(row.actor), width="m"),
    Column("thing", _("対象"), thing, width="m"),
    Column("reason", _("理由"), lambda row: cells.cut(row.reason), width="xl"),
    Column("data", _("値"), lambda row: cells.cut(", ".join(f"{k}={v}" for k, v in row.data) or NOTHING), width="xl"),
)


@allowed(Action.HISTORY_VIEW)
def entries(request: StaffRequest) -> HttpResponse:
    """The list."""
    get = request.GET
    wanted = HistoryFilter(
        text=get.get("q", "").strip()[:200],
        actor_id=whole(get.get("actor"), 0, least=0) or None,
        action=get.get("action", "") if get.get("action") in ACTION_LABELS else "",
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )
    found = history(wanted)
    paging = Paging(wanted.page, wanted.size, found.total, get)
    table = draw("history", _("操作履歴"), COLUMNS, found.rows, paging, row_id=lambda row: row.id)
    context = {"wanted": wanted, "table": table, "actors": actors(), "actions": ACTION_LABELS}
    return page(request, "settings/history.html", context, part="settings/history_rows.html")


@allowed(Action.HISTORY_VIEW)
def entry(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One entry with its values."""
    found = history_row(entry_id)
    if found is None:
        raise Http404
    route = ROUTES.get(found.subject)
    context = {"entry": found, "href": reverse(route, args=[found.subject_id]) if route else ""}
    return page(request, "settings/entry.html", context, part="settings/entry_part.html")
