"""The columns of 商品."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.goods import GoodsRow
from ichigen.web.ui import cells
from ichigen.web.ui.show import NOTHING, yen
from ichigen.web.ui.tables import Column


def code(row: GoodsRow) -> SafeString:
    """SKU code with its product's code."""
    return cells.two(
        cells.link(reverse("goods:sku", args=[row.id]), row.code), row.product if row.product != row.code else ""
    )


def title(row: GoodsRow) -> SafeString:
    """Name with its variant."""
    return cells.two(cells.cut(row.title), cells.cut(row.variant) if row.variant else "")


def marks(row: GoodsRow) -> SafeString:
    """一点物, and that there is something to look at in the codes."""
    labels = []
    if row.one_off:
        labels.append(cells.label(gettext("一点物"), "own", "gem"))
    if row.warnings:
        labels.append(cells.label(gettext("コード確認")))
    return cells.together(labels)


def listings(row: GoodsRow) -> SafeString:
    """How many listings it is part of, and how many of them the mall keeps itself."""
    return cells.two(row.listings, gettext("モール倉庫 %(n)s") % {"n": row.kept} if row.kept else "")


COLUMNS: tuple[Column[GoodsRow], ...] = (
    Column("code", _("SKUコード"), code, width="xl", pinned=True),
    Column("title", _("商品名"), title, width=300),
    Column("marks", _("状態"), marks, width="m"),
    Column("jan", _("JAN"), lambda row: row.jan or NOTHING, width="m"),
    Column("price", _("価格"), lambda row: yen(row.price), align="end", width="s"),
    Column("on_hand", _("在庫"), lambda row: row.on_hand, align="end", width="s"),
    Column("listings", _("出品"), listings, align="end", width="m"),
)
