"""「なぜ連携されない？」: the checklists of accounts, listings and SKUs, with the way to what mends them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.domain.permissions import Action, may
from ichigen.domain.readiness import Condition
from ichigen.domain.readiness_words import Fix
from ichigen.services.views.malls import AccountFace
from ichigen.services.views.readiness import (
    ListingReadiness,
    account_readiness,
    accounts_readiness,
    listing_readiness,
    sku_readiness,
)
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page
from ichigen.web.ui.show import stamp


@dataclass(frozen=True, slots=True)
class About:
    """What a condition is about: where its links lead."""

    account: AccountFace
    listing_id: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A condition as drawn; `href` is empty where the person may not open it."""

    label: str
    met: bool
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """A listing's checklist as drawn."""

    found: ListingReadiness
    conditions: Sequence[Drawn]
    first: Drawn | None


#: The page that mends a condition, and what it asks for (None: every member of staff).
WAYS: Mapping[Fix, tuple[Callable[[About], str], Action | None]] = {
    Fix.ACCOUNT: (lambda about: reverse("accounts:detail", args=[about.account.id]), Action.ACCOUNT_VIEW),
    Fix.CREDENTIALS: (lambda about: reverse("accounts:renew", args=[about.account.id]), Action.ACCOUNT_EDIT),
    Fix.BIND: (lambda about: reverse("listings:listing", args=[about.listing_id]), Action.LISTING_BIND),
    Fix.LISTINGS: (lambda about: f"{reverse('listings:list')}?account={about.account.id}", Action.LISTING_BIND),
    Fix.RECEIVE: (lambda about: reverse("moves:list"), None),
    Fix.WRITES: (lambda about: reverse("home:writes"), Action.WRITES_STOP),
    Fix.WORKLIST: (lambda about: reverse("worklist:list") + (f"?q={about.code}" if about.code else ""), None),
}


@allowed(Action.ACCOUNT_VIEW)
def accounts(request: StaffRequest) -> HttpResponse:
    """Every account with its checklist."""
    found = accounts_readiness(timezone.now())
    rows = [(row, [_drawn(request, it, About(row.account)) for it in row.conditions]) for row in found]
    return page(request, "accounts/readiness_list.html", {"rows": rows})


@allowed(Action.ACCOUNT_VIEW)
def account(request: StaffRequest, account_id: int) -> HttpResponse:
    """One account's checklist."""
    found = account_readiness(account_id, timezone.now())
    if found is None:
        raise Http404
    conditions = [_drawn(request, it, About(found.account)) for it in found.conditions]
    context = {"found": found, "conditions": conditions}
    return page(request, "accounts/readiness.html", context, part="accounts/readiness_part.html")


@staff_only
def listing(request: StaffRequest, listing_id: int) -> HttpResponse:
    """One listing's checklist."""
    found = listing_readiness(listing_id, timezone.now())
    if found is None:
        raise Http404
    context = {"code": found.code, "title": found.title, "blocks": [_block(request, found)]}
    return page(request, "accounts/readiness_goods.html", context, part="accounts/readiness_goods_part.html")


@staff_only
def sku(request: StaffRequest, sku_id: int) -> HttpResponse:
    """The checklists of a SKU's listings."""
    found = sku_readiness(sku_id, timezone.now())
    if found is None:
        raise Http404
    context = {
        "code": found.code,
        "title": found.title,
        "sku_id": found.id,
        "blocks": [_block(request, row) for row in found.listings],
        "alone": gettext(found.alone.reason) if found.alone else "",
    }
    return page(request, "accounts/readiness_goods.html", context, part="accounts/readiness_goods_part.html")


def _block(request: StaffRequest, found: ListingReadiness) -> Block:
    about = About(found.account, found.id, found.code)
    first = found.first
    return Block(
        found,
        [_drawn(request, condition, about) for condition in found.conditions],
        _drawn(request, first, about) if first else None,
    )


def _drawn(request: StaffRequest, condition: Condition, about: About) -> Drawn:
    way, action = WAYS[condition.fix]
    open_to = action is None or may(request.user.role, action)
    return Drawn(
        gettext(condition.label),
        condition.met,
        gettext(condition.reason) % {name: _shown(value) for name, value in condition.values.items()},
        way(about) if open_to and not condition.met else "",
    )


def _shown(value: str | int | datetime | None) -> str:
    if value is None or isinstance(value, datetime):
        return stamp(value)
    return str(value) if isinstance(value, int) else gettext(value) if value else ""
