"""News that a mall posts: proved by its signature, kept once, and never believed (mallkit.signals)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ichigen.services.clock import now
from ichigen.services.signals.keep import forget_signals
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.signals import MallSignal
from tests.builders import make_listing, make_sku
from tests.services.signals.conftest import HOOK_KEY
from tests.services.signals.malls.gazette.manifest import signed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


def post(client: Client, body: bytes, signature: str | None = None, key: str = HOOK_KEY) -> int:
    """Deliver, and return the status."""
    said = signed(body, "k-1") if signature is None else signature
    return client.post(
        f"/hooks/{key}", body, content_type="application/json", headers={"X-Gazette-Signature": said}
    ).status_code


def news(**values: Any) -> bytes:
    return json.dumps({"id": "d-1"} | values).encode()


def woken() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where status = 'todo' returning lock")
        return sorted(row[0].partition(":")[2] for row in cursor.fetchall())


def test_news_is_kept_once_and_wakes_the_intake(client: Client, account: Account) -> None:
    assert [post(client, news(orders=["1001"])), post(client, news(orders=["1001"]))] == [204, 204]

    assert list(MallSignal.objects.values_list("account_id", "key", "orders", "poll", "done_at")) == [
        (account.pk, "d-1", ["1001"], False, None)
    ]
    assert woken() == ["intake"]


@pytest.mark.usefixtures("account")
def test_what_is_not_signed_by_the_mall_is_nothing(client: Client) -> None:
    body = news(orders=["1001"])
    assert post(client, body, signed(body, "other")) == 401
    assert post(client, body, "") == 401
    assert post(client, body, key="x" * 43) == 404
    assert client.get(f"/hooks/{HOOK_KEY}").status_code == 405
    assert (MallSignal.objects.count(), woken()) == (0, [])


def test_an_account_that_was_switched_off_hears_nothing(client: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(mode=Account.Mode.DISABLED)
    assert post(client, news(orders=["1001"])) == 404


@pytest.mark.usefixtures("account")
def test_news_of_no_concern_is_answered_and_forgotten(client: Client) -> None:
    assert post(client, news(greeting=True)) == 204
    assert MallSignal.objects.count() == 0


def test_news_of_a_number_has_it_read_after_the_settle_time_of_our_own_write(client: Client, account: Account) -> None:
    make_listing(account, make_sku("A-1"), seen_at=now())
    own = make_listing(account, make_sku("B-1"), seen_at=now(), sent_at=now())
    other = make_listing(account, make_sku("C-1"), seen_at=now())

    before = now()
    assert post(client, news(listings=["A-1", "B-1", "Z-9"])) == 204

    due = dict(Listing.objects.values_list("code", "read_due_at"))
    assert due["A-1"] is not None
    assert before <= due["A-1"] <= now()
    assert own.sent_at is not None
    assert due["B-1"] == own.sent_at + timedelta(seconds=5)
    assert due[other.code] is None
    assert woken() == ["stock"]


@pytest.mark.usefixtures("account")
def test_numbers_that_no_order_has_become_a_look_at_the_lists(client: Client) -> None:
    assert post(client, news(orders=["1001", "a\u0000b", "9" * 101])) == 204

    assert MallSignal.objects.values_list("orders", "poll").get() == (["1001"], True)


@pytest.mark.usefixtures("account")
def test_a_delivery_that_names_very_many_orders_becomes_a_look_at_the_lists(client: Client) -> None:
    assert post(client, news(orders=[str(n) for n in range(251)])) == 204

    orders, poll = MallSignal.objects.values_list("orders", "poll").get()
    assert (len(orders), poll) == (250, True)


def test_old_news_is_forgotten(client: Client, account: Account) -> None:
    post(client, news(orders=["1001"]))
    MallSignal.objects.update(arrived_at=now() - timedelta(days=15, minutes=1))
    post(client, news(id="d-2", orders=["1002"]))

    forget_signals()

    assert MallSignal.objects.get().key == "d-2"
