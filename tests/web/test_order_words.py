"""What 受注一覧 and 受注詳細 call things: codes that people know, and exceptions that are none."""

import pytest
from django.test import Client

from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from ichigen.store.write_backs import WriteBack
from tests.builders import NOON, make_account, make_line, make_order
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff("owner", Role.OWNER))
    return client


def take(*lines: object, **values: object) -> Order:
    account = make_account(started_at=NOON)
    take_in(Source(account.id, NOON, account.started_at), [make_order("1001", *lines, **values)])  # type: ignore[arg-type]
    return Order.objects.get()


def test_goods_bear_the_code_that_people_know_not_the_malls_technical_key(desk: Client) -> None:
    order = take(make_line(code="5550079", match_codes=("CUP-BLUE", "5550079")))

    for path in ("/orders/", f"/orders/{order.pk}/"):
        text = desk.get(path).content.decode()
        assert (path, "CUP-BLUE" in text, ">5550079<" in text) == (path, True, False)


def test_goods_without_another_code_bear_the_malls_own(desk: Client) -> None:
    take(make_line(code="5550079"))

    assert "5550079" in desk.get("/orders/").content.decode()


def test_what_a_mall_says_of_every_order_is_shown_and_is_no_exception(desk: Client) -> None:
    order = take(terms="出荷期限: 2026-11-24 23:59\n付与ポイント: 24")

    assert "備考あり" not in desk.get("/orders/").content.decode().partition("<tbody>")[2]
    text = desk.get(f"/orders/{order.pk}/").content.decode()
    assert "出荷期限: 2026-11-24 23:59<br>付与ポイント: 24" in text
    assert "備考あり" not in text


def test_a_confirmation_is_asked_for_until_it_is_under_way(desk: Client) -> None:
    order = take(confirmable=True)
    page, asks = f"/orders/{order.pk}/", f'action="/orders/{order.pk}/confirm/"'

    assert asks in desk.get(page).content.decode()
    WriteBack.objects.create(order=order, kind="confirm", state=WriteBack.State.OPEN)
    assert asks not in desk.get(page).content.decode()
