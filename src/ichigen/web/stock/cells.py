"""The cells of 在庫表: what is in stock (a field to type into), and what a listing shows on its mall."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ichigen.services.views.listing_state import ListingState
from ichigen.services.views.stock_matrix import Place, SkuRow
from ichigen.web.ui.icons import icon
from ichigen.web.ui.show import NOTHING, clock

ICONS = {
    "confirmed": "check",
    "waiting": "clock",
    "sending": "refresh-cw",
    "written": "send",
    "unread": "circle-dashed",
    "failed": "circle-alert",
    "drift": "git-compare-arrows",
    "provisional": "hourglass",
    "stopped": "circle-pause",
    "off": "eye-off",
    "kept": "warehouse",
}


def state_word(state: ListingState) -> str:
    """How the number stands, in words."""
    if state.state == "confirmed":
        return gettext("確認済み %(at)s") % {"at": clock(state.confirmed_at)}
    if state.state == "provisional":
        return gettext("仮確保 %(n)d") % {"n": state.provisional}
    words = {
        "waiting": gettext("未反映"),
        "sending": gettext("書込み中"),
        "written": gettext("読み返し待ち"),
        "unread": gettext("未確認"),
        "failed": gettext("エラー"),
        "drift": gettext("ずれ"),
        "stopped": gettext("停止"),
        "off": gettext("販売停止中"),
        "kept": gettext("モール倉庫"),
    }
    return words[state.state]


def on_mall(states: Sequence[ListingState]) -> SafeString:
    """What an account shows for a SKU: モールの数 → 反映したい数 and the state; 未出品 where it lists nothing."""
    if not states:
        return format_html('<span class="sub">{}</span>', gettext("未出品"))
    return format_html_join("", "{}", ((_listing(state),) for state in states))


def on_hand(row: SkuRow, place: Place, editable: bool) -> SafeString:
    """Pieces at one location; a field for those who may adjust."""
    units = row.at.get(place.id, 0)
    if not editable:
        return format_html('<span class="num">{}</span>', units)
    return format_html(
        '<input class="cell" id="cell-{0}-{1}" form="matrix-bar" value="{2}" data-shown="{2}" data-sku="{0}"'
        ' data-place="{1}" inputmode="numeric" autocomplete="off" maxlength="20" aria-label="{3}">',
        row.id,
        place.id,
        units,
        gettext("%(code)s の在庫 %(place)s") % {"code": row.code, "place": gettext(place.name)},
    )


def held(row: SkuRow, units: int, label: str, tone: str = "") -> SafeString:
    """A number that leads to who holds it."""
    return format_html(
        '<a class="num held {}" href="{}" data-drawer aria-label="{} {} {}">{}</a>',
        tone,
        reverse("stock:sku", args=[row.id]),
        row.code,
        label,
        units,
        units,
    )


def _listing(state: ListingState) -> SafeString:
    seen = NOTHING if state.seen is None else str(state.seen)
    wanted = (
        ""
        if state.desired is None or state.desired == state.seen
        else format_html('{}<span class="num num-want">{}</span>', icon("arrow-right", 12), state.desired)
    )
    return format_html(
        '<div class="on-mall st-{}" title="{}"><span class="one"><span class="num">{}</span>{}</span>'
        '<span class="sub">{}{}</span></div>',
        state.state,
        gettext(state.message) if state.message else state.code,
        seen,
        wanted,
        icon(ICONS[state.state], 12),
        state_word(state),
    )
