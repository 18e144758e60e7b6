"""連動ログ: ずれ, calls and lag as the screens show them."""

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client

from ichigen.services.views.call_log import RESULTS, CallFilter, call_log, result_of
from ichigen.services.views.sync_lag import Lag, sync_lag
from ichigen.store.accounts import MallCall
from ichigen.store.drifts import Drift
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db


def test_open_and_healed_differences_with_their_cause(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)

    going_on = client.get("/sync-log/").content.decode()
    healed = client.get("/sync-log/?state=healed").content.decode()

    assert ('<span class="cut">モールの数が多い</span>' in going_on, "受注が届いた" in going_on) == (True, False)
    assert ("受注が届いた" in healed, healed.count("data-href=")) == (True, 1)
    assert "180 日間残します" in going_on


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 1), ("q=tng-aka", 1), ("q=zzz", 0), ("cause=too_high", 1), ("cause=missing", 0), ("cause=nonsense", 1)],
)
def test_filters_of_differences(client: Client, query: str, rows: int) -> None:
    client.force_login(build_scene(orders=8).owner)

    assert client.get(f"/sync-log/?{query}").content.decode().count("data-href=") == rows


def test_a_difference_leads_to_its_sku(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    drift = Drift.objects.get(healed_at=None)
    sku = drift.listing.components.get().sku_id

    text = client.get(f"/sync-log/{drift.pk}/").content.decode()

    assert (f'href="/stock/{sku}/"' in text, ">3</span>" in text, ">5</span>" in text) == (True, True, True)
    assert client.get("/sync-log/999999/").status_code == 404


def test_every_call_has_exactly_one_result_and_the_filter_agrees() -> None:
    account = build_scene(orders=8).accounts[0]
    MallCall.objects.all().delete()
    outcomes = list(product((None, 200, 204, 302, 400, 401, 403, 404, 429, 500, 503), ("", "connect", "no_answer")))
    for status, error in outcomes:
        at = Order.objects.earliest("id").created_at
        MallCall.objects.create(account=account, at=at, operation="a", effect="read", status=status, error=error)

    found = [row for result in RESULTS for row in call_log(CallFilter(result=result, size=200)).rows]

    assert len(found) == len({row.id for row in found}) == len(outcomes)
    for result in RESULTS:
        assert {row.result for row in call_log(CallFilter(result=result, size=200)).rows} == {result}
    assert result_of(503, "") == "mall"
    failed = call_log(CallFilter(failed=True, size=200))
    assert {row.result for row in failed.rows} == set(RESULTS) - {"ok"}
    assert failed.total == len(failed.rows)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 4),
        ("effect=write", 2),
        ("result=mall", 2),
        ("view=failed", 2),
        ("view=failed&result=ok", 0),
        ("result=ok&effect=write", 0),
        ("q=req-0001", 2),
        ("q=TNG-AI", 2),
        ("q=orders.search", 2),
        ("q=受注の一覧", 2),
    ],
)
def test_filters_of_calls(client: Client, query: str, rows: int) -> None:
    client.force_login(build_scene(orders=8).owner)

    assert client.get(f"/sync-log/calls/?{query}").content.decode().count("data-href=") == rows


def test_one_call_with_its_facts_and_what_it_was_about(client: Client) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    call = MallCall.objects.filter(effect="write").earliest("id")

    text = client.get(f"/sync-log/calls/{call.pk}/").content.decode()
    for fact in (
        "req-0001",
        "503",
        "2041 ms",
        "/items/inventories",
        "モールの障害",
        "/stock/",
        "在庫数の書込み</h1>",
        "<code>stock.write</code>",
    ):
        assert fact in text, fact
    MallCall.objects.filter(pk=call.pk).update(about="order:2026-10000")
    order = scene.order("2026-10000")
    assert f'href="/orders/{order.pk}/"' in client.get(f"/sync-log/calls/{call.pk}/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.MANAGER, 200), (Role.PACKER, 403), (Role.CLERK, 403)])
def test_calls_are_for_those_who_may_see_accounts(client: Client, role: Role, status: int) -> None:
    build_scene(orders=8)
    client.force_login(make_staff("somebody", role))

    assert client.get("/sync-log/calls/").status_code == status
    assert client.get("/sync-log/").status_code == 200
    assert ("/sync-log/calls/" in client.get("/sync-log/").content.decode()) == (status == 200)


def test_lag_is_measured_from_what_is_stored() -> None:
    scene = build_scene(orders=8)
    here, there = scene.accounts
    Order.objects.filter(account=there).update(history=True)
    orders = list(Order.objects.filter(account=here).order_by("id"))
    for place, order in enumerate(orders):
        taken = order.created_at - timedelta(seconds=10 * (place + 1))
        Order.objects.filter(pk=order.pk).update(ordered_at=taken)
    ListingMark.objects.update(dirty=False)
    listing = Listing.objects.filter(account=here).earliest("id")
    changed = scene.now - timedelta(minutes=5)
    ListingMark.objects.filter(pk=listing.pk).update(changed_at=changed)
    Listing.objects.filter(pk=listing.pk).update(
        sent_at=changed + timedelta(seconds=4),
        shown_at=changed + timedelta(seconds=9),
        confirmed_at=changed + timedelta(minutes=4),  # read again since
    )

    first, second = sync_lag()

    assert first.intake is not None
    assert (first.intake.n, first.intake.p50) == (len(orders), 5.0 * (len(orders) + 1))
    assert (first.write, first.confirm) == (Lag(1, 4.0, 4.0), Lag(1, 9.0, 9.0))
    assert (first.calls, first.failed, second.write, second.intake) == (2, 1, None, None)


def test_a_throttled_call_looks_the_same_in_the_list_and_on_its_page(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)
    call = MallCall.objects.earliest("id")
    MallCall.objects.filter(pk=call.pk).update(status=429, error="")

    for path in ("/sync-log/calls/?result=throttled", f"/sync-log/calls/{call.pk}/"):
        assert (path, 'class="label label-amber"' in client.get(path).content.decode()) == (path, True)
