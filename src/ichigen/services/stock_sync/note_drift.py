"""Keep the history of ずれ: what each reading found, and how it ended."""

from collections.abc import Mapping, Sequence

from ichigen.domain.stock_sync import Finding, Verdict
from ichigen.store.drifts import Drift, Sighting, heal_drifts, open_drifts
from ichigen.store.stock_reading import ReadListing

OPENS = {
    Finding.HIDDEN_SALE: Drift.Cause.HIDDEN_SALE,
    Finding.TOO_HIGH: Drift.Cause.TOO_HIGH,
    Finding.MISSING: Drift.Cause.MISSING,
}
#: What a finding ends, and in what way.
ENDS = (
    (Finding.RAISED, Drift.Cause.TOO_HIGH, Drift.How.WRITTEN),
    (Finding.DROPPED, Drift.Cause.HIDDEN_SALE, Drift.How.DROPPED),
)


def note_drift(account_id: int, judged: Sequence[tuple[ReadListing, Verdict]], seen: Mapping[str, int | None]) -> None:
    """Store what these readings open and end; inside the transaction that stores them."""
    sightings = [
        Sighting(row.id, OPENS[v.finding].value, row.expectation.low, row.expectation.high, seen[row.code])
        for row, v in judged
        if v.finding in OPENS
    ]
    if sightings:
        open_drifts(account_id, sightings)
    for finding, cause, how in ENDS:
        ended = [row.id for row, v in judged if v.finding is finding]
        if ended:
            heal_drifts(ended, cause.value, how.value)
    back = [row.id for row, v in judged if v.finding is Finding.RAISED and v.after.provisional == 0]
    if back:
        heal_drifts(back, Drift.Cause.HIDDEN_SALE.value, Drift.How.RETURNED.value)
