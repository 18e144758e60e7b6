"""在庫: SKU × account, with what each mall should show, shows, and when that was 確認済み."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ichigen.domain.stock import ComponentStock, offer
from ichigen.mallkit import registry
from ichigen.services.views.malls import AccountFace
from ichigen.services.views.order_list import words_of
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.stock import StockLevel


@dataclass(frozen=True, slots=True)
class StockFilter:
    """What the table is narrowed to; `view` is one of the keys of `VIEWS`."""

    text: str = ""
    view: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class ListingState:
    """One listing's number on its mall. `state`: confirmed | waiting | unread | failed | drift | off."""

    id: int
    account_id: int
    code: str
    per_sale: int
    desired: int | None
    seen: int | None
    confirmed_at: datetime | None
    seen_at: datetime | None
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class SkuRow:
    """One SKU: pieces over all locations, and its listings by account id."""

    id: int
    code: str
    title: str
    variant: str
    one_off: bool
    on_hand: int
    reserved: int
    listings: dict[int, tuple[ListingState, ...]]

    @property
    def available(self) -> int:
        """販売可能 = on_hand - 確保; negative is 在庫不足."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class StockMatrix:
    """A page of SKUs. `counts`: how many SKUs each view of `VIEWS` holds."""

    accounts: tuple[AccountFace, ...]
    rows: tuple[SkuRow, ...]
    counts: dict[str, int]
    total: int


VIEWS = {"": "すべて", "short": "在庫不足", "pending": "未反映", "failed": "エラー", "one_off": "一点物"}

_IS = {
    "short": ExpressionWrapper(Q(reserved__gt=F("on_hand")), BooleanField()),
    "pending": Exists(
        ListingComponent.objects.filter(sku_id=OuterRef("pk")).filter(Q(listing__dirty=True) | Q(listing__sending=True))
    ),
    "failed": Exists(ListingComponent.objects.filter(sku_id=OuterRef("pk")).exclude(listing__error_code="")),
    "one_off": F("one_off"),
}


def stock_matrix(wanted: StockFilter, accounts: Sequence[AccountFace]) -> StockMatrix:
    """Return one page; the counts of all views are one query."""
    found = _narrowed(wanted.text).annotate(**{f"is_{view}": test for view, test in _IS.items()})
    counts = _counts(found)
    if wanted.view in _IS:
        found = found.filter(**{f"is_{wanted.view}": True})
    start = (wanted.page - 1) * wanted.size
    skus = list(found.order_by("code")[start : start + wanted.size])
    listings = listing_states([sku.id for sku in skus])
    rows = tuple(
        SkuRow(
            sku.id,
            sku.code,
            sku.title,
            sku.variant,
            sku.one_off,
            vars(sku)["on_hand"],
            vars(sku)["reserved"],
            listings[sku.id],
        )
        for sku in skus
    )
    return StockMatrix(tuple(accounts), rows, counts, counts.get(wanted.view, counts[""]))


def listing_states(sku_ids: Sequence[int]) -> dict[int, dict[int, tuple[ListingState, ...]]]:
    """Return the listings of these SKUs by SKU id and account id; two queries."""
    found: dict[int, dict[int, tuple[ListingState, ...]]] = defaultdict(dict)
    rows = (
        ListingComponent.objects.filter(sku_id__in=sku_ids)
        .select_related("listing", "listing__account")
        .defer("listing__account__credentials", "listing__account__tokens")
        .order_by("listing_id")
    )
    offers = _offers({row.listing_id for row in rows})
    for row in rows:
        state = _listing(row.listing, row.quantity, offers.get(row.listing_id))
        by_account = found[row.sku_id]
        by_account[state.account_id] = (*by_account.get(state.account_id, ()), state)
    return found


def _narrowed(text: str) -> QuerySet[Sku]:
    levels = StockLevel.objects.filter(sku_id=OuterRef("pk")).order_by().values("sku_id")
    found = Sku.objects.annotate(
        on_hand=Coalesce(levels.annotate(n=Sum("on_hand")).values("n"), 0),
        reserved=Coalesce(levels.annotate(n=Sum("reserved")).values("n"), 0),
    )
    for word in words_of(text):
        codes = ListingComponent.objects.filter(sku_id=OuterRef("pk"), listing__code__iexact=word)
        found = found.filter(
            Q(code__icontains=word)
            | Q(title__icontains=word)
            | Q(variant__icontains=word)
            | Q(jan=word)
            | Exists(codes)
        )
    return found


def _counts(found: QuerySet[Sku]) -> dict[str, int]:
    row = found.aggregate(
        n_=Count("pk"), **{f"n_{view}": Count("pk", filter=Q(**{f"is_{view}": True})) for view in _IS}
    )
    return {view: row[f"n_{view}"] for view in VIEWS}


def _offers(listing_ids: Collection[int]) -> dict[int, int]:
    """What each listing should show now, by the rule that the stock loop follows; one query."""
    parts: dict[int, list[ComponentStock]] = defaultdict(list)
    rows = (
        ListingComponent.objects.filter(listing_id__in=listing_ids)
        .annotate(
            free=Coalesce(
                Sum(
                    F("sku__levels__on_hand") - F("sku__levels__reserved"), filter=Q(sku__levels__location__sells=True)
                ),
                0,
            )
        )
        .values_list("listing_id", "quantity", "free")
    )
    for listing_id, per_sale, free in rows:
        parts[listing_id].append(ComponentStock(free, per_sale))
    return {listing_id: offer(components) for listing_id, components in parts.items()}


def _listing(listing: Listing, per_sale: int, offered: int | None) -> ListingState:
    desired = _within(listing, offered)
    state, message = _state(listing, desired)
    return ListingState(
        id=listing.id,
        account_id=listing.account_id,
        code=listing.code,
        per_sale=per_sale,
        desired=desired,
        seen=listing.seen_quantity,
        confirmed_at=listing.confirmed_at,
        seen_at=listing.seen_at,
        state=state,
        message=message,
    )


def _within(listing: Listing, offered: int | None) -> int | None:
    """No mall is offered more than it can show."""
    mall = registry.malls().get(listing.account.mall_id)
    return offered if offered is None or mall is None else min(offered, mall.stock.maximum)


def _state(listing: Listing, desired: int | None) -> tuple[str, str]:
    """The first row that applies says how the number stands, and why."""
    moving = listing.sending or desired != listing.seen_quantity
    table = (
        (bool(listing.error_code), "failed", listing.error_message),
        (not listing.on_sale, "off", "モールで販売していません"),
        (listing.drift != 0, "drift", "モール側で変更されました"),
        (listing.seen_at is None, "unread", "まだ読み取っていません"),
        (moving and listing.account.mode == Account.Mode.READING, "waiting", "確認のみのため書き込みません"),
        (moving, "waiting", "送信を待っています"),
        (listing.confirmed_at is None, "unread", "まだ確認していません"),
    )
    return next(((state, message) for applies, state, message in table if applies), ("confirmed", ""))
