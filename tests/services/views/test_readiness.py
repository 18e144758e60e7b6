"""The facts behind 「なぜ連携されない？」 come from what is stored now (E2-06, E2-38)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ichigen.services.installation.stop_writes import stop_writes
from ichigen.services.views.readiness import account_readiness, accounts_readiness, listing_readiness, sku_readiness
from ichigen.store.accounts import Account, LoopState
from ichigen.store.goods import Sku
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing, ListingComponent
from tests.builders import make_listing, make_sku
from tests.web.scene import build_scene

pytestmark = pytest.mark.django_db


def unmet(account_id: int) -> list[str]:
    found = account_readiness(account_id, timezone.now())
    assert found is not None
    return [condition.code for condition in found.conditions if not condition.met]


def first(listing_id: int) -> str:
    found = listing_readiness(listing_id, timezone.now())
    assert found is not None
    return found.first.code if found.first else ""


def test_a_running_account_meets_all_and_each_change_is_seen_at_once() -> None:
    scene = build_scene(orders=8)
    account = scene.accounts[0]
    assert unmet(account.pk) == []
    Listing.objects.filter(account=account, code="YNM-S").update(seen_quantity=1)
    assert unmet(account.pk) == ["opened"]  # the mall sells it, and nobody ever received, counted or opened it

    LoopState.objects.filter(account=account, kind="intake").update(succeeded_at=timezone.now() - timedelta(hours=1))
    ListingComponent.objects.filter(listing__account=account, sku__code="SEN-24").delete()
    Installation.objects.create(kind=Installation.Kind.PRACTICE)
    stop_writes("棚卸のため", None)

    assert unmet(account.pk) == ["orders", "bound", "opened", "writes"]


def test_all_accounts_are_listed_with_a_fixed_number_of_queries_for_each() -> None:
    build_scene(orders=8)

    with CaptureQueriesContext(connection) as asked:
        found = accounts_readiness(timezone.now())

    assert len(found) == Account.objects.count() == 2
    assert len(asked) <= 4 + len(found)


def test_one_listing_names_the_first_thing_to_mend() -> None:
    scene = build_scene(orders=8)
    listing = make_listing(
        scene.accounts[0],
        make_sku("LONE-1", 4),
        exists_at=scene.now,
        seen_at=scene.now,
        seen_quantity=4,
        confirmed_at=scene.now,
    )
    assert first(listing.pk) == ""

    Listing.objects.filter(pk=listing.pk).update(seen_quantity=7)
    assert first(listing.pk) == "written"
    Listing.objects.filter(pk=listing.pk).update(error_message="モールに拒否されました。")
    assert first(listing.pk) == "accepted"
    Account.objects.filter(pk=scene.accounts[0].pk).update(mode="reading")
    assert first(listing.pk) == "started"
    ListingComponent.objects.filter(listing=listing).delete()
    assert first(listing.pk) == "bound_one"
    Account.objects.filter(pk=scene.accounts[0].pk).update(health="dead")
    assert first(listing.pk) == "checked"


def test_a_sku_shows_each_of_its_listings_or_that_it_has_none() -> None:
    build_scene(orders=8)
    lonely = make_sku("LONE-1")

    with_listings = sku_readiness(Sku.objects.get(code="TNG-AI").pk, timezone.now())
    alone = sku_readiness(lonely.pk, timezone.now())

    assert with_listings is not None
    assert ([row.code for row in with_listings.listings], with_listings.alone) == (["TNG-AI", "TNG-AI"], None)
    assert alone is not None
    assert (alone.listings, alone.alone and alone.alone.code) == ((), "listed")
    assert sku_readiness(0, timezone.now()) is None
