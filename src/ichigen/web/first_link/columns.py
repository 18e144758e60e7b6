"""The columns of 取込みの確認 and 差異の一覧, and the words of what may be decided."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.first_link.differences import CHANGE_LABELS, Change, Difference
from ichigen.services.first_link.plan import WAYS_FOR_ONE, ImportRow, Kind, SkuFace, Way
from ichigen.web.ui import cells
from ichigen.web.ui.show import NOTHING, yen
from ichigen.web.ui.tables import Column

#: Account, query of the page, row: what a button needs to come back to the same place.
Placed: TypeAlias = tuple[int, str, ImportRow]

WAY_LABELS: Mapping[Way, str | Promise] = {
    Way.BIND: _("このSKUに紐付ける"),
    Way.MAKE: _("新しいSKUを作る"),
    Way.TOGETHER: _("1つのSKUにまとめる"),
    Way.LEAVE: _("紐付けない"),
    Way.BACK: _("決め直す"),
}
WAY_RESULTS: Mapping[Way, str | Promise] = {
    Way.BIND: _("SKUに紐付けました。"),
    Way.MAKE: _("新しいSKUを作って紐付けました。"),
    Way.TOGETHER: _("1つのSKUにまとめました。"),
    Way.LEAVE: _("紐付けないことにしました。"),
    Way.BACK: _("未決定に戻しました。"),
}
KIND_HELP: Mapping[Kind, str | Promise] = {
    Kind.MAKE: _("同じコードのSKUがまだありません。モールのコードのまま商品とSKUを作ります。"),
    Kind.MATCH: _("同じコードのSKUが1つだけあり、名前も価格も同じです。"),
    Kind.DIFFERS: _("同じコードのSKUがありますが、名前か価格が違います。同じ商品かどうかを確かめてください。"),
    Kind.CANDIDATE: _("コードは違いますが、JAN・商品名・コードの書き方が同じSKUが1つあります。"),
    Kind.SHARED: _("同じコード、または同じSKUを、複数の出品が使っています。同じ商品なら1つのSKUにまとめます。"),
    Kind.SEVERAL: _("当てはまるSKUが2つ以上あります。1件ずつ選んでください。"),
    Kind.NO_CODE: _("照合に使えるコードがありません。モールの出品コードでSKUを作るか、SKUを選んで紐付けてください。"),
    Kind.LEFT: _("この出品には在庫を書き込みません。受注に含まれると要対応に載ります。"),
}


def listing(placed: Placed) -> SafeString:
    """The mall's code and title; opens the binding of that code."""
    row = placed[2].planned
    href = reverse("listings:listing", args=[row.listing_id])
    return cells.two(cells.link(href, row.code), cells.cut(row.title))


def own_code(placed: Placed) -> SafeString:
    """The code it is matched by, what is odd about it, its product (顧客社商品コード) and variant (横軸-縦軸)."""
    row = placed[2].planned
    labels = []
    if row.odd_code:
        labels.append(cells.label(gettext("半角英数字と「-」以外"), "amber"))
    if row.claims > 1:
        labels.append(cells.label(gettext("同じコード %(n)d 件") % {"n": row.claims}, "red", "copy"))
    code = format_html('<span class="code">{}</span>', row.match_code or NOTHING)
    below = " · ".join(part for part in (row.product_code, row.variant) if part and part != row.match_code)
    return cells.two(cells.together([code, *labels]) if labels else code, cells.cut(below) if below else "")


def skus(placed: Placed) -> SafeString:
    """The SKUs it may be, with what is different."""
    row = placed[2]
    if not row.skus:
        return format_html('<span class="sub">{}</span>', NOTHING)
    return format_html_join("", "{}", ((_sku(row, sku),) for sku in row.skus))


def _sku(row: ImportRow, sku: SkuFace) -> SafeString:
    labels = [
        cells.label(text, "amber")
        for applies, text in (
            (row.planned.other_name, gettext("名前が違う")),
            (row.planned.other_price, gettext("価格が違う")),
        )
        if applies
    ]
    prices = " / ".join(yen(price) for price in sku.prices)
    head = cells.together([format_html('<span class="code">{}</span>', sku.code), *labels])
    return cells.two(head, cells.cut(f"{sku.title} {prices}".strip()))


def price(placed: Placed) -> SafeString:
    """The mall's price and number."""
    row = placed[2].planned
    seen = "" if row.seen is None else gettext("在庫 %(n)d") % {"n": row.seen}
    return cells.two(yen(row.price), seen)


def choose(placed: Placed) -> SafeString:
    """What may be decided for this row; where there are several SKUs, one button for each."""
    row = placed[2]
    buttons = []
    for way in WAYS_FOR_ONE[row.kind]:
        if way is not Way.BIND:
            buttons.append(_button(placed, way, None, WAY_LABELS[way]))
        elif len(row.skus) == 1:
            buttons.append(_button(placed, way, row.skus[0], WAY_LABELS[way]))
        else:
            buttons += [
                _button(placed, way, sku, gettext("%(code)s に紐付ける") % {"code": sku.code}) for sku in row.skus
            ]
    return cells.together(buttons)


def _button(placed: Placed, way: Way, sku: SkuFace | None, text: str | Promise) -> SafeString:
    account_id, query, row = placed
    return format_html(
        '<button class="button small" type="button" hx-post="{}?{}" hx-target="#import-list" hx-swap="outerHTML"'
        ' hx-vals=\'{{"listing": "{}", "sku": "{}", "way": "{}"}}\' aria-label="{}">{}</button>',
        reverse("first_link:decide", args=[account_id]),
        query,
        row.planned.listing_id,
        sku.id if sku else "",
        way,
        f"{row.planned.code}: {text}",
        text,
    )


IMPORT_COLUMNS: Sequence[Column[Placed]] = (
    Column("listing", _("モールの商品コード"), listing, width="xl", pinned=True),
    Column("own_code", _("照合するコード"), own_code, width="xl"),
    Column("skus", _("当てはまるSKU"), skus, width="xl"),
    Column("price", _("価格"), price, align="end", width="s"),
    Column("choose", _("操作"), choose, width=300),
)


def _which(row: Difference) -> SafeString:
    href = reverse("listings:listing", args=[row.id])
    return cells.two(cells.link(href, row.code), cells.cut(row.title))


def _change(row: Difference) -> SafeString:
    tones = {
        Change.ZERO: ("red", "circle-alert"),
        Change.FALLS: ("amber", "arrow-down"),
        Change.RISES: ("blue", "arrow-up"),
    }
    tone, name = tones.get(row.change, ("grey", "circle-dashed"))
    return cells.label(gettext(CHANGE_LABELS[row.change]), tone, name)


DIFFERENCE_COLUMNS: Sequence[Column[Difference]] = (
    Column("listing", _("モールの商品コード"), _which, width="xl", pinned=True),
    Column(
        "skus", _("SKU"), lambda row: format_html('<span class="code">{}</span>', "、".join(row.sku_codes)), width="l"
    ),
    Column(
        "on_mall",
        _("モールの在庫"),
        lambda row: NOTHING if row.on_mall is None else row.on_mall,
        align="end",
        width="time",
    ),
    Column("desired", _("送信する在庫"), lambda row: row.desired, align="end", width="time"),
    Column("change", _("変化"), _change, width="m"),
    Column("reason", _("理由"), lambda row: gettext(row.reason), width=320),
)
