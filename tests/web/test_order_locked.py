"""受注詳細 says while its mall takes no changes to an order, and until when (Yahoo!ショッピング: ten minutes after the order)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from tests.web.scene import Scene, build_scene

pytestmark = pytest.mark.django_db

LOCKED = "モールがまだ変更を受け付けません"
NUMBER = "2026-10002"


def detail(client: Client, scene: Scene, writable_from: datetime | None) -> str:
    order = scene.order(NUMBER)
    told = writable_from.isoformat() if writable_from else None
    type(order).objects.filter(pk=order.pk).update(snapshot=order.snapshot | {"writable_from": told})
    client.force_login(scene.owner)
    return client.get(f"/orders/{order.pk}/").content.decode()


def test_the_page_says_until_when_and_takes_the_shipment_all_the_same(client: Client) -> None:
    page = detail(client, build_scene(), datetime(2099, 4, 1, 5, 30, tzinfo=UTC))
    assert page.count(LOCKED) == 1
    text = strip_tags(page)
    assert text[text.index("モールは") : text.index("まで、この受注")] == "モールは 2099/04/01 14:30 ごろ"
    assert "出荷を登録する" in page


@pytest.mark.parametrize("writable_from", [None, timezone.now() - timedelta(seconds=1)], ids=["never", "over"])
def test_an_order_that_takes_changes_says_nothing(client: Client, writable_from: datetime | None) -> None:
    assert LOCKED not in detail(client, build_scene(), writable_from)


def test_what_is_over_says_nothing_of_its_lock(client: Client) -> None:
    scene = build_scene()
    scene.order(NUMBER)
    type(scene.order(NUMBER)).objects.filter(number=NUMBER).update(phase="cancelled")
    assert LOCKED not in detail(client, scene, datetime(2099, 4, 1, 5, 30, tzinfo=UTC))
