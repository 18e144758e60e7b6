"""Who holds each unit: every kind of holder is named, and who may lets it go with a reason (R0-62, R0-69)."""

from datetime import datetime

import pytest
from django.test import Client

from ichigen.domain.stock import HolderKind
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing
from ichigen.store.staff import Role
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from ichigen.store.worklist import AuditLog
from tests.builders import NOON, main_location, make_account, make_listing, make_sku
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db

WORDS = {HolderKind.BID: "入札", HolderKind.PROVISIONAL: "仮確保", HolderKind.MANUAL: "手動"}


def hold(sku: Sku, kind: HolderKind, quantity: int, listing: Listing | None = None, at: datetime = NOON) -> Reservation:
    """Units held by something that is no order line."""
    StockLevel.objects.filter(sku=sku, location=main_location()).update(reserved=quantity)
    return Reservation.objects.create(
        sku=sku, location=main_location(), holder=kind, listing=listing, quantity=quantity, created_at=at, changed_at=at
    )


@pytest.mark.parametrize("kind", list(WORDS))
def test_every_kind_of_holder_is_named_and_can_be_released(client: Client, kind: HolderKind) -> None:
    client.force_login(make_staff("manager", Role.MANAGER))
    sku = make_sku("A-1", 5)
    listing = make_listing(make_account("mall_a", label="本店"), sku, provisional=2 * (kind is HolderKind.PROVISIONAL))
    held = hold(sku, kind, 2, listing)

    before = client.get(f"/stock/{sku.pk}/").content.decode()
    assert (WORDS[kind] in before, "本店" in before, f"release-{held.pk}" in before) == (True, True, True)
    client.post(f"/stock/{sku.pk}/holds/{held.pk}/release/", {"reason": "お客様から辞退の連絡"})

    held.refresh_from_db()
    assert held.quantity == 0
    assert StockLevel.objects.get(sku=sku).reserved == 0
    assert LedgerEntry.objects.filter(sku=sku, kind="release").get().reserved == -2
    assert AuditLog.objects.get().reason == "お客様から辞退の連絡"
    assert "確保している受注・入札はありません" in client.get(f"/stock/{sku.pk}/").content.decode()


@pytest.mark.parametrize(("role", "may"), [(Role.OWNER, 1), (Role.MANAGER, 1), (Role.PACKER, 0), (Role.CLERK, 0)])
def test_only_the_owner_and_the_manager_let_go(client: Client, role: Role, may: int) -> None:
    build_scene(orders=8)
    held = Reservation.objects.filter(quantity__gt=0).earliest("id")
    client.force_login(make_staff("somebody", role))
    address = f"/stock/{held.sku_id}/"

    page = client.get(address).content.decode()
    assert (f'data-opens="release-{held.pk}"' in page, f"holds/{held.pk}/release/" in page) == (bool(may), bool(may))
    answer = client.post(f"{address}holds/{held.pk}/release/", {"reason": "辞退"}, headers={"HX-Request": "true"})

    assert answer.status_code == (200 if may else 403)
    assert Reservation.objects.get(pk=held.pk).quantity == (0 if may else held.quantity)


def test_no_reason_no_release_and_twice_is_said(client: Client) -> None:
    build_scene(orders=8)
    held = Reservation.objects.filter(quantity__gt=0).earliest("id")
    client.force_login(make_staff("manager", Role.MANAGER))
    address = f"/stock/{held.sku_id}/holds/{held.pk}/release/"

    assert client.post(address, {"reason": " "}).status_code == 422
    assert Reservation.objects.get(pk=held.pk).quantity == held.quantity
    assert client.post(address, {"reason": "辞退"}).status_code == 302
    again = client.post(address, {"reason": "辞退"})
    assert (again.status_code, "この確保はすでに解放されています" in again.content.decode()) == (409, True)
