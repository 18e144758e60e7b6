"""An empty installation to a shop in step: link, verify, read, conflicts, source, differences, start, order, shipped, proved.

Screens in Chromium, the product's own worker, a simulated mall; in Japanese and in English (R1-09, R1-27, R1-41, E2-01 … E2-23).
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ichigen.services.audit.run import audit
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.staff import Role
from ichigen.store.stock import StockLevel
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.browser.street import PATIENCE_MS, Street, fill_in, onward, open_street, sell, ship, until, until_level
from tests.scenarios.town import Shoppers
from tests.web.scene import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: What the screens say, by language.
WORDS = {
    "ja": {
        "verified": "必要な権限がすべてそろっています",
        "missing": "発送情報更新",
        "nothing": "モールには何も書き込みません",
        "warned": "半角英数字と「-」以外",
        "live": "在庫連動を開始しました",
        "proved": "確認済み",
    },
    "en": {
        "verified": "All needed permissions are there",
        "missing": "Updating shipments",
        "nothing": "Nothing is written to the mall",
        "warned": "Not only A–Z, 0–9 and -",
        "live": "Stock sync",
        "proved": "Confirmed",
    },
}


@pytest.fixture
def scene(transactional_db: None) -> None:
    """An empty installation: its owner and nothing else."""
    make_staff("owner", Role.OWNER, "店主 みほん")


@pytest.fixture
def street(scene: None) -> Iterator[Street]:
    with open_street("rakuten", furnish) as opened:
        yield opened


def furnish(shoppers: Shoppers) -> None:
    """Two goods of one code among four, and an order that was there before."""
    for code, quantity in (("A-1", 5), ("B_2", 4), ("DUP-1", 2), ("DUP-2", 3)):
        shoppers.put_item(code, quantity=quantity, title=f"手ぬぐい {code}")
    shoppers.put_item("DUP-2", merchantDefinedSkuId="DUP-1")
    shoppers.buy("A-1", 2)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_installation_links_its_first_shop_and_ships_its_first_order(
    desk: Desk, street: Street, language: str
) -> None:
    words = WORDS[language]
    desk.speak(language)
    page = desk.open("/accounts/add/")
    page.set_default_timeout(15_000)
    link(desk, street, page, words)
    decide(page, words)
    open_stock(page)
    begin(page, words)
    ship(desk, street, sell(street, 1), words["proved"])
    until_level(4, 2)
    assert street.shoppers.quantity("A-1") == 2
    assert desk.complaints == []
    assert audit().breaks == ()


def link(desk: Desk, street: Street, page: Page, words: dict[str, str]) -> None:
    page.click(f"a[href$='/accounts/add/{street.mall_id}/']")
    page.click("#verify-now")
    expect(page.locator("#verified .alert.amber")).to_be_visible()
    street.shoppers.configure(functions_off=["rpay.order.updateOrderShipping"])
    fill_in(page, street, "楽天市場 和雑貨みほん")
    expect(page.locator("#verified .alert.red")).to_contain_text(words["missing"], timeout=PATIENCE_MS)
    assert not Account.objects.exists()
    page.fill("#field-label", page.input_value("#field-label"))
    expect(page.locator("#verified .alert")).to_have_count(0)
    street.shoppers.configure(functions_off=[])
    page.click("#verify-now")
    expect(page.locator("#verified .alert.good")).to_contain_text(words["verified"], timeout=PATIENCE_MS)
    assert findings(page) == []
    page.click("form.card button.primary")

    page.wait_for_url("**/link/connect/")
    page.fill("#field-mail-from", "shop")
    page.click("form:has(#field-mail-from) button[type=submit]")
    expect(page.locator(".alert.red").first).to_be_visible()
    page.fill("#field-mail-from", "shop@example.jp")
    page.check("input[name=location]")
    page.click("form:has(#field-mail-from) button[type=submit]")
    expect(page.locator("#field-mail-from")).to_have_value("shop@example.jp")
    assert findings(page) == []
    onward(page)
    expect(page.locator(".alert.blue")).to_contain_text(words["nothing"])
    onward(page)
    expect(page.locator("#reading .buttons a.primary")).to_be_visible(timeout=PATIENCE_MS)
    assert findings(page) == []
    onward(page)


def decide(page: Page, words: dict[str, str]) -> None:
    page.wait_for_url("**/link/import/**")
    assert not ListingComponent.objects.exists()
    expect(page.locator("#import-list tbody tr")).to_have_count(2)
    assert findings(page) == []
    page.locator("#import-list tbody tr").first.locator("button").first.click()
    expect(page.locator("#import-list tbody tr")).to_have_count(1)
    page.locator("#import-list tbody tr button").nth(1).click()
    expect(page.locator("#import-list .tabs [aria-current]")).to_have_attribute("href", re.compile("kind=make"))
    expect(page.locator("#import-list tbody tr")).to_have_count(2)
    expect(page.locator("tr:has-text('B_2') .label")).to_contain_text(words["warned"])
    page.click("[data-opens=all-make]")
    assert findings(page) == []
    page.click("#all-make button.primary")
    page.wait_for_load_state()
    assert sorted(Sku.objects.values_list("code", flat=True)) == ["A-1", "B_2", "DUP-1", "dup-2/dup-2"]
    until(lambda: not Listing.objects.filter(seen_at__isnull=True).exists(), "the stock was not read")


def open_stock(page: Page) -> None:
    account = Account.objects.get()
    page.goto(page.url.split("/accounts/")[0] + f"/accounts/{account.id}/link/")
    page.wait_for_url("**/link/source/")
    page.click("form.card button.primary")
    expect(page.locator(".alert.red")).to_be_visible()
    assert findings(page) == []
    page.check(f"input[name=source][value='{account.id}']")
    page.click("form.card button.primary")
    page.wait_for_url("**/link/start/")
    assert StockLevel.objects.values_list("on_hand", "reserved").get(sku__code="A-1") == (5, 2)


def begin(page: Page, words: dict[str, str]) -> None:
    page.click(".guide-steps a[href$='/differences/']")
    expect(page.locator("#differences-list .empty")).to_be_visible()
    assert findings(page) == []
    page.click(".guide-steps a[href$='/start/']")
    assert findings(page) == []
    assert Account.objects.get().mode == "reading"
    page.click(".guide form button.primary")
    page.wait_for_url("**/accounts/*/")
    expect(page.locator(".toast")).to_contain_text(words["live"])
    assert Account.objects.get().mode == "live"
