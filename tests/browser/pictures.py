"""The pictures of the documentation, drawn by `make pictures`: an invented shop, invented people. Not part of the test run."""

import pytest

from ichigen.store.orders import Order
from tests.architecture.tracked import ROOT
from tests.browser.conftest import Desk
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


def test_draw_the_order_list(desk: Desk, scene: Scene) -> None:
    for phase, word in MALL_WORDS.items():
        Order.objects.filter(phase=phase).update(mall_state=word)
    page = desk.open("/orders/")
    page.set_viewport_size({"width": 1360, "height": 720})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / "orders.png", animations="disabled")

    assert desk.complaints == []
