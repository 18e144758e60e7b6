"""The first day of a shop: owner link, account, import, start, order, shipped, then 更新対象の確認 and 処理結果.

From an empty installation, screens in Chromium, the product's own worker, a simulated mall with a status table; in
Japanese and in English (E2-01 … E2-23, G4-01, G4-05 … G4-08, G4-33). `test_first_link` has the conflicts and refusals.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ichigen.services.audit.run import audit
from ichigen.services.clock import now
from ichigen.services.staff import invite_first_owner
from ichigen.services.views.write_runs import write_run
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.staff import Staff
from ichigen.store.stock import StockLevel
from ichigen.store.write_runs import WriteRun
from tests.browser.axe import findings
from tests.browser.conftest import Desk, hear
from tests.browser.street import PATIENCE_MS, Street, fill_in, onward, open_street, sell, ship, until, until_level
from tests.scenarios.town import Shoppers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW_PASSWORD = "hajimete-no-mise-1"

#: What the screens say, by language.
WORDS = {
    "ja": {
        "verified": "必要な権限がすべてそろっています",
        "proved": "確認済み",
        "running": "処理途中経過",
        "over": "処理結果",
    },
    "en": {
        "verified": "All needed permissions are there",
        "proved": "Confirmed",
        "running": "Progress",
        "over": "Results",
    },
}


@pytest.fixture
def street(transactional_db: None) -> Iterator[Street]:
    with open_street("yahoo_shopping", furnish) as opened:
        yield opened


def furnish(shoppers: Shoppers) -> None:
    for code, quantity in (("A-1", 6), ("B-1", 4)):
        shoppers.put_item(code, quantity=quantity, title=f"手ぬぐい {code}")


@pytest.fixture
def visitor(window: BrowserContext, live_server: LiveServer, street: Street) -> Desk:
    """Somebody who never logged in."""
    sitting = Desk(window.new_page(), live_server.url)
    hear(sitting)
    return sitting


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_owner_begins_with_a_link_and_ends_the_day_with_a_result(
    visitor: Desk, street: Street, language: str
) -> None:
    words = WORDS[language]
    visitor.speak(language)
    visitor.page.set_default_timeout(15_000)
    log_in_by_link(visitor)
    link(visitor, street, words)
    take_over(visitor.page)
    ship(visitor, street, sell(street, 2), words["proved"])
    until_level(4, 0)
    assert street.shoppers.quantity("A-1") == 4
    open_new_orders_by_hand(visitor, street, words)
    assert visitor.complaints == []
    assert audit().breaks == ()


def log_in_by_link(desk: Desk) -> None:
    invitation = invite_first_owner(now())
    assert invitation is not None
    page = desk.open(invitation.path)
    assert findings(page) == []
    page.fill("#id_display_name", "店主 みほん")
    for field in page.locator("input[type=password]").all():
        field.fill(NEW_PASSWORD)
    page.click("button.primary")
    page.wait_for_url(desk.address + "/")
    assert findings(page) == []
    assert Staff.objects.get().display_name == "店主 みほん"


def link(desk: Desk, street: Street, words: dict[str, str]) -> None:
    page = desk.open("/accounts/add/")
    page.click(f"a[href$='/accounts/add/{street.mall_id}/']")
    fill_in(page, street, "Yahoo!店 和雑貨みほん")
    expect(page.locator("#verified .alert.good")).to_contain_text(words["verified"], timeout=PATIENCE_MS)
    page.click("form.card button.primary")
    page.wait_for_url("**/link/connect/")
    onward(page)
    onward(page)
    expect(page.locator("#reading .buttons a.primary")).to_be_visible(timeout=PATIENCE_MS)
    onward(page)
    page.wait_for_url("**/link/import/**")


def take_over(page: Page) -> None:
    """All goods become SKUs, the mall's numbers the stock, and 在庫連動 begins."""
    page.click("[data-opens=all-make]")
    page.click("#all-make button.primary")
    page.wait_for_load_state()
    until(lambda: not Listing.objects.filter(seen_at__isnull=True).exists(), "the stock was not read")
    account = Account.objects.get()
    page.goto(page.url.split("/accounts/")[0] + f"/accounts/{account.id}/link/")
    page.wait_for_url("**/link/source/")
    page.check(f"input[name=source][value='{account.id}']")
    page.click("form.card button.primary")
    page.wait_for_url("**/link/start/")
    assert StockLevel.objects.values_list("on_hand", "reserved").get(sku__code="A-1") == (6, 0)
    page.click(".guide form button.primary")
    page.wait_for_url("**/accounts/*/")
    assert Account.objects.get().mode == "live"


def open_new_orders_by_hand(desk: Desk, street: Street, words: dict[str, str]) -> None:
    """The shop writes 発送待ち too: the row is ticked, the order looked at among the targets, and written."""
    number = sell(street, 2).number
    account = Account.objects.get()
    page = desk.open(f"/write-back/{account.id}/table/")
    page.check("input[name=enabled-ready]")
    page.fill("#note", "発送待ちも書き出す")
    page.click("button[value=save]")
    page.wait_for_url(f"{desk.address}/write-back/{account.id}/")
    expect(page.locator("#targets-list tbody")).to_contain_text(number)
    assert findings(page) == []
    page.click("[data-opens=run]")
    page.click("#run button.primary")
    page.wait_for_url(re.compile(r"/write-back/runs/\d+/"))
    expect(page.locator("h1")).to_have_text(words["over"], timeout=PATIENCE_MS)
    expect(page.locator("#run-list tbody tr")).to_contain_text(number)
    assert findings(page) == []
    result = write_run(WriteRun.objects.get().pk)
    assert result is not None
    assert (result.done, result.failed, result.left) == (1, 0, 0)
    assert street.shoppers.order(number)["content"]["ShipStatus"] == "2"
