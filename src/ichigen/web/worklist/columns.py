"""The columns of 要対応."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.worklist import WorklistRow
from ichigen.web.ui import cells
from ichigen.web.ui.composed import retold
from ichigen.web.ui.show import NOTHING, ago, stamp
from ichigen.web.ui.tables import Column


def title(row: WorklistRow) -> SafeString:
    """What happened, with its code for support."""
    href = reverse("worklist:item", args=[row.id])
    urgent = cells.label(gettext("至急"), "red", "flame") if row.urgent else ""
    return format_html(
        '<div class="wrap">{} <a class="row-link" href="{}" data-drawer>{}</a></div>'
        '<div class="sub">{} <span class="code">{}</span></div>',
        urgent,
        href,
        retold(row.title),
        gettext(row.kind) if row.kind else "",
        row.code,
    )


def subject(row: WorklistRow) -> SafeString:
    """The thing at fault, and its account."""
    if row.order_id:
        thing = format_html(
            '<a class="code" href="{}">{}</a>', reverse("orders:detail", args=[row.order_id]), row.order_number
        )
    elif row.sku_id:
        thing = format_html('<a class="code" href="{}">{}</a>', reverse("stock:sku", args=[row.sku_id]), row.sku_code)
    else:
        thing = format_html('<span class="code">{}</span>', row.listing_code or NOTHING)
    return cells.two(thing, cells.mall_name(row.mall, row.account) if row.mall else "")


def since(row: WorklistRow) -> SafeString:
    """When it came up."""
    return cells.two(cells.time(row.opened_at), ago(row.opened_at))


COLUMNS: tuple[Column[WorklistRow], ...] = (
    Column("title", _("起きたこと"), title, width="xl", pinned=True),
    Column("subject", _("対象"), subject, width="l"),
    Column("cause", _("原因"), lambda row: format_html('<div class="wrap">{}</div>', retold(row.cause)), width="xl"),
    Column("action", _("対応"), lambda row: format_html('<div class="wrap">{}</div>', retold(row.action)), width="xl"),
    Column("since", _("発生"), since, width="time"),
)

CLOSED_COLUMNS: tuple[Column[WorklistRow], ...] = (
    *COLUMNS[:3],
    Column(
        "resolution",
        _("対応内容"),
        lambda row: format_html('<div class="wrap">{}</div>', retold(row.resolution)),
        width="xl",
    ),
    Column("closed", _("完了"), lambda row: cells.two(stamp(row.closed_at), row.closed_by), width="time"),
)
