"""An order is shown by the name people call it by, and its number on the mall stands beside it in the detail."""

import pytest
from django.test import Client

from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


def test_the_name_is_the_heading_and_the_number_is_beside_it(client: Client) -> None:
    client.force_login(make_staff("manager", Role.MANAGER))
    account = make_account()
    make_listing(account, make_sku("A-1", 5))
    take_in(Source(account.id, NOON, account.started_at), [make_order("5550001", name="#1001"), make_order("5550002")])

    listed = client.get("/orders/").content.decode()
    named = client.get(f"/orders/{Order.objects.get(number='5550001').pk}/").content.decode()
    plain = client.get(f"/orders/{Order.objects.get(number='5550002').pk}/").content.decode()

    assert (">#1001</a>" in listed, ">5550001</a>" in listed, ">5550002</a>" in listed) == (True, False, True)
    assert '<span class="code">#1001</span></h1>' in named
    assert '受注番号 <span class="code">5550001</span>' in named
    assert '<span class="code">5550002</span></h1>' in plain
    assert "受注番号 <span" not in plain
