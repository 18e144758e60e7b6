"""An empty installation to a shop in step: link, verify, read, conflicts, source, differences, start, order, shipped, proved.

Screens in Chromium, the product's own worker, a simulated mall; in Japanese and in English (R1-09, R1-27, R1-41, E2-01 … E2-23).
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from ichigen.mallkit.registry import mall
from ichigen.services.audit.run import audit
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from ichigen.store.stock import StockLevel
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.browser.waiting import PATIENCE_MS, until
from tests.scenarios.town import Shoppers, open_town
from tests.scenarios.worker import real_worker
from tests.web.scene import make_staff
from tests.workers.conftest import empty_job_tables

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MALL = "rakuten"
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


@dataclass
class Street:
    """A simulated mall with a shop that sells already, and the product's worker running."""

    card: dict[str, object]
    shoppers: Shoppers


@pytest.fixture
def scene(transactional_db: None) -> None:
    """An empty installation: its owner and nothing else."""
    make_staff("owner", Role.OWNER, "店主 みほん")


@pytest.fixture
def street(scene: None) -> Iterator[Street]:
    empty_job_tables()
    with ExitStack() as stack:
        town = stack.enter_context(open_town(MALL, time_scale=100))
        shoppers = town.control(MALL)
        stack.callback(shoppers.close)
        for code, quantity in (("A-1", 5), ("B_2", 4), ("DUP-1", 2), ("DUP-2", 3)):
            shoppers.put_item(code, quantity=quantity, title=f"手ぬぐい {code}")
        shoppers.put_item("DUP-2", merchantDefinedSkuId="DUP-1")
        shoppers.buy("A-1", 2)
        stack.enter_context(real_worker())
        yield Street(dict(town.cards[MALL]), shoppers)
    empty_job_tables()


def fill_in(page: Page, street: Street) -> None:
    """Paste what the mall's own screen shows; leaving the last field asks the mall."""
    page.fill("#field-label", "楽天市場 和雑貨みほん")
    page.click(".fold-out summary")
    for endpoint in mall(MALL).endpoints:
        page.fill(f"#field-endpoint_{endpoint.name}", str(street.card["base_url"]))
    credentials = street.card["credentials"]
    assert isinstance(credentials, dict)
    for name, value in credentials.items():
        page.fill(f"#field-{name}", value)
    page.keyboard.press("Tab")


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
    sell_and_ship(desk, street, page, words)
    assert desk.complaints == []
    assert audit().breaks == ()


def link(desk: Desk, street: Street, page: Page, words: dict[str, str]) -> None:
    page.click(f"a[href$='/accounts/add/{MALL}/']")
    page.click("#verify-now")
    expect(page.locator("#verified .alert.amber")).to_be_visible()
    street.shoppers.configure(functions_off=["rpay.order.updateOrderShipping"])
    fill_in(page, street)
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


def onward(page: Page) -> None:
    page.click(".guide .buttons a.primary")


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


def sell_and_ship(desk: Desk, street: Street, page: Page, words: dict[str, str]) -> None:
    number = street.shoppers.buy("A-1", 1)
    until(lambda: Order.objects.filter(number=number, phase="ready").exists(), "the order is not ready to ship")
    order = Order.objects.get(number=number)
    desk.open(f"/orders/{order.id}/")
    page.fill("#id_tracking_number", "4000-0000-0011")
    page.click("form[action$='/ship/'] button.primary")
    expect(page.locator(".toast")).to_be_visible()
    until(lambda: bool(street.shoppers.order(number)["parcels"]), "the ship notice did not reach the mall")
    until(lambda: not order.write_backs.filter(state="open").exists(), "the write-back was not proved")
    desk.open(f"/orders/{order.id}/")
    expect(page.locator(".steps .s-confirmed").nth(1)).to_contain_text(words["proved"])
    until(
        lambda: StockLevel.objects.values_list("on_hand", "reserved").get(sku__code="A-1") == (4, 2),
        "the units have not left",
    )
    assert street.shoppers.quantity("A-1") == 2
