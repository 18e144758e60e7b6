"""The pictures of the documentation, drawn by `make pictures`: an invented shop, invented people. Not part of the test run."""

from collections.abc import Callable

import pytest

from ichigen.store.orders import Order
from tests.architecture.tracked import ROOT
from tests.browser.conftest import Desk
from tests.builders import make_account
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IMAGES = ROOT / "docs/images"

#: What a mall calls each state; the scene of the tests has plain words there.
MALL_WORDS = {
    "new": "新規注文",
    "unpaid": "入金待ち",
    "ready": "発送待ち",
    "held": "確認中",
    "shipped": "発送済",
    "cancelled": "キャンセル",
}


#: Name of the picture → address, as a function of the scene. The first one is the READMEs' picture.
SCREENS: dict[str, Callable[[Scene], str]] = {
    "orders": lambda scene: "/orders/",
    "order": lambda scene: f"/orders/{scene.order('2026-10005').id}/",
    "stock": lambda scene: "/stock/",
    "worklist": lambda scene: "/worklist/",
    "link": lambda scene: f"/accounts/{scene.accounts[0].id}/link/connect/",
    "status-table": lambda scene: f"/write-back/{scene.accounts[1].id}/table/",
    "csv": lambda scene: "/csv/",
    "alerts": lambda scene: "/alerts/",
    "mall-settings": lambda scene: f"/accounts/{make_account('mercari_shops', label='メルカリShops 本店').id}/options/",
}


def spread() -> None:
    """Part of the orders came from the other malls."""
    others = [
        make_account(mall_id, label=f"{label} 本店")
        for mall_id, label in (("amazon", "Amazon"), ("shopify", "Shopify"), ("mercari_shops", "メルカリShops"))
    ]
    for at, order in enumerate(Order.objects.order_by("-ordered_at")):
        if at % 2 and order.number != "2026-10005":
            Order.objects.filter(pk=order.pk).update(account=others[at // 2 % 3])


@pytest.mark.parametrize("name", SCREENS)
def test_draw(desk: Desk, scene: Scene, name: str) -> None:
    for order in Order.objects.all():
        order.mall_state = order.snapshot["mall_state"] = MALL_WORDS[order.phase]
        order.save()
    if name == "orders":
        spread()
    page = desk.open(SCREENS[name](scene))
    page.set_viewport_size({"width": 1360, "height": 720})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")

    assert desk.complaints == []
