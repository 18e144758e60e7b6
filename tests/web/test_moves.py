"""入出庫 by its forms: returned goods are put back or written off by a person, with a reason."""

import pytest
from django.test import Client

from ichigen.domain.phases import Phase
from ichigen.services.worklist import Item, open_item
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.builders import make_account, make_listing, make_sku
from tests.store.shop import apply_holds, enter_phase, level, make_order
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned() -> Order:
    order = make_order(
        make_account(), [(make_listing(make_account("mall_b", "b"), make_sku("A-1", 5)), 2)], Phase.SHIPPED
    )
    apply_holds([order])
    enter_phase(order, Phase.CANCELLED)
    key = f"return_pending:{order.pk}"
    open_item(Item(key=key, code="return_pending", title="x", cause="x", action="x", order_id=order.pk))
    return order


def test_a_return_is_listed_until_each_unit_is_decided(client: Client, returned: Order) -> None:
    client.force_login(make_staff("packer", Role.PACKER))
    line = returned.lines.get()
    assert line.listing is not None
    sku = line.listing.components.get().sku
    place, address = sku.levels.get().location_id, f"/moves/returns/{returned.pk}/{sku.pk}/"
    listed = client.get("/moves/?tab=returns").content.decode()
    assert ("A-1" in listed, f'data-opens="off-{returned.pk}-{sku.pk}"' in listed) == (True, True)

    unreasoned = client.post(address, {"what": "restock", "units": "1", "location": place, "reason": " "})
    assert (unreasoned.status_code, level(sku)) == (422, (3, 0))
    page = unreasoned.content.decode()
    assert 'data-digits value="1"' in page
    assert 'href="/moves/?tab=transfer"' in page
    assert client.get(address).headers["Location"] == "/moves/?tab=returns"
    refused = client.post(address, {"what": "write_off", "units": "9", "reason": "水濡れ"}).content.decode()
    assert ('data-digits value="9"' in refused, 'value="水濡れ"' in refused) == (True, True)
    assert (
        client.post(address, {"what": "restock", "units": "１", "location": place, "reason": "開封なし"}).status_code
        == 302
    )
    assert client.post(address, {"what": "write_off", "units": "1", "reason": "破損"}).status_code == 302

    assert level(sku) == (4, 0)
    assert "廃棄にする…" not in client.get("/moves/?tab=returns").content.decode()
    assert "返品待ちの商品はありません。" in client.get("/moves/?tab=returns").content.decode()


def key_of(page: str) -> str:
    """The key drawn with the first form of a page that has one."""
    return page.partition('name="once" value="')[2].partition('"')[0]


def test_a_form_that_is_sent_twice_is_recorded_once(client: Client) -> None:
    sku = make_sku("A-1", 5)
    client.force_login(make_staff("packer", Role.PACKER))
    key = key_of(client.get("/moves/").content.decode())
    form = {"in-sku": "A-1", "in-units": "10", "in-location": str(sku.levels.get().location_id), "in-reason": "納品書"}

    answers = [client.post("/moves/receive/", {**form, "once": key}, follow=True).content.decode() for _ in range(2)]

    assert level(sku) == (15, 0)
    assert ["すでに登録されています" in answer for answer in answers] == [False, True]
    again = key_of(client.get("/moves/").content.decode())
    assert again != key
    client.post("/moves/receive/", {**form, "once": again})
    assert level(sku) == (25, 0)


def test_a_refused_form_may_be_sent_again_corrected(client: Client) -> None:
    sku = make_sku("A-1", 5)
    client.force_login(make_staff("packer", Role.PACKER))
    key = key_of(client.get("/moves/").content.decode())
    form = {"in-units": "10", "in-location": str(sku.levels.get().location_id), "in-reason": "納品書", "once": key}

    assert client.post("/moves/receive/", {**form, "in-sku": "NOBODY"}).status_code == 422
    assert client.post("/moves/receive/", {**form, "in-sku": "A-1"}).status_code == 302

    assert level(sku) == (15, 0)


def test_an_adjustment_that_is_sent_twice_is_made_once(client: Client) -> None:
    sku = make_sku("A-1", 5)
    client.force_login(make_staff("packer", Role.PACKER))
    key = key_of(client.get(f"/stock/{sku.pk}/").content.decode())
    place = sku.levels.get().location_id
    form = {"location": place, "how": "delta", "number": "3", "reason": "見つかった", "once": key}

    for _ in range(2):
        assert client.post(f"/stock/{sku.pk}/adjust/", form).status_code == 302

    assert level(sku) == (8, 0)
