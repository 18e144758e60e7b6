"""Only the reasons that an order's mall has a word for are offered, and no other one is planned (G4-23)."""

import re

import pytest
from django.test import Client

from ichigen.mallkit.registry import malls
from ichigen.services.bulk.cancelling import preview_cancel
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from ichigen.store.write_backs import WriteBack
from tests.api.shop import Api
from tests.builders import make_account, make_listing, make_order, make_sku
from tests.services.orders.parcels import handles, take
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

FEW = "amazon"
ALL = ["buyer", "unpaid", "address", "out_of_stock", "other"]
THREE = ["buyer", "address", "out_of_stock"]
WAITS = {"status": "UNSHIPPED", "items": '{"list": [{"id": "1", "left": 1}]}', "cash_on_delivery": ""}


@pytest.fixture
def few() -> Order:
    """An order of a mall that takes three reasons."""
    account = make_account(FEW)
    make_listing(account, make_sku("A-1", 9))
    return take(account, make_order("1001", handles=WAITS))


@pytest.fixture
def all_of_them() -> Order:
    """An order of a mall that takes every reason."""
    account = make_account("yahoo_shopping", label="別の店")
    make_listing(account, make_sku("B-1", 9))
    return take(account, make_order("2001", handles=handles()))


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_staff("manager", Role.MANAGER))
    return client


def offered(page: str, field: str) -> list[str]:
    """The reasons in the select box of this name of id."""
    box = page[page.index(f'id="{field}"') :].partition("</select>")[0]
    return re.findall(r'<option value="([^"]*)"', box)


def page_of(client: Client, order: Order) -> str:
    return client.get(f"/orders/{order.pk}/").content.decode()


def bulk(client: Client, *orders: Order, **more: str) -> tuple[int, str]:
    ids = ",".join(str(order.pk) for order in orders)
    answer = client.post("/orders/bulk/cancel/", {"ids": ids, **more}, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def test_the_dialog_offers_what_the_mall_takes(office: Client, few: Order, all_of_them: Order) -> None:
    assert offered(page_of(office, few), "id_reason") == THREE
    assert offered(page_of(office, all_of_them), "id_reason") == ALL


def test_a_reason_that_was_not_offered_is_refused_and_nothing_is_opened(office: Client, few: Order) -> None:
    answer = office.post(f"/orders/{few.pk}/cancel/", {"reason": "unpaid"})

    assert answer.status_code == 422
    assert not WriteBack.objects.exists()


def test_many_at_once_are_offered_what_one_of_them_takes_and_the_others_are_named(
    office: Client, few: Order, all_of_them: Order
) -> None:
    assert offered(bulk(office, few)[1], "bulk_reason") == THREE
    assert offered(bulk(office, few, all_of_them)[1], "bulk_reason") == ALL

    status, page = bulk(office, few, all_of_them, go="1", reason="unpaid", targets="2", typed="2")
    assert (status, "対象 1 件" in page, "このモールでは、このキャンセル理由を使えません。" in page) == (
        409,
        True,
        True,
    )
    assert offered(page, "bulk_reason") == ALL
    assert [line.number for line in preview_cancel([few.pk, all_of_them.pk]).targets] == ["1001", "2001"]


def test_the_api_refuses_a_reason_that_the_mall_does_not_take(few: Order, all_of_them: Order) -> None:
    api, body = Api(), {"reason": "unpaid", "restock": True}
    refused = api.post(f"/orders/{few.pk}/cancellation", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "cancel_reason_not_taken")
    assert "このキャンセル理由を使えません" in refused.json()["detail"]
    assert not WriteBack.objects.exists()
    assert api.post(f"/orders/{few.pk}/cancellation", body | {"reason": "buyer"}).status_code == 201
    assert api.post(f"/orders/{all_of_them.pk}/cancellation", body).status_code == 201


def test_a_mall_declares_no_reason_twice_and_one_that_cancels_takes_some() -> None:
    for mall in malls().values():
        reasons = mall.write_back.cancel_reasons
        assert (mall.id, len(set(reasons))) == (mall.id, len(reasons))
        assert reasons, mall.id
