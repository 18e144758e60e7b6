"""ずれ as history: when a mall's number was not the one expected, why, and how that ended. Written by the stock loop."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.listings import Listing


class Drift(models.Model):
    """One difference between what a listing's mall showed and what was expected (`expected_low` … `expected_high`, pieces).

    `seen` None: the mall had no such goods. `how` says how it ended, empty while it lasts. One open row per listing and cause.
    """

    class Cause(models.TextChoices):
        HIDDEN_SALE = "hidden_sale", "モールの数が少ない（受注がまだ見えない）"
        TOO_HIGH = "too_high", "モールの数が多い"
        MISSING = "missing", "モールに商品がない"

    class How(models.TextChoices):
        ORDER = "order", "受注が届いた"
        MATCHED = "matched", "読み直して一致した"
        WRITTEN = "written", "こちらの数を書き直した"
        RETURNED = "returned", "モールの数が戻った"
        DROPPED = "dropped", "モールが捨てた増加を書き直した"
        ACCEPTED = "accepted", "モールの数に合わせた"
        GIVEN_UP = "given_up", "仮確保を解除した"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="drifts", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    cause = models.CharField(max_length=16, choices=Cause.choices)
    expected_low = models.IntegerField(null=True, blank=True)
    expected_high = models.IntegerField(null=True, blank=True)
    seen = models.IntegerField(null=True, blank=True)
    since = models.DateTimeField()
    healed_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=12, choices=How.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("listing", "cause"), condition=Q(healed_at__isnull=True), name="drift_open_listing_cause"
            ),
        )
        indexes = (
            models.Index(fields=("account",), condition=Q(healed_at__isnull=True), name="drift_open_account"),
            models.Index(fields=("-since", "-id"), name="drift_since"),
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """A number that was not the expected one. `seen` None: not there."""

    listing_id: int
    cause: str
    low: int | None
    high: int | None
    seen: int | None


OPEN = """
insert into store_drift as d (listing_id, account_id, cause, expected_low, expected_high, seen, since, how)
select s.listing_id, %(account)s, s.cause, s.low, s.high, s.seen, clock_timestamp(), ''
from unnest(%(ids)s::bigint[], %(causes)s::text[], %(lows)s::int[], %(highs)s::int[], %(seen)s::int[])
  s (listing_id, cause, low, high, seen)
on conflict (listing_id, cause) where healed_at is null do update set seen = excluded.seen
  where d.seen is distinct from excluded.seen
"""

HEAL = """
update store_drift d set healed_at = clock_timestamp(), how = %(how)s
where d.listing_id = any(%(ids)s) and d.cause = %(cause)s and d.healed_at is null
"""

#: What nobody healed by name has settled by itself: units 仮確保 went to their order, a number was read as expected.
HEAL_SETTLED = """
update store_drift d set healed_at = clock_timestamp(),
  how = case when d.cause = 'hidden_sale' then 'order' else 'matched' end
from store_listing l
where l.id = d.listing_id and d.account_id = %(account)s and d.healed_at is null
  and ((d.cause = 'hidden_sale' and l.provisional = 0) or (d.cause = 'too_high' and l.drift = 0)
    or (d.cause = 'missing' and l.seen_quantity is not null))
"""

FORGET = "delete from store_drift where healed_at < clock_timestamp() - make_interval(days => %(days)s)"


def open_drifts(account_id: int, sightings: Sequence[Sighting]) -> None:
    """Note what was seen; a listing that is off already keeps its beginning."""
    run(
        OPEN,
        {
            "account": account_id,
            "ids": [s.listing_id for s in sightings],
            "causes": [s.cause for s in sightings],
            "lows": [s.low for s in sightings],
            "highs": [s.high for s in sightings],
            "seen": [s.seen for s in sightings],
        },
    )


def heal_drifts(listing_ids: Sequence[int], cause: str, how: str) -> None:
    """End what is open of these listings with this cause."""
    run(HEAL, {"ids": list(listing_ids), "cause": cause, "how": how})


def heal_settled(account_id: int) -> None:
    """End what has settled by itself."""
    run(HEAL_SETTLED, {"account": account_id})


def forget_drifts(days: int) -> None:
    """Remove what ended longer ago than this."""
    run(FORGET, {"days": days})
