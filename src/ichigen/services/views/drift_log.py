"""連動ログ: where a mall's number was not the expected one, since when, why, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.order_list import words_of
from ichigen.store.drifts import Drift
from ichigen.store.listings import ListingComponent

CAUSES = {cause.value: str(cause.label) for cause in Drift.Cause}
STATES = {"open": "続いているずれ", "healed": "解消したずれ"}


@dataclass(frozen=True, slots=True)
class DriftFilter:
    """`state` is one of `STATES`; `cause` a `Drift.Cause` or empty."""

    state: str = "open"
    text: str = ""
    account_id: int | None = None
    cause: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One difference, in pieces; `cause` and `how` in words, `how` empty while it lasts."""

    id: int
    code: str
    title: str
    account: str
    mall: MallFace
    skus: tuple[tuple[int, str], ...]
    expected_low: int | None
    expected_high: int | None
    seen: int | None
    since: datetime
    cause: str
    healed_at: datetime | None
    how: str

    @property
    def expected(self) -> str:
        """The number expected, or both ends while it was open."""
        if self.expected_low is None or self.expected_high is None:
            return ""
        low, high = self.expected_low, self.expected_high
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True, slots=True)
class DriftLog:
    """A page, with the counts of both states."""

    rows: tuple[DriftRow, ...]
    counts: dict[str, int]
    total: int


def drift_log(wanted: DriftFilter) -> DriftLog:
    """Return one page, newest first; three queries."""
    found = _narrowed(wanted)
    row = found.aggregate(
        open=Count("pk", filter=Q(healed_at__isnull=True)), healed=Count("pk", filter=Q(healed_at__isnull=False))
    )
    counts: dict[str, int] = {"open": row["open"], "healed": row["healed"]}
    state = wanted.state if wanted.state in STATES else "open"
    chosen = found.filter(healed_at__isnull=state == "open").order_by("-since", "-id")
    start = (wanted.page - 1) * wanted.size
    return DriftLog(_rows(chosen[start : start + wanted.size]), counts, counts[state])


def drift_row(drift_id: int) -> DriftRow | None:
    """Return one difference, None where there is none."""
    return next(iter(_rows(Drift.objects.filter(pk=drift_id))), None)


def _narrowed(wanted: DriftFilter) -> QuerySet[Drift]:
    found = Drift.objects.all()
    if wanted.account_id is not None:
        found = found.filter(account_id=wanted.account_id)
    if wanted.cause:
        found = found.filter(cause=wanted.cause)
    for word in words_of(wanted.text):
        found = found.filter(Q(listing__code__icontains=word) | Q(listing__title__icontains=word))
    return found


def _rows(found: QuerySet[Drift]) -> tuple[DriftRow, ...]:
    drifts = list(found.select_related("listing", "account").defer("account__credentials", "account__tokens"))
    skus = _skus([drift.listing_id for drift in drifts])
    return tuple(
        DriftRow(
            id=drift.id,
            code=drift.listing.code,
            title=drift.listing.title,
            account=drift.account.label,
            mall=mall_face(drift.account.mall_id),
            skus=tuple(skus.get(drift.listing_id, ())),
            expected_low=drift.expected_low,
            expected_high=drift.expected_high,
            seen=drift.seen,
            since=drift.since,
            cause=Drift.Cause(drift.cause).label,
            healed_at=drift.healed_at,
            how=Drift.How(drift.how).label if drift.how else "",
        )
        for drift in drifts
    )


def _skus(listing_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = ListingComponent.objects.filter(listing_id__in=listing_ids).order_by("id")
    for listing_id, sku_id, code in rows.values_list("listing_id", "sku_id", "sku__code"):
        found.setdefault(listing_id, []).append((sku_id, code))
    return found
