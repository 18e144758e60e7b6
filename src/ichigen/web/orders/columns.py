"""The columns of 受注一覧."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.domain.orders import Withheld
from ichigen.services.views.order_list import OrderRow
from ichigen.web.ui import cells
from ichigen.web.ui.show import NOTHING, yen
from ichigen.web.ui.tables import Column

#: What stands in place of a name that nobody told.
UNKNOWN = {Withheld.ANONYMOUS: "匿名配送", Withheld.UNTOLD: "非公開", Withheld.NOT_YET: "未取得"}

WRITE_BACK = {"open": ("書出中", "blue", "refresh-cw"), "failed": ("書出エラー", "red", "circle-alert")}


class Mark(NamedTuple):
    """An exception of an order; `tip` is a whole sentence, where the word alone does not say everything."""

    text: str
    tone: str
    icon: str
    tip: str = ""


def number(row: OrderRow) -> SafeString:
    """受注番号 and mall."""
    href = reverse("orders:detail", args=[row.id])
    return cells.two(
        cells.link(href, row.number, f"orders-{row.id}-name"), cells.mall_name(row.mall, row.account_label)
    )


def status(row: OrderRow) -> SafeString:
    """Status; below, everything that makes this order an exception, else the mall's own word for the status.

    The first of several has its words, the others are icons: the column holds no more.
    """
    first = cells.badge(gettext(row.status), row.tone)
    marks = [*_exceptions(row), *(Mark(one.name, one.tone, "tag") for one in row.labels)]
    if not marks:
        return cells.two(first, row.mall_state)
    return cells.two(first, cells.together([cells.label(*marks[0]), *(cells.bare(*mark) for mark in marks[1:])]))


def _exceptions(row: OrderRow) -> Iterator[Mark]:
    """What matters most first."""
    if row.shortage:
        yield Mark(gettext("在庫不足"), "short", "package-x")
    if row.unresolved:
        yield Mark(gettext("未対応コード"), "amber", "circle-question-mark")
    if row.write_back in WRITE_BACK:
        text, tone, name = WRITE_BACK[row.write_back]
        yield Mark(gettext(text), tone, name)
    elif row.worklist and not row.unresolved:
        yield Mark(gettext("要対応"), "red", "list-checks")
    for hold in row.holds[:2]:
        yield Mark(hold, "grey", "hand")
    if row.other_address:
        yield Mark(gettext("住所不一致"), "amber", "map-pin")
    yield from _bundled(row)
    if row.note:
        yield Mark(gettext("備考あり"), "amber", "message-square-text")


def _bundled(row: OrderRow) -> Iterator[Mark]:
    """同梱 (G3-26, G3-27): what the order is in its bundle, or that it could be in one."""
    if row.parent:
        yield Mark(gettext("子注文"), "blue", "package", gettext("親注文 %(number)s に同梱") % {"number": row.parent})
    if row.children:
        tip = gettext("子注文 %(numbers)s を同梱") % {"numbers": ", ".join(row.children)}
        yield Mark(gettext("親注文"), "blue", "package", tip)
    if row.bundle:
        yield Mark(gettext("同梱候補"), "blue", "package-plus")


def memo(row: OrderRow) -> SafeString:
    """店内メモ, cut; the whole is in the detail."""
    return cells.cut(row.memo)


def buyer(row: OrderRow) -> SafeString:
    """注文者 and 都道府県; 匿名配送 is its own state, never a made-up name; what the shop enters for everybody is no person."""
    if row.buyer_name and row.fixed_buyer:
        fixed = cells.bare(gettext("一律"), "grey", "user-x")
        return cells.two(cells.together([fixed, cells.cut(row.buyer_name)]), row.prefecture)
    unknown = cells.word(gettext(UNKNOWN[row.withheld]), "grey") if row.withheld in UNKNOWN else ""
    return cells.two(cells.cut(row.buyer_name) if row.buyer_name else unknown, row.prefecture)


def goods(row: OrderRow) -> SafeString:
    """First line's title, its code, and how many more lines."""
    more = ngettext("ほか%(n)d明細", "ほか%(n)d明細", row.more) % {"n": row.more} if row.more else ""
    return cells.two(cells.cut(row.goods), cells.code(row.goods_code, more))


def payment(row: OrderRow) -> SafeString:
    """支払 and 配送; 入金待ち only where the goods wait for the buyer's money."""
    method = row.payment_method or NOTHING
    if not row.awaits_payment:
        return cells.two(method, row.delivery_method)
    below = " ".join(part for part in (method, row.delivery_method) if part)
    return cells.two(format_html('<span class="unpaid">{}</span>', gettext("入金待ち")), below)


def parcel(row: OrderRow) -> SafeString:
    """お荷物伝票番号 and 配送会社."""
    carrier = gettext(LABELS[Carrier(row.carrier)]) if row.carrier in LABELS else ""
    return cells.two(cells.code(row.tracking or NOTHING), carrier)


#: In px of 1,275 and the tick box: order numbers of 26 characters, parcel numbers, money of eight digits and the words for an
#: unknown buyer are whole at 1280 px with the menu open, in either language.
COLUMNS: tuple[Column[OrderRow], ...] = (
    Column("number", _("受注番号"), number, width=276, pinned=True, sort="number"),
    Column("ordered_at", _("注文日時"), lambda row: cells.time(row.ordered_at), width=108, sort="ordered_at"),
    Column("status", _("ステータス"), status, width=177),
    Column("buyer", _("注文者"), buyer, width=124),
    Column("goods", _("商品"), goods, width=130),
    Column("pieces", _("数量"), lambda row: row.pieces, align="end", width=60),
    Column("total", _("合計"), lambda row: cells.code(yen(row.total)), align="end", width=112, sort="total"),
    Column("payment", _("支払・配送"), payment, width=154),
    Column("parcel", _("お荷物伝票番号"), parcel, width=134),
    Column("memo", _("メモ"), memo, width=121),
)

#: In sight until a person chooses: all but the last.
DESIGNED = tuple(column.key for column in COLUMNS if column.key != "memo")


def in_sight(chosen: Sequence[str]) -> tuple[Column[OrderRow], ...]:
    """Return the columns a person chose, in the order of the table; the number is always one of them."""
    keys = {*(chosen or DESIGNED), "number"}
    return tuple(column for column in COLUMNS if column.key in keys)
