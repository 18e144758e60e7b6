"""注文者 in 受注一覧: what the shop enters for everybody is marked as in the detail, and no person (G3-14 … G3-16)."""

from typing import Any

import pytest
from django.test import Client

from ichigen.domain.orders import Party, Withheld
from ichigen.mallkit.registry import mall
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.services.views.order_filter import OrderFilter
from ichigen.services.views.order_list import order_list
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
