"""The columns of the rows of a file: what would change, what is wrong."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.json import Json
from ichigen.domain.sheets.problems import Problem
from ichigen.services.views.sheets import Change, RowView
from ichigen.web.sheets.words import told
from ichigen.web.ui import cells
from ichigen.web.ui.icons import icon
from ichigen.web.ui.show import NOTHING
from ichigen.web.ui.tables import Column


def code(row: RowView) -> SafeString:
    """The SKU it is about."""
    return cells.two(format_html('<span class="code">{}</span>', row.code or NOTHING), cells.cut(row.title))


def changes(row: RowView) -> SafeString:
    """Field: what it was, what it becomes."""
    return format_html_join("", "{}", ((_change(change),) for change in row.changes)) or SafeString(NOTHING)


def problems(row: RowView) -> SafeString:
    """Column, what is wrong, what to do."""
    return format_html_join("", "{}", ((_problem(problem),) for problem in row.problems))


def _change(change: Change) -> SafeString:
    label = format_html('<span class="sub">{}</span> ', gettext(change.label))
    if change.before is None:
        return format_html("<div>{}{}</div>", label, _shown(change.after))
    arrow = icon("arrow-right", 12)
    return format_html(
        "<div>{}{} {} <strong>{}</strong></div>", label, _shown(change.before), arrow, _shown(change.after)
    )


def _problem(problem: Problem) -> SafeString:
    what, to_do = told(problem)
    column = format_html("<strong>{}</strong> ", gettext(problem.column)) if problem.column else ""
    return format_html('<div class="wrap">{}{}<div class="sub wrap">{}</div></div>', column, what, to_do)


def _shown(value: Json) -> str:
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    return NOTHING if value in (None, "") else str(value)


LINE: Column[RowView] = Column("line", _("行"), lambda row: row.line, align="end", width="xs", pinned=True)
CODE = Column("code", _("SKUコード"), code, width="xl")
CHANGE_COLUMNS: tuple[Column[RowView], ...] = (LINE, CODE, Column("changes", _("変わる内容"), changes, width=520))
FAULT_COLUMNS: tuple[Column[RowView], ...] = (LINE, CODE, Column("problems", _("問題と直し方"), problems, width=520))
