"""取込みの確認: what each listing of an account would become. Nothing is chosen silently (design: first link)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ichigen.store import import_plan
from ichigen.store.goods import Sku
from ichigen.store.listings import ListingComponent


class Kind(StrEnum):
    """What is known of a listing without SKUs, from what decides itself to what only a person can tell."""

    MAKE = "make"
    MATCH = "match"
    DIFFERS = "differs"
    CANDIDATE = "candidate"
    SHARED = "shared"
    SEVERAL = "several"
    NO_CODE = "no_code"
    LEFT = "left"
    DONE = "done"


class Way(StrEnum):
    """What a person may decide for a listing."""

    BIND = "bind"
    MAKE = "make"
    TOGETHER = "together"
    LEAVE = "leave"
    BACK = "back"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.MAKE: "新しく作る",
    Kind.MATCH: "コードが一致",
    Kind.DIFFERS: "名前・価格が違う",
    Kind.CANDIDATE: "候補あり",
    Kind.SHARED: "コードの重複",
    Kind.SEVERAL: "候補が複数",
    Kind.NO_CODE: "コードなし",
    Kind.LEFT: "紐付けない",
    Kind.DONE: "取込み済み",
}

#: What may be done with many at once. What is different for each is decided one by one.
WAYS_FOR_ALL: Mapping[Kind, tuple[Way, ...]] = {
    Kind.MAKE: (Way.MAKE, Way.LEAVE),
    Kind.MATCH: (Way.BIND, Way.LEAVE),
    Kind.DIFFERS: (Way.BIND, Way.LEAVE),
    Kind.CANDIDATE: (Way.BIND, Way.MAKE, Way.LEAVE),
    Kind.SHARED: (Way.TOGETHER, Way.LEAVE),
    Kind.SEVERAL: (Way.LEAVE,),
    Kind.NO_CODE: (Way.MAKE, Way.LEAVE),
    Kind.LEFT: (Way.BACK,),
}
WAYS_FOR_ONE: Mapping[Kind, tuple[Way, ...]] = {
    Kind.MAKE: (Way.MAKE, Way.LEAVE),
    Kind.MATCH: (Way.BIND, Way.LEAVE),
    Kind.DIFFERS: (Way.BIND, Way.MAKE, Way.LEAVE),
    Kind.CANDIDATE: (Way.BIND, Way.MAKE, Way.LEAVE),
    Kind.SHARED: (Way.TOGETHER, Way.MAKE, Way.LEAVE),
    Kind.SEVERAL: (Way.BIND, Way.MAKE, Way.LEAVE),
    Kind.NO_CODE: (Way.MAKE, Way.LEAVE),
    Kind.LEFT: (Way.BACK,),
}

DECIDED = (Kind.LEFT, Kind.DONE)


@dataclass(frozen=True, slots=True)
class SkuFace:
    """A SKU that a listing may be; `prices` of its listings elsewhere, in yen."""

    id: int
    code: str
    title: str
    prices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One listing and what it may be."""

    planned: import_plan.Planned
    kind: Kind
    skus: tuple[SkuFace, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A page of listings of one kind, and how many there are of each; `products`: how many would be made.

    `total`: how many the page is cut from: those of the kind that fit the text.
    """

    rows: tuple[ImportRow, ...]
    counts: Mapping[Kind, int]
    products: int
    total: int

    @property
    def undecided(self) -> int:
        """How many listings still need a person."""
        return sum(n for kind, n in self.counts.items() if kind not in DECIDED)


def counts(account_id: int) -> Mapping[Kind, int]:
    """Return how many listings there are of each kind."""
    return _by_kind(import_plan.counts(account_id))


def _by_kind(found: Mapping[str, int]) -> Mapping[Kind, int]:
    return {kind: found.get(kind, 0) for kind in Kind}


def undecided(account_id: int) -> int:
    """Count the listings that still need a person."""
    return sum(n for kind, n in counts(account_id).items() if kind not in DECIDED)


def plan(account_id: int, kind: Kind, text: str = "", page: int = 1, size: int = 50) -> ImportPlan:
    """Return a page of listings of one kind."""
    found = import_plan.rows(account_id, kind, text, size, (page - 1) * size)
    numbers = import_plan.counts(account_id)
    total = import_plan.fitting(account_id, kind, text) if text else numbers.get(kind, 0)
    faces = _faces({sku_id for row in found for sku_id in row.sku_ids})
    return ImportPlan(
        tuple(ImportRow(row, Kind(row.kind), tuple(faces[sku_id] for sku_id in row.sku_ids)) for row in found),
        _by_kind(numbers),
        numbers["products"],
        total,
    )


def _faces(sku_ids: set[int]) -> dict[int, SkuFace]:
    prices: dict[int, set[int]] = {}
    sold = ListingComponent.objects.filter(sku_id__in=sku_ids, quantity=1)
    for sku_id, price in sold.values_list("sku_id", "listing__price"):
        if price is not None:
            prices.setdefault(sku_id, set()).add(price)
    return {
        sku.pk: SkuFace(sku.pk, sku.code, f"{sku.title} {sku.variant}".strip(), tuple(sorted(prices.get(sku.pk, ()))))
        for sku in Sku.objects.filter(pk__in=sku_ids)
    }
