"""ECアカウント on screen: consent on the mall's page and back, 無効にする, by keyboard, in both languages (R1-14, R1-49)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from ichigen.mallkit.registry import mall
from ichigen.store.accounts import Account
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.scenarios.town import Town, open_town
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MALL = mall("yahoo_shopping")


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as running:
        yield running


def test_r1_49_the_button_leads_to_the_mall_and_back_to_a_linked_account(desk: Desk, town: Town) -> None:
    card = town.card(MALL.id)
    page = desk.open(f"/accounts/add/{MALL.id}/")
    page.fill("#field-label", "二号店")
    page.click("#consent-now")
    expect(page.locator("#consent")).to_contain_text("ほかの項目を先に入力してください")
    assert findings(page) == []

    for row in MALL.credentials:
        if row.name not in ("refresh_token", "public_key_version"):
            page.fill(f"#field-{row.name}", card["credentials"][row.name])
    page.locator("summary", has_text="接続先を変える").click()
    for endpoint in MALL.endpoints:
        page.fill(f"#field-endpoint_{endpoint.name}", card["base_url"])
    page.fill("#field-public_key_version", card["credentials"]["public_key_version"])
    page.focus("#consent-now")
    page.keyboard.press("Enter")
    go = page.get_by_role("link", name="モールの画面へ進む")
    expect(go).to_be_visible()
    expect(page.locator("#consent")).to_contain_text(f"{desk.address}/accounts/consent/")
    assert findings(page) == []

    town.advance_malls(2)
    go.click()
    page.wait_for_url(re.compile(r"/accounts/\d+/link/"))
    account = Account.objects.get(label="二号店")
    assert account.credentials["refresh_token"].startswith("rt-")


@pytest.mark.parametrize("width", [1440, 1280])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_r1_14_an_account_is_switched_off_in_a_dialog_and_on_again(
    desk: Desk, scene: Scene, language: str, width: int
) -> None:
    desk.speak(language)
    desk.page.set_viewport_size({"width": width, "height": 900})
    page = desk.open(f"/accounts/{scene.accounts[0].id}/")
    page.focus("[data-opens=switch-off]")
    page.keyboard.press("Enter")
    expect(page.locator("#switch-off")).to_be_visible()
    assert findings(page) == []
    page.click("#switch-off [type=submit]")

    expect(page.locator("button[name=active][value='1']")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("button[name=active][value='1']")
    expect(page.locator("[data-opens=switch-off]")).to_be_visible()
    assert Account.objects.get(pk=scene.accounts[0].id).mode == "live"
    assert desk.complaints == []
