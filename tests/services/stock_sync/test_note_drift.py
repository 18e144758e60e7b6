"""The history of ずれ: every reading that was not as expected opens one, and each way out ends it by its name."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ichigen.domain.stock_sync import Expectation, Finding, Verdict
from ichigen.services.stock.drift import accept_drift, give_up_provisional
from ichigen.services.stock_sync.note_drift import note_drift
from ichigen.services.upkeep import DRIFT_DAYS, clear_away
from ichigen.store.drifts import Drift, heal_settled
from ichigen.store.listings import Listing
from ichigen.store.stock_reading import ReadListing
from tests.builders import make_account, make_sku
from tests.builders import make_listing as make_simple_listing
from tests.services.stock_sync.runs import Steps, listed
from tests.store.shop import apply_provisional

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def listing() -> Listing:
    return make_simple_listing(make_account(), make_sku("A-1", 5))


def note(listing: Listing, finding: Finding, seen: int | None, *, low: int = 5, high: int = 5, held: int = 0) -> None:
    row = ReadListing(listing.pk, listing.code, 5, False, None, True, Expectation(low, high), True)
    verdict = Verdict(finding, Expectation(seen, seen, provisional=held))
    note_drift(listing.account_id, [(row, verdict)], {listing.code: seen})


def drifts() -> Sequence[tuple[str, int | None, int | None, int | None, str]]:
    return list(Drift.objects.order_by("id").values_list("cause", "expected_low", "expected_high", "seen", "how"))


@pytest.mark.parametrize("finding", [Finding.MATCH, Finding.BASELINE, Finding.TOO_EARLY])
def test_a_number_as_expected_leaves_nothing(listing: Listing, finding: Finding) -> None:
    note(listing, finding, 5)

    assert drifts() == []


@pytest.mark.parametrize(
    ("finding", "cause", "seen"),
    [(Finding.HIDDEN_SALE, "hidden_sale", 3), (Finding.TOO_HIGH, "too_high", 8), (Finding.MISSING, "missing", None)],
)
def test_a_difference_is_noted_once_with_its_beginning(
    listing: Listing, finding: Finding, cause: str, seen: int | None
) -> None:
    note(listing, finding, seen, low=4)
    since = Drift.objects.get().since
    note(listing, finding, seen)

    assert drifts() == [(cause, 4, 5, seen, "")]
    assert Drift.objects.get().since == since


def test_a_number_that_was_too_high_and_is_believed_was_written_down(listing: Listing) -> None:
    note(listing, Finding.TOO_HIGH, 8)
    note(listing, Finding.RAISED, 8)

    assert drifts() == [("too_high", 5, 5, 8, "written")]
    assert Drift.objects.get().healed_at is not None


def test_units_that_came_back_end_the_hidden_sale(listing: Listing) -> None:
    note(listing, Finding.HIDDEN_SALE, 3, held=2)
    note(listing, Finding.TOO_HIGH, 5, low=3, high=3, held=2)
    note(listing, Finding.RAISED, 5, low=3, high=3, held=0)

    assert [(cause, how) for cause, *_, how in drifts()] == [("hidden_sale", "returned"), ("too_high", "written")]


def test_an_increase_the_mall_dropped_is_named(listing: Listing) -> None:
    note(listing, Finding.HIDDEN_SALE, 3)
    note(listing, Finding.DROPPED, 3)

    assert [how for *_, how in drifts()] == ["dropped"]


def test_what_settled_by_itself_is_healed_by_the_next_run(listing: Listing) -> None:
    for finding, seen in ((Finding.HIDDEN_SALE, 3), (Finding.TOO_HIGH, 8), (Finding.MISSING, None)):
        note(listing, finding, seen)
    Listing.objects.filter(pk=listing.pk).update(provisional=2, drift=3, seen_quantity=None)
    heal_settled(listing.account_id)
    assert [how for *_, how in drifts()] == ["", "", ""]

    Listing.objects.filter(pk=listing.pk).update(provisional=0, drift=0, seen_quantity=5)
    heal_settled(listing.account_id + 1)
    assert [how for *_, how in drifts()] == ["", "", ""]
    heal_settled(listing.account_id)
    assert [how for *_, how in drifts()] == ["order", "matched", "matched"]


@pytest.mark.parametrize(("settle", "how"), [(accept_drift, "accepted"), (give_up_provisional, "given_up")])
def test_what_a_person_settled_says_so(
    listing: Listing, settle: Callable[[int, str, int | None], None], how: str
) -> None:
    apply_provisional(listing, 2)
    note(listing, Finding.HIDDEN_SALE, 3, held=2)

    settle(listing.pk, "確かめた", None)
    heal_settled(listing.account_id)

    assert [word for *_, word in drifts()] == [how]


def test_what_ended_long_ago_is_forgotten_and_what_lasts_is_kept(listing: Listing) -> None:
    old = datetime.now(UTC) - timedelta(days=DRIFT_DAYS + 1)
    seen = {"listing": listing, "account_id": listing.account_id, "seen": 8, "since": old}
    Drift.objects.create(**seen, cause="too_high", healed_at=old, how="matched")
    Drift.objects.create(**seen, cause="too_high")

    clear_away()

    assert [how for *_, how in drifts()] == [""]


def test_the_loop_itself_keeps_the_history() -> None:
    account = make_account()
    listing = listed(account, make_sku("B-1", 5), expected=5, dirty=False)
    steps = Steps(account)

    steps.read({"B-1": 5})
    assert drifts() == []
    steps.read({"B-1": 3})
    assert drifts() == [("hidden_sale", 5, 5, 3, "")]
    give_up_provisional(listing.pk, "モールで誤って変更した", None)
    steps.read({"B-1": 3})
    assert [how for *_, how in drifts()] == ["given_up"]
