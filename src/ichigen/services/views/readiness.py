"""The facts behind the readiness checklists, asked live, for accounts, listings and SKUs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, Q

from ichigen.domain.loops import LoopKind
from ichigen.domain.readiness import (
    AccountFacts,
    Condition,
    ListingFacts,
    account_conditions,
    listing_conditions,
    unlisted,
)
from ichigen.mallkit import registry
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.orders.look_back import unusable_lookbacks
from ichigen.services.views.frame import writing
from ichigen.services.views.listing_state import ListingState, listing_states
from ichigen.services.views.malls import AccountFace, mall_face
from ichigen.store.accounts import Account, LoopState
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.start import codes_without_stock
from ichigen.store.stock import LedgerEntry

#: Listings, those with SKUs, those of them that are endless.
NO_GOODS = (0, 0, 0)

#: Kinds of ledger entries that say nothing about how many pieces there are.
_NOT_OPENED_BY = ("ship", "reserve", "release")


@dataclass(frozen=True, slots=True)
class AccountReadiness:
    """An account and its checklist."""

    account: AccountFace
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(condition.met for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class ListingReadiness:
    """A listing and its checklist. `sku_ids`: what it is made of."""

    id: int
    code: str
    title: str
    account: AccountFace
    sku_ids: tuple[int, ...]
    conditions: tuple[Condition, ...]

    @property
    def first(self) -> Condition | None:
        """The first condition that is not met: what to mend now."""
        return next((condition for condition in self.conditions if not condition.met), None)


@dataclass(frozen=True, slots=True)
class SkuReadiness:
    """A SKU with the checklists of its listings; without any, `alone` says what is missing."""

    id: int
    code: str
    title: str
    listings: tuple[ListingReadiness, ...]
    alone: Condition | None


def accounts_readiness(now: datetime) -> tuple[AccountReadiness, ...]:
    """Return every account's checklist (全件, E2-38)."""
    accounts = list(Account.objects.defer("credentials", "tokens"))
    return tuple(
        AccountReadiness(_face(account), account_conditions(facts))
        for account, facts in zip(accounts, _facts(accounts, now), strict=True)
    )


def account_readiness(account_id: int, now: datetime) -> AccountReadiness | None:
    """Return one account's checklist, None where there is no such account."""
    account = Account.objects.defer("credentials", "tokens").filter(pk=account_id).first()
    if account is None:
        return None
    return AccountReadiness(_face(account), account_conditions(_facts([account], now)[0]))


def listing_readiness(listing_id: int, now: datetime) -> ListingReadiness | None:
    """Return one listing's checklist, None where there is no such listing."""
    return next(iter(_listings(Q(pk=listing_id), now)), None)


def sku_readiness(sku_id: int, now: datetime) -> SkuReadiness | None:
    """Return a SKU's listings with their checklists, None where there is no such SKU."""
    sku = Sku.objects.filter(pk=sku_id).first()
    if sku is None:
        return None
    found = _listings(Q(pk__in=ListingComponent.objects.filter(sku_id=sku_id).values("listing_id")), now)
    return SkuReadiness(sku.pk, sku.code, sku.title, found, None if found else unlisted())


def _listings(which: Q, now: datetime) -> tuple[ListingReadiness, ...]:
    listings = list(
        Listing.objects.filter(which)
        .select_related("account")
        .defer("account__credentials", "account__tokens")
        .order_by("account_id", "code")
    )
    accounts = list({listing.account_id: listing.account for listing in listings}.values())
    facts = dict(zip([account.pk for account in accounts], _facts(accounts, now, goods=False), strict=True))
    parts: dict[int, list[int]] = defaultdict(list)
    for listing_id, sku_id in ListingComponent.objects.filter(listing__in=listings).values_list("listing_id", "sku_id"):
        parts[listing_id].append(sku_id)
    skus = {sku_id for ids in parts.values() for sku_id in ids}
    opened = set(
        LedgerEntry.objects.filter(sku_id__in=skus)
        .exclude(kind__in=_NOT_OPENED_BY)
        .values_list("sku_id", flat=True)
        .distinct()
    )
    states = {
        state.id: state for group in listing_states(sorted(skus)).values() for row in group.values() for state in row
    }
    waiting = _errors_of([account.pk for account in accounts], LoopKind.STOCK)
    return tuple(
        ListingReadiness(
            listing.pk,
            listing.code,
            listing.title,
            _face(listing.account),
            tuple(parts[listing.pk]),
            listing_conditions(
                facts[listing.account_id],
                _listing(listing, states.get(listing.pk), opened.issuperset(parts[listing.pk]), waiting),
            ),
        )
        for listing in listings
    )


