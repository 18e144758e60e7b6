"""連動ログ in the browser: by keyboard into the drawer, filters in the address, and out to the SKU."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_a_difference_to_its_sku_by_keyboard(desk: Desk) -> None:
    page = desk.open("/")
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.wait_for_url(desk.address + "/sync-log/")
    expect(page.locator("tr[data-href]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#drawer-body h1")).to_have_text("TNG-AKA")
    expect(page.locator("#drawer-body .facts")).to_contain_text("モールの数が多い")
    assert findings(page) == []
    page.click("#drawer-body .facts a.code")
    expect(page.locator("h1 .code")).to_have_text("TNG-AKA")
    assert desk.complaints == []


def test_filters_of_calls_are_in_the_address(desk: Desk) -> None:
    page = desk.open("/sync-log/calls/")
    expect(page.locator("tr[data-href]")).to_have_count(4)
    page.select_option("#filter-result", "mall")
    expect(page.locator("tr[data-href]")).to_have_count(2)
    page.wait_for_url("**/sync-log/calls/?**result=mall**")
    page.select_option("#filter-result", "")
    expect(page.locator("tr[data-href]")).to_have_count(4)
    page.click(".tabs a:has-text('失敗')")
    expect(page.locator("tr[data-href]")).to_have_count(2)
    page.click(".tabs a:has-text('すべて')")
    expect(page.locator("tr[data-href]")).to_have_count(4)
    page.fill("#filter-text", "orders.search")
    expect(page.locator("tr[data-href]")).to_have_count(2)
    expect(page.locator("tr[data-href] .row-link").first).to_have_text("受注の一覧を読む")
    page.locator("tr[data-href] .row-link").first.click()
    expect(page.locator("#drawer-body h1")).to_have_text("受注の一覧を読む")
    assert desk.complaints == []


@pytest.mark.parametrize("width", [1280, 1440])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_logs_fit(desk: Desk, width: int, language: str) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.speak(language)
    for path in ("/sync-log/", "/sync-log/calls/", "/sync-log/lag/", "/settings/history/", "/settings/staff/"):
        page = desk.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert desk.complaints == []
