"""A run that would set more than 20 listings and more than 10 % of an account to zero stops and asks (design: brakes)."""

import pytest
from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.loops import begin_run
from ichigen.services.settle import retry_item
from ichigen.services.stock_sync.brake import Brake, look
from ichigen.services.stock_sync.claim import claim_writes
from ichigen.services.stock_sync.release_brake import release_brake
from ichigen.services.views.worklist import worklist_item
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.jobs import queued
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import main_location, make_account, make_sku
from tests.services.stock_sync.runs import Steps, capability, listed, open_codes

pytestmark = pytest.mark.django_db(transaction=True)


def shop(empty: int, full: int = 0, idle: int = 0) -> tuple[Account, Sku, Sku]:
    """Listings that should go from 5 to 0, from 5 to 3, and that nothing is to be done with."""
    account, none, some = make_account(), make_sku("none"), make_sku("some", on_hand=3)
    for number in range(empty):
        listed(account, none, f"none-{number:03}")
    for number in range(full):
        listed(account, some, f"some-{number:03}")
    for number in range(idle):
        listed(account, some, f"idle-{number:03}", dirty=False)
    return account, none, some


def codes(rows: list[str]) -> set[str]:
    return {code.partition("-")[0] for code in rows}


def test_more_than_20_and_more_than_a_tenth_are_held_back_and_the_rest_goes_on() -> None:
    account, _, _ = shop(empty=21, full=2, idle=10)

    rows = Steps(account).claim()

    assert [row.code for row in rows] == ["some-000", "some-001"]
    item = WorklistItem.objects.get()
    assert (item.key, item.code, item.urgent, item.account_id) == (f"brake:{account.id}", "brake", True, account.id)
    assert "33 件のうち 21 件" in item.cause
    assert Listing.objects.filter(sending=True).count() == 2


@pytest.mark.parametrize(("empty", "idle"), [(20, 0), (21, 189)])
def test_20_listings_or_a_tenth_of_the_account_go_without_asking(empty: int, idle: int) -> None:
    account, _, _ = shop(empty=empty, idle=idle)

    assert len(Steps(account).claim()) == empty
    assert open_codes() == []


def test_it_counts_the_account_and_not_the_batch() -> None:
    account, _, _ = shop(empty=21)

    assert Steps(account, capability(batch=5)).claim() == []
    assert open_codes() == ["brake"]


def test_what_turns_up_in_the_middle_of_a_run_counts_as_well() -> None:
    account, none, _ = shop(empty=15)
    run = begin_run(account.id, "stock")
    brake = look(run)
    assert len(claim_writes(run, capability(), None, brake)) == 15

    for number in range(15):
        listed(account, none, f"late-{number:03}")

    assert len(claim_writes(run, capability(), None, brake)) == 5
    assert open_codes() == ["brake"]


def test_it_stays_until_a_person_releases_it_and_then_everything_goes() -> None:
    account, _, _ = shop(empty=30)
    steps = Steps(account)
    assert steps.claim() == []
    Listing.objects.update(not_before=None)
    assert steps.claim() == []

    item = WorklistItem.objects.get()
    row = worklist_item(item.pk)
    assert row is not None
    assert row.retryable
    assert retry_item(item.pk, None) is None

    assert len(steps.claim()) == 30
    assert open_codes() == []
    assert list(AuditLog.objects.values_list("action", flat=True)) == ["stock.release_brake", "worklist.retry"]
    assert queued([f"{account.id}:stock"]) == {f"{account.id}:stock"}
    again = release_brake(account.id, None)
    assert again is not None
    assert again.code == "brake_not_set"


def test_what_changes_after_the_release_is_counted_anew() -> None:
    account, none, _ = shop(empty=21)
    steps = Steps(account)
    steps.claim()
    assert release_brake(account.id, None) is None

    move(none, 1)
    move(none, -1)

    assert steps.claim() == []
    assert open_codes() == ["brake"]


def test_it_lets_go_by_itself_when_the_stock_is_back() -> None:
    account, none, _ = shop(empty=21)
    steps = Steps(account)
    steps.claim()

    move(none, 4)
    Listing.objects.update(not_before=None)  # looked at again

    assert len(steps.claim()) == 21
    assert open_codes() == []
    account.refresh_from_db()
    assert (account.braked_at, account.brake_released_at) == (None, None)


def test_held_back_rows_rest_and_do_not_keep_the_loop_busy() -> None:
    account, _, _ = shop(empty=21)

    Steps(account).claim()

    assert Listing.objects.filter(mark__dirty=True, not_before__isnull=False).count() == 21


def test_a_set_goes_to_zero_with_its_scarcest_part() -> None:
    account, none, some = shop(empty=0)
    for number in range(21):
        bundle = listed(account, some, f"set-{number:03}")
        ListingComponent.objects.create(listing=bundle, sku=none, quantity=1)

    assert Steps(account).claim() == []
    assert open_codes() == ["brake"]


def move(sku: Sku, units: int) -> None:
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.ADJUST, on_hand=units))


def test_who_lets_go_while_a_run_looks_is_not_asked_again() -> None:
    account, _, _ = shop(empty=21)
    Steps(account).claim()
    with transaction.atomic():
        brake = Brake(account.pk)  # this run has seen that it is braked …
    release_brake(account.pk, None)  # … and a person lets go before it has counted

    with transaction.atomic():
        brake.look()

    assert open_codes() == []
    assert len(claim_writes(begin_run(account.pk, "stock"), capability(), None, brake)) == 21
