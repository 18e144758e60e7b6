"""出品の紐付け: an account's listings without SKUs and with them, and one code with what it may be made of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ichigen.services.catalogue.suggest import suggest
from ichigen.services.views.malls import AccountFace, mall_face
from ichigen.services.views.order_list import words_of
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order, OrderLine

UNMATCHED, MATCHED = "unmatched", "matched"
CANDIDATES = 10


_BOUND = Q(Exists(ListingComponent.objects.filter(listing_id=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class SkuChoice:
    """A SKU to choose, or one that is bound: `per_sale` pieces of it go with one sale."""

    id: int
    code: str
    title: str
    per_sale: int = 1


@dataclass(frozen=True, slots=True)
class BindingFilter:
    """Which listings of one account."""

    account_id: int
    state: str = UNMATCHED
    text: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class BindingRow:
    """One listing; `waiting`: open orders with units of it that are not 確保; `kept`: by the mall itself."""

    id: int
    account_id: int
    code: str
    title: str
    on_sale: bool
    kept: bool
    seen: int | None
    suggestion: SkuChoice | None
    components: tuple[SkuChoice, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Bindings:
    """A page of listings; `suggested`: how many unmatched ones of the account have a suggestion."""

    rows: tuple[BindingRow, ...]
    counts: dict[str, int]
    total: int
    suggested: int


@dataclass(frozen=True, slots=True)
class Binding:
    """One code of an account: its listing (None = the catalogue has not shown it yet), its SKUs, what it may be."""

    account: AccountFace
    code: str
    title: str
    listing_id: int | None
    components: tuple[SkuChoice, ...]
    suggestion: SkuChoice | None
    orders: tuple[tuple[int, str], ...]


def bindings(wanted: BindingFilter) -> Bindings:
    """Return one page; the account's suggestions are looked for once."""
    found = _narrowed(wanted)
    counted = found.aggregate(all=Count("pk"), matched=Count("pk", filter=_BOUND))
    counts = {UNMATCHED: counted["all"] - counted["matched"], MATCHED: counted["matched"]}
    is_matched = wanted.state == MATCHED
    start = (wanted.page - 1) * wanted.size
    listings = list(found.filter(_BOUND if is_matched else ~_BOUND).order_by("code")[start : start + wanted.size])
    suggested = {s.listing_id: s.sku_id for s in suggest(wanted.account_id)}
    return Bindings(_rows(listings, suggested), counts, counts[MATCHED if is_matched else UNMATCHED], len(suggested))


def binding(account_id: int, code: str) -> Binding | None:
    """Return what is known of a code; None for an unknown account or an empty code."""
    account = Account.objects.only("id", "label", "mall_id").filter(pk=account_id).first()
    if account is None or not code:
        return None
    listing = Listing.objects.filter(account_id=account_id, code=code).first()
    lines = (
        _waiting_lines(account_id).filter(Q(listing_code=code) | Q(listing=listing))
        if listing
        else (_waiting_lines(account_id).filter(listing_code=code))
    )
    waiting = list(lines.select_related("order").order_by("order_id"))
    title = (listing.title if listing else "") or (waiting[0].title if waiting else "")
    components = _components([listing.pk])[listing.pk] if listing else []
    return Binding(
        AccountFace(account.pk, account.label, mall_face(account.mall_id)),
        code,
        title,
        listing.pk if listing else None,
        tuple(components),
        None if components else _suggestion(account_id, listing, code, title),
        tuple({line.order_id: line.order.number for line in waiting}.items()),
    )


def listing_code(listing_id: int) -> tuple[int, str] | None:
    """Return account id and code of a listing."""
    return Listing.objects.filter(pk=listing_id).values_list("account_id", "code").first()


def sku_choices(text: str) -> tuple[SkuChoice, ...]:
    """Return SKUs by code, title, variant or JAN; every word must be found; the exact code comes first."""
    words = words_of(text)
    if not words:
        return ()
    found = Sku.objects.annotate(exact=Q(code__iexact=text.strip()))
    for word in words:
        found = found.filter(
            Q(code__icontains=word) | Q(title__icontains=word) | Q(variant__icontains=word) | Q(jan=word)
        )
    return tuple(_choice(sku) for sku in found.order_by("-exact", "code")[:CANDIDATES])


def waiting_codes(order_id: int) -> tuple[tuple[str, str], ...]:
    """Return code and title of the lines of an order that no SKU belongs to yet."""
    lines = _waiting().filter(order_id=order_id).order_by("id").select_related("listing")
    return tuple({(line.listing.code if line.listing else line.listing_code): line.title for line in lines}.items())


def _narrowed(wanted: BindingFilter) -> QuerySet[Listing]:
    found = Listing.objects.filter(account_id=wanted.account_id)
    for word in words_of(wanted.text):
        skus = ListingComponent.objects.filter(listing_id=OuterRef("pk"), sku__code__icontains=word)
        found = found.filter(
            Q(code__icontains=word) | Q(title__icontains=word) | Q(match_code__icontains=word) | Q(Exists(skus))
        )
    return found


def _rows(listings: Sequence[Listing], suggested: dict[int, int]) -> tuple[BindingRow, ...]:
    ids = [listing.pk for listing in listings]
    components = _components(ids)
    skus = Sku.objects.in_bulk([suggested[pk] for pk in ids if pk in suggested])
    waiting = dict(
        _waiting()
        .filter(listing_id__in=ids)
        .order_by()
        .values_list("listing_id")
        .annotate(n=Count("order_id", distinct=True))
    )
    return tuple(
        BindingRow(
            id=listing.pk,
            account_id=listing.account_id,
            code=listing.code,
            title=f"{listing.title} {listing.variant}".strip(),
            on_sale=listing.on_sale,
            kept=listing.kept_by_mall,
            seen=listing.seen_quantity,
            suggestion=_choice(skus[suggested[listing.pk]]) if listing.pk in suggested else None,
            components=tuple(components[listing.pk]),
            waiting=waiting.get(listing.pk, 0),
        )
        for listing in listings
    )


def _components(listing_ids: Sequence[int]) -> dict[int, list[SkuChoice]]:
    found: dict[int, list[SkuChoice]] = defaultdict(list)
    for row in ListingComponent.objects.filter(listing_id__in=listing_ids).select_related("sku").order_by("id"):
        found[row.listing_id].append(_choice(row.sku, row.quantity))
    return found


def _waiting() -> QuerySet[OrderLine]:
    bound = ListingComponent.objects.filter(listing_id=OuterRef("listing_id"))
    return OrderLine.objects.filter(~Exists(bound), order__unresolved=True, quantity__gt=0)


def _waiting_lines(account_id: int) -> QuerySet[OrderLine]:
    return _waiting().filter(order__in=Order.objects.filter(account_id=account_id, unresolved=True))


def _suggestion(account_id: int, listing: Listing | None, code: str, title: str) -> SkuChoice | None:
    """The one SKU it may be: by title among the account's listings, else by an equal code or title."""
    if listing is not None:
        by_title = next((s.sku_id for s in suggest(account_id) if s.listing_id == listing.pk), None)
        if by_title is not None:
            return _choice(Sku.objects.get(pk=by_title))
    for same in (Q(code__iexact=code), Q(title__iexact=title) if title else Q(pk__in=[])):
        found = list(Sku.objects.filter(same)[:2])
        if len(found) == 1:
            return _choice(found[0])
    return None


def _choice(sku: Sku, per_sale: int = 1) -> SkuChoice:
    return SkuChoice(sku.pk, sku.code, f"{sku.title} {sku.variant}".strip(), per_sale)
