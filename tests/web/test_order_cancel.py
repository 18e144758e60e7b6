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


def test_a_cancel_that_the_mall_would_not_take_stays_in_its_dialog_with_what_was_entered(client: Client) -> None:
    scene = build_scene()
    order = scene.order("2026-10002")
    Order.objects.filter(pk=order.pk).update(account=make_account("yahoo_shopping", "another"))
    client.force_login(scene.owner)

    answer = client.post(f"/orders/{order.pk}/cancel/", {"reason": "other", "detail": "破損"})

    page = answer.content.decode()
    dialog = page[page.index(f'<dialog id="cancel-{order.pk}"') :].partition("</dialog>")[0]
    assert answer.status_code == 422
    assert "data-reopen" in dialog.partition(">")[0]
    assert "10〜200文字の説明が必要です" in dialog
    assert page.count("10〜200文字の説明が必要です") == 1
    assert (">\n破損</textarea>" in dialog, '<option value="other" selected>' in dialog) == (True, True)
    assert not WriteBack.objects.filter(order=order, kind="cancel").exists()


def test_a_cancel_that_can_no_longer_begin_says_so_on_the_page(client: Client) -> None:
    scene = build_scene()
    order = scene.order("2026-10002")
    order.write_backs.all().delete()
    WriteBack.objects.create(order=order, kind="ship", state=WriteBack.State.OPEN, intent={})
    client.force_login(scene.owner)

    page = client.post(f"/orders/{order.pk}/cancel/", {"reason": "buyer"}).content.decode()

    assert f'<dialog id="cancel-{order.pk}"' not in page
    assert "実行しませんでした" in page


@pytest.mark.parametrize(
    ("mall_id", "told"),
    [
        ("rakuten", "店舗内の記録です。モールには送りません。"),
        ("yahoo_shopping", "10文字以上の詳細は、Yahoo!ショッピングにも送ります。"),
        ("shopify", "Shopifyの注文のスタッフ用メモにも残ります。"),
    ],
)
def test_the_dialog_says_where_the_details_of_the_reason_go(client: Client, mall_id: str, told: str) -> None:
    scene = build_scene()
    Order.objects.filter(number="2026-10002").update(account=make_account(mall_id, "another"))

    assert told in detail(client, scene, "2026-10002")
