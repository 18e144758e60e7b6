"""受注詳細 offers a cancel only where one can begin, and says why not elsewhere."""

import pytest
from django.test import Client

from ichigen.mallkit.registry import malls
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack
from tests.builders import make_account
from tests.web.scene import Scene, build_scene

pytestmark = pytest.mark.django_db

BUTTON = "この受注をキャンセルする…"
WHY = 'id="cannot-cancel"'


def detail(client: Client, scene: Scene, number: str) -> str:
    client.force_login(scene.owner)
    return client.get(f"/orders/{scene.order(number).pk}/").content.decode()


def test_an_order_that_can_be_cancelled_has_the_button(client: Client) -> None:
    page = detail(client, build_scene(), "2026-10002")

    assert BUTTON in page
    assert WHY not in page


def test_where_the_mall_takes_no_cancel_the_reason_stands_in_place_of_the_button(client: Client) -> None:
    scene = build_scene()
    mall = next(mall for mall in malls().values() if not mall.write_back.cancel)
    Order.objects.filter(number="2026-10002").update(account=make_account(mall.id, label="別の店"))
    page = detail(client, scene, "2026-10002")

    assert BUTTON not in page
    assert page.count(WHY) == 1
    assert f'<dialog id="cancel-{scene.order("2026-10002").pk}"' not in page


def test_while_a_ship_notice_is_under_way_the_page_says_so(client: Client) -> None:
    scene = build_scene()
    order = scene.order("2026-10002")
    order.write_backs.all().delete()
    WriteBack.objects.create(order=order, kind="ship", state=WriteBack.State.OPEN, intent={})
    page = detail(client, scene, "2026-10002")

    assert BUTTON not in page
    assert "出荷の報告がモールへ送信中か、要対応に残っています。" in page


def test_an_order_cancelled_before_shipping_says_that_nothing_is_shipped(client: Client) -> None:
    scene = build_scene()
    number = Order.objects.filter(phase="cancelled", shipments=None).values_list("number", flat=True)[0]
    page = detail(client, scene, number)

    assert "キャンセルされた受注です。出荷はありません。" in page
    assert BUTTON not in page
    assert WHY not in page
