"""モール詳細設定 and the unknown buyer on screen, in both languages and at both widths (G3-05 … G3-16)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ichigen.domain.orders import MallOrder, Party, Withheld
from ichigen.domain.phases import Phase
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.options import keep_options
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.builders import NOON, make_account, make_line, make_order
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MALL = "mercari_shops"
WIDTHS = (1440, 1280)
SHOP = {
    "auto_intake": "off",
    "buyer_rule": "fixed",
    "buyer_name": "見本商店",
    "buyer_postal_code": "100-0001",
    "buyer_prefecture": "東京都",
    "buyer_city": "千代田区",
    "buyer_street": "千代田1-1",
    "buyer_phone": "03-0000-0000",
    "ship_message": "[配送業者]\n[伝票番号]",
}


def orders() -> list[MallOrder]:
    """One of each way of not knowing."""
    receiver = Party("架空 太郎", "", "150-0001", "東京都", "渋谷区", "神宮前1-1", "03-0000-0000")
    line = make_line(code="TNG-AI")
    return [
        make_order("OT-KNOWN", line, buyer=None, ship_to=receiver),
        make_order("OT-HIDDEN", line, buyer=None, withheld=Withheld.ANONYMOUS),
        make_order("OT-UNPAID", line, buyer=None, withheld=Withheld.NOT_YET, phase=Phase.UNPAID),
        make_order("OT-UNTOLD", line, buyer=None, withheld=Withheld.UNTOLD),
    ]


@pytest.fixture
def account(scene: Scene) -> Account:
    account = make_account(MALL, label="メルカリ店 和雑貨みほん", started_at=scene.now - timedelta(days=30))
    take_in(source_of(account, mall(MALL).orders, scene.now), orders())
    return account


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_settings_are_drawn_refused_and_saved(desk: Desk, account: Account, language: str) -> None:
    desk.speak(language)
    page = desk.open(f"/accounts/{account.id}/")
    page.click(f"a[href='/accounts/{account.id}/options/']")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.fill("#field-lookback_days", "0")
    page.fill("#field-ship_message", "[伝表番号]")
    page.select_option("#field-buyer_rule", "fixed")
    page.click("form .button.primary")
    expect(page.locator("#problem-lookback_days")).to_be_visible()
    expect(page.locator("#problem-ship_message")).to_be_visible()
    expect(page.locator("#problem-buyer_name")).to_be_visible()
    assert findings(page) == []

    for name, value in SHOP.items():
        if name not in ("auto_intake", "buyer_rule"):
            page.fill(f"#field-{name}", value)
    page.fill("#field-lookback_days", "１４")
    page.uncheck("#field-auto_intake")
    page.select_option("#field-landing_status", "new")
    page.keyboard.press("Tab")
    page.click("form .button.primary")
    expect(page.locator("#field-lookback_days")).to_have_value("14")
    account.refresh_from_db()
    assert (account.settings["landing_status"], account.settings["auto_intake"]) == ("new", "off")
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_g3_07_intake_by_hand_is_one_button(desk: Desk, account: Account, language: str) -> None:
    assert keep_options(account.id, SHOP, None) == {}
    desk.speak(language)
    page = desk.open(f"/accounts/{account.id}/")
    assert findings(page) == []
    page.click(f"form[action='/accounts/{account.id}/intake/'] button")
    page.wait_for_url(f"**/accounts/{account.id}/")
    account.refresh_from_db()
    assert account.intake_asked_at is not None
    assert desk.complaints == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("OT-KNOWN", ("見本商店", "一律", "架空 太郎")),
        ("OT-HIDDEN", ("見本商店", "一律", "匿名配送")),
        ("OT-UNPAID", ("見本商店", "一律", "入金が済むとモールが教えます")),
        ("OT-UNTOLD", ("見本商店", "一律", "このモールのAPIからは取得できません")),
    ],
)
def test_g3_15_the_order_says_who_is_known_and_why_not(
    desk: Desk, account: Account, number: str, words: tuple[str, ...]
) -> None:
    keep_options(account.id, SHOP, None)
    page = desk.open(f"/orders/{Order.objects.get(number=number).id}/")
    parties = page.locator("section[aria-labelledby='parties-title']")
    for word in words:
        expect(parties).to_contain_text(word)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []
    assert desk.complaints == []


def test_g3_16_nobody_is_made_up_in_the_list(desk: Desk, account: Account) -> None:
    page = desk.open("/orders/?q=OT-HIDDEN")
    row = page.locator("tr", has_text="OT-HIDDEN")
    expect(row).to_contain_text("匿名配送")
    assert findings(page) == []
    desk.open("/orders/?q=見本商店")
    expect(page.locator("body")).not_to_contain_text("OT-KNOWN")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_g3_27_orders_to_one_address_are_joined_and_taken_apart(desk: Desk, account: Account, language: str) -> None:
    receiver = Party("架空 太郎", "", "150-0001", "東京都", "渋谷区", "神宮前1-1", "03-0000-0000")
    again = make_order("OT-AGAIN", make_line(code="TNG-AI"), buyer=None, ship_to=receiver)
    take_in(source_of(account, mall(MALL).orders, NOON), [again])
    parent, child = Order.objects.get(number="OT-KNOWN"), Order.objects.get(number="OT-AGAIN")
    desk.speak(language)
    page = desk.open(f"/orders/{parent.id}/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []
    page.check(f"input[name='child'][value='{child.id}']")
    page.click(f"form[action='/orders/{parent.id}/bundle/'] button")
    expect(page.locator("section[aria-labelledby='bundle-title']")).to_contain_text("OT-AGAIN")
    expect(page.locator("input[name='child']")).to_have_count(0)

    page = desk.open(f"/orders/{child.id}/")
    assert findings(page) == []
    page.click(f"form[action='/orders/{child.id}/unbundle/'] button")
    expect(page.locator(f"input[name='child'][value='{parent.id}']")).to_be_visible()
    child.refresh_from_db()
    assert (child.parent_id, desk.complaints) == (None, [])
