"""The columns of 出品の紐付け: without SKUs, and with them."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.bindings import BindingRow, SkuChoice
from ichigen.web.ui import cells
from ichigen.web.ui.icons import icon
from ichigen.web.ui.show import NOTHING
from ichigen.web.ui.tables import Column


def code(row: BindingRow) -> SafeString:
    """The mall's code and title."""
    return cells.two(cells.link(reverse("listings:listing", args=[row.id]), row.code), cells.cut(row.title))


def suggestion(row: BindingRow) -> SafeString:
    """The one SKU it may be."""
    if row.suggestion is None:
        return format_html('<span class="sub">{}</span>', gettext("候補なし"))
    return cells.two(format_html('<span class="code">{}</span>', row.suggestion.code), cells.cut(row.suggestion.title))


def waiting(row: BindingRow) -> SafeString:
    """Orders that are not 確保 because of it."""
    if not row.waiting:
        return format_html('<span class="sub">{}</span>', NOTHING)
    return cells.label(gettext("受注 %(n)d 件") % {"n": row.waiting}, "amber", "receipt")


def accept(row: BindingRow) -> SafeString:
    """Accept the suggestion with one click, or open the search."""
    if row.suggestion is None:
        href = reverse("listings:listing", args=[row.id])
        return format_html('<a class="button small" href="{}" data-drawer>{}</a>', href, gettext("SKUに紐付ける"))
    return format_html(
        '<button class="button small" type="button" hx-post="{}" hx-vals=\'{{"listing": "{}", "sku": "{}"}}\''
        ' hx-swap="none" aria-label="{}">{}{}</button>',
        reverse("listings:accept", args=[row.account_id]),
        row.id,
        row.suggestion.id,
        gettext("%(code)s を候補に紐付ける") % {"code": row.code},
        icon("check", 14),
        gettext("候補に紐付ける"),
    )


def components(row: BindingRow) -> SafeString:
    """The SKUs it is made of."""
    return format_html_join("", "{}", ((_component(choice),) for choice in row.components))


def _component(choice: SkuChoice) -> SafeString:
    times = f" × {choice.per_sale}" if choice.per_sale > 1 else ""
    link = format_html('<a class="code" href="{}">{}</a>{}', reverse("stock:sku", args=[choice.id]), choice.code, times)
    return cells.two(link, cells.cut(choice.title))


def selling(row: BindingRow) -> SafeString:
    """Whether the mall sells it, and the number it shows."""
    return (
        cells.label(gettext("販売中"), "good", "check")
        if row.on_sale
        else cells.label(gettext("販売停止中"), "grey", "eye-off")
    )


def seen(row: BindingRow) -> SafeString:
    """The number the mall shows, and whether it keeps the goods itself."""
    return cells.two(NOTHING if row.seen is None else row.seen, gettext("モール倉庫") if row.kept else "")


def why(row: BindingRow) -> SafeString:
    """The way to its checklist."""
    href = reverse("readiness:listing", args=[row.id])
    return format_html('<a href="{}" data-drawer>{}</a>', href, gettext("なぜ連携されない？"))


UNMATCHED_COLUMNS: tuple[Column[BindingRow], ...] = (
    Column("code", _("モールの商品コード"), code, width="xl", pinned=True),
    Column("suggestion", _("候補のSKU"), suggestion, width="xl"),
    Column("waiting", _("待っている受注"), waiting, width="time"),
    Column("seen", _("モールの在庫"), seen, align="end", width="m"),
    Column("accept", _("操作"), accept, width="m"),
    Column("why", _("連携"), why, width="l"),
)

MATCHED_COLUMNS: tuple[Column[BindingRow], ...] = (
    Column("code", _("モールの商品コード"), code, width="xl", pinned=True),
    Column("skus", _("SKU"), components, width="xl"),
    Column("selling", _("状態"), selling, width="time"),
    Column("seen", _("モールの在庫"), seen, align="end", width="m"),
    Column("why", _("連携"), why, width="l"),
)
