"""全モールへの書込みを停止 in the browser: a reason, a strip on every page, and back."""

import pytest
from playwright.sync_api import expect

from ichigen.store.installation import Installation
from ichigen.store.staff import Role
from ichigen.store.worklist import AuditLog
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def practice(desk: Desk) -> Installation:
    return Installation.objects.create(kind=Installation.Kind.PRACTICE)


def test_stop_needs_a_reason_and_every_page_says_so_until_it_is_resumed(desk: Desk, practice: Installation) -> None:
    page = desk.open("/orders/?status=ready")
    page.click("header [data-opens=writes]")
    assert findings(page) == []
    page.click("#writes button.danger")
    expect(page.locator("#id_reason_error")).to_contain_text("停止する理由を入力してください")
    assert findings(page) == []

    desk.open("/orders/?status=ready")
    page.click("header [data-opens=writes]")
    page.fill("#stop-reason", "棚卸のため")
    page.click("#writes button.danger")
    page.wait_for_url(desk.address + "/orders/?status=ready")
    expect(page.locator(".toast")).to_contain_text("全モールへの書込みを停止しました")
    for path in ("/", "/orders/", "/stock/", "/worklist/", "/listings/", "/accounts/", "/writes/"):
        desk.open(path)
        expect(page.locator("#stopped")).to_contain_text("棚卸のため")
        expect(page.locator("#stopped")).to_have_css("background-color", "rgb(255, 244, 214)")
    assert findings(page) == []

    desk.open("/")
    page.click("#home-part [data-opens=writes]")
    page.click("#writes button.primary")
    expect(page.locator(".toast")).to_contain_text("全モールへの書込みを再開しました")
    expect(page.locator("#stopped")).to_have_count(0)
    log = list(AuditLog.objects.filter(subject="installation").order_by("id").values_list("action", "reason"))
    assert log == [("installation.stop_writes", "棚卸のため"), ("installation.resume_writes", "棚卸のため")]
    assert desk.complaints == []


def test_a_packer_sees_the_strip_but_no_switch(desk: Desk, practice: Installation) -> None:
    Installation.objects.update(writes_stopped_at="2026-11-22T03:00:00Z", writes_stopped_reason="棚卸のため")
    make_staff("packer", Role.PACKER)
    desk.page.context.clear_cookies()
    desk.log_in("packer")

    expect(desk.page.locator("#stopped")).to_contain_text("棚卸のため")
    expect(desk.page.locator("[data-opens=writes]")).to_have_count(0)
