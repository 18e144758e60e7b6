"""The columns of 在庫: fixed ones, then one per account."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.malls import AccountFace
from ichigen.services.views.stock_matrix import ListingState, SkuRow
from ichigen.web.ui import cells
from ichigen.web.ui.icons import icon
from ichigen.web.ui.show import NOTHING, clock
from ichigen.web.ui.tables import Column

ICONS = {
    "confirmed": "check",
    "waiting": "clock",
    "unread": "circle-dashed",
    "failed": "circle-alert",
    "drift": "git-compare-arrows",
    "off": "eye-off",
}


def code(row: SkuRow) -> SafeString:
    """SKU code with what it is."""
    name = f"{row.title} {row.variant}".strip()
    return cells.two(cells.link(reverse("stock:sku", args=[row.id]), row.code), cells.cut(name))


def kind(row: SkuRow) -> SafeString:
    """一点物 and 在庫不足."""
    labels = []
    if row.available < 0:
        labels.append(cells.label(gettext("在庫不足"), "short", "package-x"))
    if row.one_off:
        labels.append(cells.label(gettext("一点物"), "own", "gem"))
    return cells.together(labels)


def available(row: SkuRow) -> SafeString:
    """販売可能; red below zero, with its word in the column beside it."""
    tone = "num-bad" if row.available < 0 else "num-nil" if row.available == 0 else "num-good"
    return format_html('<span class="num {}">{}</span>', tone, row.available)


def reserved(row: SkuRow) -> SafeString:
    """確保, as a link to who holds it."""
    if not row.reserved:
        return format_html('<span class="num num-nil">{}</span>', 0)
    return format_html(
        '<a class="num held" href="{}" data-drawer aria-label="{}">{}</a>',
        reverse("stock:sku", args=[row.id]),
        gettext("%(code)s の確保 %(n)d 個の内訳") % {"code": row.code, "n": row.reserved},
        row.reserved,
    )


def on_mall(account_id: int) -> Callable[[SkuRow], object]:
    """What the account shows for the SKU."""

    def cell(row: SkuRow) -> SafeString:
        states = row.listings.get(account_id, ())
        if not states:
            return format_html('<span class="sub">{}</span>', NOTHING)
        return format_html_join("", "{}", ((_listing(state),) for state in states))

    return cell


def columns(accounts: Sequence[AccountFace]) -> tuple[Column[SkuRow], ...]:
    """Return the columns for these accounts."""
    return (
        Column("code", _("SKU"), code, width="xl", pinned=True),
        Column("kind", _("状態"), kind, width="time"),
        Column("on_hand", _("在庫"), lambda row: row.on_hand, align="end", width="s"),
        Column("reserved", _("確保"), reserved, align="end", width="s"),
        Column("available", _("販売可能"), available, align="end", width="s"),
        *(
            Column(
                f"account-{account.id}", cells.mall_name(account.mall, account.label), on_mall(account.id), width="m"
            )
            for account in accounts
        ),
    )


def state_word(state: ListingState) -> str:
    """How the number stands, in words."""
    if state.state == "confirmed":
        return gettext("確認済み %(at)s") % {"at": clock(state.confirmed_at)}
    words = {
        "waiting": gettext("未反映"),
        "unread": gettext("未確認"),
        "failed": gettext("エラー"),
        "drift": gettext("モール側で変更"),
        "off": gettext("販売停止中"),
    }
    return words[state.state]


def _listing(state: ListingState) -> SafeString:
    seen = NOTHING if state.seen is None else str(state.seen)
    number = (
        format_html('<span class="num">{}</span>', seen)
        if state.desired is None or state.desired == state.seen
        else format_html(
            '<span class="num">{}</span>{}<span class="num num-want">{}</span>',
            seen,
            icon("arrow-right", 12),
            state.desired,
        )
    )
    return format_html(
        '<div class="on-mall st-{}" title="{}"><span class="one">{}</span><span class="sub">{}{}</span></div>',
        state.state,
        gettext(state.message) if state.message else state.code,
        number,
        icon(ICONS[state.state], 12),
        state_word(state),
    )
