"""Lists: pages without gaps or doubles, and `updated_since` that misses no change."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack
from tests.api.shop import Api
from tests.builders import NOON, main_location, make_account, make_listing, make_order, make_sku
from tests.store.threads import Worker
from tests.web.scene import build_scene

LISTS = ("/skus", "/orders", "/worklist", "/accounts")


def pages(api: Api, path: str) -> list[dict[str, Any]]:
    """Every page, by following the Link header."""
    found = []
    while path:
        answer = api.get(path)
        assert answer.status_code == 200, answer.content
        found.append(answer.json())
        link = answer.headers.get("Link", "")
        assert bool(link) == (found[-1]["next_cursor"] is not None)
        path = link.removeprefix("<").removesuffix('>; rel="next"')
    return found


def ids(found: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for page in found for row in page["items"]]


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("since", ["", "&updated_since=2020-01-01T00:00:00Z"])
def test_pages_hold_everything_once_and_in_order(path: str, since: str) -> None:
    build_scene(orders=8)
    api = Api()
    whole = api.get(f"{path}?limit=200{since}").json()
    found = pages(api, f"{path}?limit=1{since}")

    assert len(whole["items"]) > 1
    assert ids(found) == ids([whole])
    assert [len(page["items"]) for page in found] == [1] * len(whole["items"])
    keys = [(row["updated_at"] if since else "", row["id"]) for row in whole["items"]]
    assert keys == sorted(keys)
    assert {page["synced_until"] for page in found} == {found[0]["synced_until"]}


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_the_same_number_of_queries_whatever_its_length(path: str) -> None:
    build_scene(orders=24)
    api = Api()
    api.get(path)
    with CaptureQueriesContext(connection) as one:
        api.get(f"{path}?limit=2")
    with CaptureQueriesContext(connection) as many:
        api.get(f"{path}?limit=200")

    assert len(one) == len(many) <= 20


@pytest.mark.django_db
def test_one_cursor_opens_one_list_and_has_its_own_since() -> None:
    build_scene(orders=8)
    api = Api()
    cursor = api.get("/skus?limit=1").json()["next_cursor"]

    for query in (f"/orders?cursor={cursor}", f"/skus?cursor={cursor}x", f"/skus?cursor={cursor[:-3]}"):
        assert (query, api.get(query).status_code) == (query, 422)
    both = api.get(f"/skus?cursor={cursor}&updated_since=2020-01-01T00:00:00Z")
    assert both.json()["code"] == "cursor_with_updated_since"


@pytest.mark.django_db
def test_times_and_numbers_beyond_the_calendar_are_refused() -> None:
    build_scene(orders=8)
    api = Api()
    fields = ("skus", None, "2026-11-22T00:00:00+00:00", "0001-01-01T00:00:00+09:00", 1)
    early = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    endless = base64.urlsafe_b64encode(json.dumps((*fields[:3], fields[2], float("inf"))).encode()).decode().rstrip("=")

    for query in (f"cursor={early}", f"cursor={endless}", "updated_since=0001-01-01T00:00:00%2B09:00"):
        answer = api.get(f"/skus?{query}")
        assert (query, answer.status_code, len(answer.json()["errors"])) == (query, 422, 1)


@pytest.mark.django_db
def test_filters_hold_on_every_page() -> None:
    scene = build_scene(orders=16)
    api = Api()
    account = scene.accounts[0].id
    found = pages(api, f"/orders?limit=1&account_id={account}&phase=ready")
    rows = [row for page in found for row in page["items"]]

    wanted = Order.objects.filter(account_id=account, phase=Phase.READY).order_by("id")
    assert [row["id"] for row in rows] == list(wanted.values_list("id", flat=True))
    close_item(WorklistItem.objects.earliest("id").key, "済")
    assert {row["closed_at"] is None for row in api.get("/worklist?state=open").json()["items"]} == {True}
    assert len(api.get("/worklist?state=closed").json()["items"]) == 1


def sku_cases() -> dict[str, Callable[[Sku, Listing], object]]:
    def listing(**values: object) -> Callable[[Sku, Listing], object]:
        return lambda sku, of_it: Listing.objects.filter(pk=of_it.pk).update(**values)

    return {
        "stock": lambda sku, _: ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1)),
        "title": lambda sku, _: Sku.objects.filter(pk=sku.pk).update(title="手ぬぐい"),
        "expected": listing(expected_quantity=4, sent_at=NOON),
        "seen": listing(seen_quantity=4),
        "confirmed": listing(confirmed_at=NOON),
        "refused": listing(error_code="E1", error_message="x"),
        "drift": listing(drift=-1),
        "off sale": listing(on_sale=False),
        "bound": lambda sku, of_it: make_listing(of_it.account, sku, code="OTHER"),
        "taken off": lambda sku, of_it: ListingComponent.objects.filter(listing=of_it).delete(),
        "other units": lambda sku, of_it: ListingComponent.objects.filter(listing=of_it).update(quantity=2),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("case", sku_cases())
def test_every_change_of_a_sku_moves_its_time(case: str) -> None:
    sku, other, account = make_sku(on_hand=5), make_sku("B-1", on_hand=5), make_account()
    listing, _ = make_listing(account, sku, seen_quantity=5), make_listing(account, other)
    api = Api()
    before = api.get("/skus?limit=200").json()
    sku_cases()[case](sku, listing)
    after = api.get(f"/skus?updated_since={before['synced_until']}").json()
    again = api.get(f"/skus?updated_since={after['synced_until']}").json()

    assert [row["id"] for row in after["items"]] == [sku.pk]
    assert after["items"][0]["updated_at"] > before["items"][0]["updated_at"]
    assert api.get(f"/skus/{sku.pk}").json() == after["items"][0]
    assert again["items"] == []


@pytest.mark.django_db
def test_reading_a_listing_again_without_news_moves_nothing() -> None:
    sku, account = make_sku(on_hand=5), make_account()
    listing = make_listing(account, sku, seen_quantity=5, confirmed_at=NOON)
    api = Api()
    until = api.get("/skus").json()["synced_until"]
    Listing.objects.filter(pk=listing.pk).update(seen_quantity=5, seen_at=timezone.now(), confirmed_at=timezone.now())

    assert api.get(f"/skus?updated_since={until}").json()["items"] == []


@pytest.mark.django_db
def test_every_change_of_an_order_moves_its_time() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    take_in(Source(account.pk, NOON, account.started_at), [make_order("1"), make_order("2")])
    order, api = Order.objects.get(number="1"), Api()
    changes: list[Callable[[], object]] = [
        lambda: Order.objects.filter(pk=order.pk).update(unresolved=True),
        lambda: WriteBack.objects.create(order=order, kind="ship"),
        lambda: WriteBack.objects.filter(order=order).update(state=WriteBack.State.DONE),
        lambda: take_in(
            Source(account.pk, timezone.now(), account.started_at), [make_order("1", phase=Phase.CANCELLED)]
        ),
    ]
    until = api.get("/orders").json()["synced_until"]
    for number, change in enumerate(changes):
        change()
        found = api.get(f"/orders?updated_since={until}").json()
        assert (number, [row["number"] for row in found["items"]]) == (number, ["1"])
        until = found["synced_until"]
    Order.objects.filter(pk=order.pk).update(read_at=timezone.now())

    assert api.get(f"/orders?updated_since={until}").json()["items"] == []


@pytest.mark.django_db
def test_every_change_of_an_item_or_an_account_moves_its_time() -> None:
    account, api = make_account(), Api()
    until = api.get("/worklist").json()["synced_until"]
    texts: list[Callable[[], object]] = [
        lambda: open_item(Item("k", "unreadable", "題", "原因", "対応")),
        lambda: open_item(Item("k", "unreadable", "題", "別の原因", "対応")),
        lambda: close_item("k", "済"),
    ]
    for change in texts:
        change()
        found = api.get(f"/worklist?updated_since={until}").json()
        assert len(found["items"]) == 1
        until = found["synced_until"]
    open_item(Item("k2", "unreadable", "題", "原因", "対応"))
    until = api.get("/worklist").json()["synced_until"]
    open_item(Item("k2", "unreadable", "題", "原因", "対応"))
    assert api.get(f"/worklist?updated_since={until}").json()["items"] == []

    until = api.get("/accounts").json()["synced_until"]
    Account.objects.filter(pk=account.pk).update(health=Account.Health.DEAD)
    assert [row["health"] for row in api.get(f"/accounts?updated_since={until}").json()["items"]] == ["dead"]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_late_is_not_missed() -> None:
    late, early, api = make_sku(on_hand=5), make_sku("B-1", on_hand=5), Api()
    until = api.get("/skus").json()["synced_until"]
    seen: list[str] = []

    with transaction.atomic():
        Sku.objects.filter(pk=late.pk).update(title="あとから見える")

        def meanwhile() -> None:
            Sku.objects.filter(pk=early.pk).update(title="先に見える")
            found = api.get(f"/skus?updated_since={until}").json()
            seen.extend(row["code"] for row in found["items"])
            seen.append(found["synced_until"])

        Worker(meanwhile).finish()
    *codes, synced_until = seen
    after = api.get(f"/skus?updated_since={synced_until}").json()

    assert codes == []  # what is open may be earlier: nothing beyond it is told yet
    assert {row["code"] for row in after["items"]} == {"A-1", "B-1"}


@pytest.mark.django_db
def test_the_ledger_never_fires_the_trigger_of_a_listing() -> None:
    sku, account = make_sku(on_hand=5), make_account()
    listing = make_listing(account, sku)
    before = Listing.objects.get(pk=listing.pk).updated_at
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))
    plan = run(
        "explain (analyze, format json) update store_listingmark set dirty = true, desired_version = desired_version + 1,"
        " changed_at = clock_timestamp() where listing_id = %s",
        (listing.pk,),
    ).fetchone()

    assert plan is not None
    assert plan[0][0].get("Triggers") == []
    assert Listing.objects.get(pk=listing.pk).updated_at == before


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["sent_at", "seen_quantity", "error_code"])
def test_a_changed_belief_is_told_by_whatever_is_set_beside_it_and_a_sale_by_its_sku(named: str) -> None:
    """Intake changes the belief alone, and the ledger moves the SKU then: the listing's own row stays in its page."""
    sku, account = make_sku(on_hand=5), make_account()
    listing = make_listing(account, sku, expected_low=5, expected_quantity=5)
    before = Listing.objects.get(pk=listing.pk).updated_at

    Listing.objects.filter(pk=listing.pk).update(expected_low=4, expected_quantity=4, provisional=0)
    assert Listing.objects.get(pk=listing.pk).updated_at == before

    Listing.objects.filter(pk=listing.pk).update(expected_low=3, expected_quantity=3, **{named: F(named)})
    assert Listing.objects.get(pk=listing.pk).updated_at > before
