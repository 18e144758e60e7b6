"""Whether everything is fine, and what to do next: the first line of ホーム."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from ichigen.services.views.today import Today


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, in words with its count, and where it is done."""

    words: str
    href: str
    icon: str


def next_steps(open_items: int, numbers: Today) -> tuple[NextStep, ...]:
    """Return what waits for a person, the most pressing first."""
    orders = reverse("orders:list")
    found = (
        (open_items, gettext("要対応 %(n)d 件を片付ける"), reverse("worklist:list"), "list-checks"),
        (numbers.shortage, gettext("在庫不足の受注 %(n)d 件を見る"), f"{orders}?mark=short", "package-x"),
        (numbers.ready, gettext("発送待ち %(n)d 件を出荷する"), f"{orders}?status=ready", "truck"),
        (numbers.held, gettext("保留 %(n)d 件を確かめる"), f"{orders}?status=held", "hand"),
    )
    return tuple(NextStep(words % {"n": n}, href, icon) for n, words, href, icon in found if n)
