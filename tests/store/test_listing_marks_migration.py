"""A database of before ADR 0024 comes to its marks, and back, with all that its listings knew."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.marks import ListingMark
from tests.builders import main_location, make_account, make_sku

pytestmark = pytest.mark.django_db

BEFORE = ("store", "0026_account_mail")
CHANGED_AT = timezone.now() - timedelta(hours=1)

#: code: (dirty, desired_version, changed_at, kept_by_mall)
KNOWN = {
    "waits": (True, 7, CHANGED_AT, False),
    "settled": (False, 3, CHANGED_AT, False),
    "new": (False, 0, None, False),
    "at-the-mall": (False, 5, CHANGED_AT, True),
}


@pytest.fixture
def old(db: None) -> Apps:
    """The models of before, on a database that went back to them; the test's transaction brings everything back."""
    return migrate(BEFORE)


def listings(apps: Apps) -> Any:
    """The listings of before, with columns that they have no more."""
    return apps.get_model("store", "Listing")._default_manager


def migrate(*targets: tuple[str, str]) -> Apps:
    """Migrate to these, or to the newest ones, and return their models."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # a table with checks of before to come cannot be altered
        cursor.execute("set constraints all deferred")
    executor = MigrationExecutor(connection)
    state = executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
    found: Apps = state.apps
    return found


def marks() -> dict[str, tuple[object, ...]]:
    rows = ListingMark.objects.filter(listing__code__in=KNOWN)
    return {row.listing.code: (row.dirty, row.desired_version, row.changed_at, row.kept) for row in rows}


def test_what_a_listing_knew_moves_into_its_mark(old: Apps) -> None:
    account = old.get_model("store", "Account").objects.create(mall_id="mall_a", credentials={}, tokens={})
    for code, (dirty, version, changed_at, kept) in KNOWN.items():
        values = {"dirty": dirty, "desired_version": version, "changed_at": changed_at, "kept_by_mall": kept}
        listings(old).create(account=account, code=code, **values)

    migrate()

    assert marks() == KNOWN
    assert set(ListingMark.objects.values_list("account", flat=True)) == {account.pk}


def test_a_listing_of_before_is_marked_like_any_other_afterwards(old: Apps) -> None:
    account = old.get_model("store", "Account").objects.create(mall_id="mall_a", credentials={}, tokens={})
    made = listings(old).create(account=account, code="settled", desired_version=3)

    migrate()
    sku = make_sku("A-1")
    ListingComponent.objects.create(listing_id=made.pk, sku=sku)
    moved = ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))
    Listing.objects.create(account_id=account.pk, code="new")

    assert moved.account_ids == (account.pk,)
    assert {code: known[:2] for code, known in marks().items()} == {"settled": (True, 4), "new": (False, 0)}


def test_a_mark_goes_back_into_its_listing() -> None:
    account = make_account()
    for code, (dirty, version, changed_at, kept) in KNOWN.items():
        listing = Listing.objects.create(account=account, code=code, kept_by_mall=kept)
        values = {"dirty": dirty, "desired_version": version, "changed_at": changed_at}
        ListingMark.objects.filter(listing=listing).update(**values)

    rows = listings(migrate(BEFORE)).filter(code__in=KNOWN)

    found = {row.code: (row.dirty, row.desired_version, row.changed_at, row.kept_by_mall) for row in rows}
    assert found == KNOWN