def _listing(listing: Listing, state: ListingState | None, opened: bool, waiting: Mapping[int, str]) -> ListingFacts:
    return ListingFacts(
        bound=state is not None,
        exists_at=listing.exists_at,
        on_sale=listing.on_sale,
        kept=listing.kept_by_mall,
        endless=listing.endless,
        seen_at=listing.seen_at,
        opened=opened,
        error=listing.error_message or listing.error_code,
        drift=listing.drift != 0,
        provisional=listing.provisional,
        desired=state.desired if state else None,
        seen=listing.seen_quantity,
        sending=listing.sending,
        confirmed_at=listing.confirmed_at,
        waiting_for=waiting.get(listing.account_id, ""),
    )


def _face(account: Account) -> AccountFace:
    return AccountFace(account.pk, account.label, mall_face(account.mall_id))


def _errors_of(account_ids: Sequence[int], kind: str) -> dict[int, str]:
    rows = LoopState.objects.filter(account_id__in=account_ids, kind=kind).exclude(failures=0)
    return dict(rows.values_list("account_id", "error_message"))


def _facts(accounts: Sequence[Account], now: datetime, *, goods: bool = True) -> list[AccountFacts]:
    """The facts of accounts; without `goods` those about all of their listings are left out."""
    ids = [account.pk for account in accounts]
    loops = {(loop.account_id, loop.kind): loop for loop in LoopState.objects.filter(account_id__in=ids)}
    counts = _bound(ids) if goods else {}
    stopped_at = writing().stopped_at
    return [
        replace(
            _fact(account, loops, now),
            writes_stopped_at=stopped_at,
            listings=counts.get(account.pk, NO_GOODS)[0],
            bound=counts.get(account.pk, NO_GOODS)[1],
            endless=counts.get(account.pk, NO_GOODS)[2],
            unopened=len(codes_without_stock(account.pk)) if goods else 0,
        )
        for account in accounts
    ]


def _fact(account: Account, loops: Mapping[tuple[int, str], LoopState], now: datetime) -> AccountFacts:
    intake, catalogue = loops.get((account.pk, LoopKind.INTAKE)), loops.get((account.pk, LoopKind.CATALOGUE))
    ends = [datetime.fromisoformat(value) for value in account.expires.values()]
    dead = account.health == Account.Health.DEAD
    mall = registry.malls().get(account.mall_id)
    automatic = intake_choices(account).automatic
    return AccountFacts(
        now=now,
        disabled=account.mode == Account.Mode.DISABLED,
        checked_at=account.checked_at,
        check_passed=account.health == Account.Health.OK,
        missing=tuple(line["label"] for line in account.check_results if not line["ok"]),
        dead=(account.health_message or account.health_code or "要再設定") if dead else "",
        expires_at=min(ends, default=None),
        intake_at=None if intake is None else intake.succeeded_at if automatic else intake.fresh_at,
        intake_error=intake.error_message if intake and intake.failures else "",
        catalogue_at=catalogue.succeeded_at if catalogue else None,
        listings=0,
        bound=0,
        unopened=0,
        live=account.mode == Account.Mode.LIVE,
        started_at=account.started_at,
        writes_stopped_at=None,
        braked_at=account.braked_at,
        bad_lookbacks=() if mall is None else unusable_lookbacks(mall, account.settings),
        automatic=automatic,
    )


def _bound(account_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """How many listings each account has, how many of them have SKUs, and how many of those are endless."""
    rows = Listing.objects.filter(account_id__in=account_ids).order_by().values_list("account_id")
    ours = Q(components__isnull=False)
    counted = rows.annotate(
        n=Count("pk", distinct=True),
        bound=Count("pk", distinct=True, filter=ours),
        without_end=Count("pk", distinct=True, filter=ours & Q(endless=True, on_sale=True, kept_by_mall=False)),
    )
    found = counted.values_list(F("account_id"), "n", "bound", "without_end")
    return {account_id: (n, bound, endless) for account_id, n, bound, endless in found}
