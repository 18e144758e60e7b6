"""在庫: SKU × account, with what each mall should show, shows, and when that was 確認済み."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ichigen.services.views.listing_state import ListingState, listing_states
from ichigen.services.views.malls import AccountFace
from ichigen.services.views.order_list import words_of
from ichigen.store.goods import Location, Sku
from ichigen.store.listings import ListingComponent
from ichigen.store.stock import StockLevel


@dataclass(frozen=True, slots=True)
class StockFilter:
    """What the table is narrowed to; `view` is one of the keys of `VIEWS`, `location_id` the one place whose stock is shown."""

    text: str = ""
    view: str = ""
    account_id: int | None = None
    location_id: int | None = None
    page: int = 1
    size: int = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A location whose on_hand has a column."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SkuRow:
    """One SKU: pieces over all locations, on_hand by location id, and its listings by account id."""

    id: int
    code: str
    title: str
    variant: str
    one_off: bool
    on_hand: int
    reserved: int
    listings: dict[int, tuple[ListingState, ...]]
    at: Mapping[int, int] = field(default_factory=dict)

    @property
    def available(self) -> int:
        """販売可能 = on_hand - 確保; negative is 在庫不足."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class StockMatrix:
    """A page of SKUs. `counts`: how many SKUs each view of `VIEWS` holds; `places`: locations shown of all there are."""

    accounts: tuple[AccountFace, ...]
    rows: tuple[SkuRow, ...]
    counts: dict[str, int]
    total: int
    places: tuple[Place, ...]
    all_places: tuple[Place, ...]


VIEWS = {
    "": "すべて",
    "drift": "ずれ",
    "short": "在庫不足",
    "pending": "未反映",
    "failed": "エラー",
    "one_off": "一点物",
}

#: With more locations than this only the first is shown, until one is chosen.
MOST_PLACES = 3

_IS = {
    "drift": Exists(
        ListingComponent.objects.filter(sku_id=OuterRef("pk")).filter(
            ~Q(listing__drift=0) | Q(listing__provisional__gt=0)
        )
    ),
    "short": ExpressionWrapper(Q(reserved__gt=F("on_hand")), BooleanField()),
    "pending": Exists(
        ListingComponent.objects.filter(sku_id=OuterRef("pk")).filter(
            Q(listing__mark__dirty=True) | Q(listing__sending=True)
        )
    ),
    "failed": Exists(ListingComponent.objects.filter(sku_id=OuterRef("pk")).exclude(listing__error_code="")),
    "one_off": F("one_off"),
}


def stock_matrix(wanted: StockFilter, accounts: Sequence[AccountFace]) -> StockMatrix:
    """Return one page; the counts of all views are one query."""
    found = _narrowed(wanted).annotate(**{f"is_{view}": test for view, test in _IS.items()})
    counts = _counts(found)
    if wanted.view in _IS:
        found = found.filter(**{f"is_{wanted.view}": True})
    start = (wanted.page - 1) * wanted.size
    skus = list(found.order_by("code")[start : start + wanted.size])
    ids = [sku.id for sku in skus]
    listings = listing_states(ids)
    at = _levels(ids)
    all_places = tuple(Place(pk, name) for pk, name in Location.objects.values_list("id", "name"))
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
            at[sku.id],
        )
        for sku in skus
    )
    shown = tuple(account for account in accounts if wanted.account_id in (None, account.id))
    total = counts.get(wanted.view, counts[""])
    return StockMatrix(shown, rows, counts, total, _shown(all_places, wanted.location_id), all_places)


def _shown(places: tuple[Place, ...], chosen: int | None) -> tuple[Place, ...]:
    found = tuple(place for place in places if place.id == chosen)
    return found or (places if len(places) <= MOST_PLACES else places[:1])


def _levels(sku_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """on_hand by SKU id and location id; one query."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = StockLevel.objects.filter(sku_id__in=sku_ids).values_list("sku_id", "location_id", "on_hand")
    for sku_id, location_id, on_hand in rows:
        found[sku_id][location_id] = on_hand
    return found


def _narrowed(wanted: StockFilter) -> QuerySet[Sku]:
    levels = StockLevel.objects.filter(sku_id=OuterRef("pk")).order_by().values("sku_id")
    found = Sku.objects.annotate(
        on_hand=Coalesce(levels.annotate(n=Sum("on_hand")).values("n"), 0),
        reserved=Coalesce(levels.annotate(n=Sum("reserved")).values("n"), 0),
    )
    if wanted.account_id is not None:
        on_account = ListingComponent.objects.filter(sku_id=OuterRef("pk"), listing__account_id=wanted.account_id)
        found = found.filter(Exists(on_account))
    for word in words_of(wanted.text):
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
