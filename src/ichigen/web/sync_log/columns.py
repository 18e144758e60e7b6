"""The columns of 連動ログ."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.call_log import CallRow
from ichigen.services.views.drift_log import DriftRow
from ichigen.web.ui import cells
from ichigen.web.ui.show import NOTHING, ago
from ichigen.web.ui.tables import Column


def listing(row: DriftRow) -> SafeString:
    """The mall's code, and the account."""
    return cells.two(
        cells.link(reverse("sync_log:drift", args=[row.id]), row.code), cells.mall_name(row.mall, row.account)
    )


def seen(row: DriftRow) -> SafeString:
    """What the mall showed instead."""
    return format_html('<span class="num num-want">{}</span>', NOTHING if row.seen is None else row.seen)


def ended(row: DriftRow) -> SafeString:
    """When and how it was healed."""
    return cells.two(cells.time(row.healed_at), gettext(row.how) if row.how else "")


def drift_columns(state: str) -> tuple[Column[DriftRow], ...]:
    """Return the columns for what goes on, or for what has healed."""
    last = (
        Column("healed", _("解消"), ended, width="l")
        if state == "healed"
        else Column("age", _("経過"), lambda row: ago(row.since), width="s")
    )
    return (
        Column("listing", _("出品"), listing, width="xl", pinned=True),
        Column("expected", _("あるはずの数"), lambda row: row.expected or NOTHING, align="end", width="s"),
        Column("seen", _("モールの数"), seen, align="end", width="s"),
        Column("cause", _("原因"), lambda row: cells.cut(gettext(row.cause)), width="xl"),
        Column("since", _("いつから"), lambda row: cells.time(row.since), width="time"),
        last,
    )


TONES = {"ok": ("good", "check"), "throttled": ("amber", "clock")}


def look(row: CallRow) -> tuple[str, str]:
    """Tone and icon of how it went."""
    return TONES.get(row.result, ("red", "circle-alert"))


def result(row: CallRow) -> SafeString:
    """How it went, in a word."""
    return cells.label(gettext(row.word), *look(row))


def operation(row: CallRow) -> SafeString:
    """What was called, and on whose account."""
    told = gettext(row.doing) if row.doing else row.operation
    return cells.two(cells.link(reverse("sync_log:call", args=[row.id]), told), cells.mall_name(row.mall, row.account))


def effect(row: CallRow) -> SafeString:
    """Reading or writing, how many records, and the code that support asks for."""
    word = cells.label(gettext("書込み"), "blue", "pencil") if row.effect == "write" else gettext("読取り")
    rows = gettext("%(n)d 件分") % {"n": row.rows}
    return cells.two(format_html("{} {}", word, rows), format_html('<span class="code">{}</span>', row.operation))


CALL_COLUMNS: tuple[Column[CallRow], ...] = (
    Column("operation", _("操作"), operation, width="xl", pinned=True),
    Column("at", _("日時"), lambda row: cells.time(row.at), width="time"),
    Column("effect", _("種類"), effect, width="l"),
    Column("result", _("結果"), result, width="m"),
    Column("status", _("応答"), lambda row: NOTHING if row.status is None else row.status, align="end", width=80),
    Column(
        "elapsed",
        _("時間"),
        lambda row: NOTHING if row.elapsed_ms is None else f"{row.elapsed_ms:,} ms",
        align="end",
        width="s",
    ),
    Column("error", _("エラー"), lambda row: cells.cut(row.error), width="s"),
    Column("about", _("対象"), lambda row: cells.cut(row.about), width="m"),
    Column("request", _("リクエスト番号"), lambda row: cells.cut(row.request_id), width="m"),
)
