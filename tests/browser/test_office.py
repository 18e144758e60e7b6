"""Cancelling chosen orders, the chip of running jobs, no worker, a mail to the buyer: by keyboard, in both languages, axe 0."""

from dataclasses import replace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ichigen.domain.orders import Party
from ichigen.domain.snapshots import order_from_json, order_to_json
from ichigen.services.accounts.mail_server import save_mail_server
from ichigen.services.alerts.smtp import MailServer
from ichigen.services.operations import run_operation
from ichigen.store.accounts import Account
from ichigen.store.operations import Operation, WorkerPulse
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack
from ichigen.workers.operations import OPERATIONS
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_chosen_orders_are_cancelled_and_the_chip_leads_to_the_result(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?status=ready")
    for box in page.locator("[data-pick]").all()[:2]:
        box.click()
    page.click("#bulk >> text=キャンセルする")
    expect(page.locator("#bulk-body")).to_contain_text("対象 2 件")
    page.select_option("#bulk_reason", "out_of_stock")
    page.fill("#bulk_typed", "２")
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-body progress")).to_be_visible()
    page.click("#bulk-body button.primary")
    expect(page.locator("#jobs .chip")).to_contain_text("受注のキャンセル")

    page.goto(desk.address + "/goods/")
    expect(page.locator("#jobs .chip")).to_contain_text("0 / 2")
    run_operation(Operation.objects.get(state="queued").pk, OPERATIONS, lambda: False)
    expect(page.locator("#jobs .chip.good")).to_contain_text("完了")
    expect(page.locator(".toast")).to_contain_text("受注のキャンセルが終わりました。")
    assert page.locator("#jobs").get_attribute("data-every") is None
    page.click("#jobs .chip")
    expect(page.locator("h1")).to_contain_text("受注のキャンセル")
    expect(page.locator(".card").first).to_contain_text("成功 2 / 失敗 0")
    assert WriteBack.objects.filter(kind="cancel", state="open").count() == 2
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_axe_finds_nothing_and_nothing_is_cut(desk: Desk, scene: Scene, language: str, width: int) -> None:
    desk.speak(language)
    desk.page.set_viewport_size({"width": width, "height": 900})
    order = Order.objects.filter(phase="ready", account=scene.accounts[0]).earliest("id")
    told = order_from_json(order.snapshot)
    order.snapshot = order_to_json(replace(told, buyer=Party(name="架空 花子", email="hanako@example.com")))
    order.save(update_fields=["snapshot"])
    Account.objects.update(mail_from="shop@example.jp")
    save_mail_server(order.account_id, MailServer("127.0.0.1", 2525, "none", "1234", ""), None)
    Operation.objects.create(kind="order.cancel", state="running", total=400, done=120, actor=scene.owner)
    Operation.objects.create(
        kind="order.memo", state="done", total=3, done=2, failed=1, actor=scene.owner, finished_at=timezone.now()
    )
    WorkerPulse.objects.all().delete()

    page = desk.open("/")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = desk.open("/orders/")
    page.locator("[data-pick-all]").click()
    page.locator("#bulk button[hx-post$='/cancel/']").click()
    expect(page.locator("#bulk_reason")).to_be_visible()
    assert findings(page) == []
    page = desk.open(f"/orders/{order.pk}/")
    page.locator(f"[data-opens='mail-{order.pk}']").click()
    expect(page.locator("#mail_subject")).to_be_visible()
    assert findings(page) == []
    desk.open(f"/accounts/{scene.accounts[0].pk}/link/connect/")
    assert findings(page) == []
    desk.open(f"/accounts/{scene.accounts[0].pk}/mail/")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert desk.complaints == []
