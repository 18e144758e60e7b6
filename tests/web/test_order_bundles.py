"""受注一覧 and 受注詳細 say which orders are in one parcel, and which could be (G3-17, G3-26, G3-27)."""

import re

import pytest
from django.test import Client

from ichigen.domain.orders import Party
from ichigen.services.orders.bundle import join_orders
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.views.order_filter import OrderFilter
from ichigen.services.views.order_list import order_list
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

HOME = Party("架空 太郎", postal_code="150-0001", prefecture="東京都", city="渋谷区", street="神宮前1-1")


@pytest.fixture
def four(client: Client) -> dict[str, int]:
    """OT-1 with OT-2 and OT-3 in its parcel, OT-4 to the same address beside it; their ids."""
    client.force_login(make_staff("manager", Role.MANAGER))
    account = make_account()
    make_listing(account, make_sku("A-1", 9))
    orders = [make_order(f"OT-{n}", name=f"#{n}", ship_to=HOME) for n in (1, 2, 3, 4)]
    take_in(Source(account.id, NOON, account.started_at), orders)
    ids = dict(Order.objects.values_list("number", "pk"))
    assert join_orders(ids["OT-1"], [ids["OT-2"], ids["OT-3"]], None) is None
    return ids


def marks_of(page: str, order_id: int) -> list[tuple[str, str]]:
    """Tip and first word of every mark in the order's row of the list."""
    row = page[page.index(f'id="orders-{order_id}-name"') :].partition("</tr>")[0]
    return re.findall(r'<span class="label [^"]*"(?: title="([^"]*)")?><svg.*?</svg>([^<]+)', row, re.DOTALL)


def test_g3_26_g3_27_the_list_marks_parent_and_children_with_the_other_orders(
    client: Client, four: dict[str, int]
) -> None:
    page = client.get("/orders/").content.decode()

    assert [marks_of(page, four[f"OT-{n}"]) for n in (1, 2, 3, 4)] == [
        [("子注文 #2, #3 を同梱", "親注文")],
        [("親注文 #1 に同梱", "子注文")],
        [("親注文 #1 に同梱", "子注文")],
        [("", "同梱候補")],
    ]


def test_the_marks_are_in_english_too(client: Client, four: dict[str, int]) -> None:
    page = client.get("/orders/", headers={"Accept-Language": "en"}).content.decode()

    assert marks_of(page, four["OT-2"]) == [("In one parcel with parent order #1", "Child order")]
    assert marks_of(page, four["OT-1"]) == [("In one parcel with child orders #2, #3", "Parent order")]


def test_only_what_could_still_join_is_found_as_a_candidate(client: Client, four: dict[str, int]) -> None:
    found = order_list(OrderFilter(marks=frozenset({"bundle"})))

    assert [row.number for row in found.rows] == ["#4"]
    candidate = {n: "同梱候補" in client.get(f"/orders/{four[n]}/").content.decode() for n in four}
    assert candidate == {"OT-1": False, "OT-2": False, "OT-3": False, "OT-4": True}
