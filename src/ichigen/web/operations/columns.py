"""The columns of 処理状況."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.operations import OperationView
from ichigen.web.ui import cells
from ichigen.web.ui.show import NOTHING, stamp
from ichigen.web.ui.tables import Column

ICONS = {"queued": "clock", "running": "loader", "done": "circle-check", "failed": "circle-x", "aborted": "ban"}


def name(row: OperationView) -> SafeString:
    """What it does, and its number."""
    return cells.two(cells.link(reverse("operations:detail", args=[row.id]), gettext(row.label)), f"#{row.id}")


def state(row: OperationView) -> SafeString:
    """Where it stands."""
    return cells.label(gettext(row.state_label), row.tone, ICONS[row.state])


def result(row: OperationView) -> SafeString:
    """成功 n / 失敗 n."""
    text = gettext("成功 %(done)s / 失敗 %(failed)s") % {"done": f"{row.done:,}", "failed": f"{row.failed:,}"}
    return format_html('<span class="{}">{}</span>', "num-bad" if row.failed else "", text)


COLUMNS: tuple[Column[OperationView], ...] = (
    Column("name", _("処理"), name, width=220, pinned=True),
    Column("state", _("状態"), state, width="m"),
    Column("total", _("件数"), lambda row: NOTHING if row.total is None else f"{row.total:,}", align="end", width="s"),
    Column("result", _("結果"), result, width=190),
    Column("actor", _("担当"), lambda row: cells.cut(row.actor), width="m"),
    Column("created_at", _("開始"), lambda row: cells.time(row.created_at), width="time"),
    Column("finished_at", _("終了"), lambda row: stamp(row.finished_at), width="time"),
)
