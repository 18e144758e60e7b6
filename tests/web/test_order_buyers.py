"""注文者 in 受注一覧: what the shop enters for everybody is marked as in the detail, and no person (G3-14 … G3-16)."""

from typing import Any

import pytest
from django.test import Client

from ichigen.domain.orders import Party, Withheld
from ichigen.mallkit.registry import mall
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.services.views.order_filter import OrderFilter
from ichigen.services.views.order_list import OrderRow, order_list
from ichigen.store.accounts import Account
from ichigen.store.staff import Role
from tests.builders import NOON, make_account, make_order
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

RECEIVER = Party("架空 太郎", prefecture="東京都")


def rows(rule: str, **parties: Any) -> list[tuple[str, bool]]:
    """Name and mark in the list, of an order that came while 送付先 was copied, when `rule` holds."""
    account = make_account("mercari_shops", settings={"buyer_rule": "copy", "buyer_name": "見本商店"})
    take_in(source_of(account, mall("mercari_shops").orders, NOON), [make_order(**({"buyer": None} | parties))])
    Account.objects.update(settings=account.settings | {"buyer_rule": rule})
    return [(row.buyer_name, row.fixed_buyer) for row in order_list(OrderFilter()).rows]


@pytest.mark.parametrize(
    ("rule", "parties", "shown"),
    [
        ("fixed", {"ship_to": RECEIVER}, ("見本商店", True)),
        ("copy", {"ship_to": RECEIVER}, ("架空 太郎", False)),
        ("fixed", {"buyer": Party("架空 花子"), "ship_to": RECEIVER}, ("架空 花子", False)),
        ("copy", {"withheld": Withheld.UNTOLD}, ("", False)),
        ("fixed", {"withheld": Withheld.ANONYMOUS}, ("", True)),
    ],
)
def test_the_list_shows_the_buyer_as_the_detail_does(
    rule: str, parties: dict[str, Any], shown: tuple[str, bool]
) -> None:
    assert rows(rule, **parties) == [shown]


@pytest.mark.parametrize(
    ("rule", "parties", "mark"),
    [
        ("fixed", {"ship_to": RECEIVER}, "一律"),
        ("copy", {"ship_to": RECEIVER}, ""),
        ("fixed", {"withheld": Withheld.ANONYMOUS}, "匿名配送"),
    ],
)
def test_the_mark_is_on_the_screen(client: Client, rule: str, parties: dict[str, Any], mark: str) -> None:
    client.force_login(make_staff("manager", Role.MANAGER))
    rows(rule, **parties)
    listed = client.get("/orders/").content.decode()
    table = listed[listed.index("<tbody") : listed.index("</tbody>")]
    assert [word for word in ("一律", "匿名配送") if word in table] == ([mark] if mark else [])


HOME = Party("架空 花子", postal_code="1500001", prefecture="東京都", city="渋谷区", street="神宮前1-1")


@pytest.mark.parametrize(
    ("buyer", "ship_to", "differs"),
    [
        (HOME, HOME, False),
        (
            HOME,
            Party("架空 太郎", postal_code="150-0001", prefecture="東京都", city="渋谷区 ", street="神宮前１－１"),
            False,
        ),
        (
            HOME,
            Party("架空 花子", postal_code="5300001", prefecture="大阪府", city="大阪市北区", street="梅田1-1"),
            True,
        ),
        (HOME, Party("架空 花子", prefecture="東京都", city="渋谷区", street="神宮前1-2"), True),
        (HOME, Party("架空 花子", prefecture="東京都"), False),
        (Party("架空 花子"), HOME, False),
        (None, HOME, False),
        (HOME, None, False),
    ],
)
def test_an_order_that_goes_to_another_address_than_its_buyers_is_marked(
    client: Client, buyer: Party | None, ship_to: Party | None, differs: bool
) -> None:
    client.force_login(make_staff("manager", Role.MANAGER))
    (row,) = orders_of(buyer=buyer, ship_to=ship_to)
    assert row.other_address is differs
    for page in ("/orders/", f"/orders/{row.id}/"):
        assert ("住所不一致" in client.get(page).content.decode()) is differs


def orders_of(**parties: Any) -> tuple[OrderRow, ...]:
    """The list, of one order with these parties."""
    account = make_account("mercari_shops")
    take_in(source_of(account, mall("mercari_shops").orders, NOON), [make_order(**parties)])
    return order_list(OrderFilter()).rows
