"""The columns of 在庫表: fixed ones, one per location, then one per account."""

from collections.abc import Callable, Sequence
from functools import partial

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.malls import AccountFace
from ichigen.services.views.stock_matrix import Place, SkuRow
from ichigen.web.stock.cells import held, on_hand, on_mall
from ichigen.web.ui import cells
from ichigen.web.ui.tables import Column


def code(row: SkuRow) -> SafeString:
    """SKU code with 一点物 and 在庫不足, and what it is."""
    name = f"{row.title} {row.variant}".strip()
    link = cells.link(reverse("stock:sku", args=[row.id]), row.code)
    return cells.two(cells.together([link, *_labels(row)]), cells.cut(name))


def _labels(row: SkuRow) -> list[SafeString]:
    labels = []
    if row.available < 0:
        labels.append(cells.label(gettext("在庫不足"), "short", "package-x"))
    if row.one_off:
        labels.append(cells.label(gettext("一点物"), "own", "gem"))
    return labels


def available(row: SkuRow) -> SafeString:
    """販売可能; red below zero, with its word beside the code."""
    tone = "num-bad" if row.available < 0 else "num-nil" if row.available == 0 else "num-good"
    return held(row, row.available, gettext("販売可能"), tone)


def reserved(row: SkuRow) -> SafeString:
    """確保, as a link to who holds it."""
    return held(row, row.reserved, gettext("確保"), "" if row.reserved else "num-nil")


def total(row: SkuRow) -> SafeString:
    """在庫 at all locations, where one column does not say it."""
    return held(row, row.on_hand, gettext("在庫計"))


def columns(
    accounts: Sequence[AccountFace], places: Sequence[Place], *, whole: bool, editable: bool
) -> tuple[Column[SkuRow], ...]:
    """Return the columns. `whole`: the places shown are all there are; `editable`: on_hand can be typed into.

    Five accounts are whole at 1280 px with the menu open; more scroll within the card.
    """
    one = whole and len(places) == 1
    return (
        Column("code", _("SKU"), code, width=200, pinned=True),
        *(
            Column(
                f"on_hand-{place.id}",
                _("在庫") if one else gettext(place.name),
                partial(on_hand, place=place, editable=editable),
                align="end",
                width=84,
            )
            for place in places
        ),
        *(() if one else (Column("total", _("在庫計"), total, align="end", width=72),)),
        Column("reserved", _("確保"), reserved, align="end", width=76),
        Column("available", _("販売可能"), available, align="end", width=76),
        *(
            Column(f"account-{face.id}", cells.mall_name(face.mall, face.label), _on(face.id), width=142)
            for face in accounts
        ),
    )


def _on(account_id: int) -> Callable[[SkuRow], object]:
    return lambda row: on_mall(row.listings.get(account_id, ()))
