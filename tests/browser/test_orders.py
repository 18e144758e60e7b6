"""受注 in the browser: list, tabs, filter, drawer by keyboard, ship form, a mail to the buyer."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from ichigen.domain.snapshots import order_from_json, order_to_json
from ichigen.services.accounts.mail_server import save_mail_server
from ichigen.services.alerts.smtp import MailServer
from ichigen.store.accounts import Account
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.orders import Order, Shipment
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.builders import make_account
from tests.services.alerts.receivers import Mailbox, mail_server
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


def reachable(order: Order, box: Mailbox) -> None:
    """Give the order's buyer an address, and its account a sender and a mail server."""
    save_mail_server(order.account_id, MailServer("127.0.0.1", box.port, "none", "", ""), None)
    Account.objects.filter(pk=order.account_id).update(mail_from="shop@example.jp")
    told = order_from_json(order.snapshot)
    assert told.buyer is not None
    snapshot = order_to_json(replace(told, buyer=replace(told.buyer, email="hanako@example.com")))
    Order.objects.filter(pk=order.pk).update(snapshot=snapshot)


def test_tabs_filter_and_their_address(desk: Desk) -> None:
    page = desk.open("/orders/")
    expect(page.locator("tr[data-href]")).to_have_count(24)

    page.click(".tabs a:has-text('発送前入金待ち')")
    expect(page.locator("tr[data-href]")).to_have_count(3)
    expect(page).to_have_url(desk.address + "/orders/?status=unpaid")

    page.keyboard.press("/")
    page.keyboard.type("2026-10003")
    expect(page.locator("tr[data-href]")).to_have_count(1)
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("発送前入金待ち")

    page.fill("#filter-text", "ない番号")
    expect(page.locator(".empty h2")).to_have_text("条件に合う受注はありません")
    page.click(".empty a.button")
    expect(page.locator("tr[data-href]")).to_have_count(3)

    page.go_back()
    expect(page.locator(".empty h2")).to_have_text("条件に合う受注はありません")
    assert desk.complaints == []


def test_drawer_by_keyboard(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/")
    for key in ("j", "j", "o"):
        page.keyboard.press(key)
    expect(page.locator("#drawer-body h1")).to_have_text("2026-10001")
    expect(page).to_have_url(f"{desk.address}/orders/{scene.order('2026-10001').id}/")

    page.keyboard.press("j")
    expect(page.locator("#drawer-body h1")).to_have_text("2026-10002")
    page.keyboard.press("k")
    expect(page.locator("#drawer-body h1")).to_have_text("2026-10001")

    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page).to_have_url(f"{desk.address}/orders/")
    expect(page.locator("tr.here .row-link")).to_have_text("2026-10001")

    page.keyboard.press("o")
    expect(page.locator("#drawer-body h1")).to_have_text("2026-10001")
    page.go_back()
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("tr[data-href]")).to_have_count(24)
    assert desk.complaints == []


def test_ship_form_says_what_is_missing_then_ships_and_a_template_tells_the_buyer(
    desk: Desk, scene: Scene, box: Mailbox
) -> None:
    order, template = scene.order("2026-10000"), MailTemplate.objects.get(name="発送のお知らせ")
    reachable(order, box)
    page = desk.open(f"/settings/mail-templates/{template.pk}/")
    page.fill("#id_subject", "［受注番号］を発送しました")
    expect(page.locator("#preview strong")).to_have_text("2026-10000を発送しました")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("メールテンプレートを変更しました")

    page = desk.open("/orders/?status=ready")
    page.click(f"#orders-{order.id} .row-link")
    page.click("text=出荷を登録する")
    expect(page.locator("#id_tracking_number_error")).to_contain_text("伝票番号を入力するか")
    page.click(f"[data-opens=mail-{order.id}]")
    page.select_option("#mail_template", str(template.pk))
    expect(page.locator(f"#mail-text-{order.id} .alert")).to_contain_text("[伝票番号]")
    assert findings(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog[open] .alert.red")).to_contain_text("差込みが埋まっていません: [出荷日]")
    page.keyboard.press("Escape")

    page.fill("#id_tracking_number", "１２３４-５６７８-９０１２")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast")).to_contain_text("出荷を登録しました")
    expect(page.locator("#drawer-body .badge").first).to_have_text("処理済")
    expect(page.locator(f"#orders-{order.id}")).to_have_count(0)  # the list behind left the tab 発送待ち
    assert Shipment.objects.values_list("order_id", "carrier", "tracking_number").get() == (
        order.id,
        "yamato",
        "123456789012",
    )
    assert Order.objects.get(pk=order.id).phase == "shipped"

    page.click(f"[data-opens=mail-{order.id}]")
    page.select_option("#mail_template", str(template.pk))
    expect(page.locator("#mail_subject")).to_have_value("2026-10000を発送しました")
    expect(page.locator("#mail_body")).to_have_value(re.compile("配送業者: ヤマト運輸\n伝票番号: 123456789012\n"))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#drawer-body .moments")).to_contain_text(
        "件名「2026-10000を発送しました」、テンプレート「発送のお知らせ」"
    )
    assert [mail["Subject"] for mail in box.mails] == ["2026-10000を発送しました"]
    assert desk.complaints == []


def test_an_unpaid_order_shows_why_it_cannot_be_shipped(desk: Desk, scene: Scene) -> None:
    page = desk.open(f"/orders/{scene.order('2026-10003').id}/")

    expect(page.locator(".alert.amber")).to_contain_text("前払いの入金がまだ確認できないため、出荷に進めません。")
    expect(page.locator("#id_tracking_number")).to_have_count(0)


def test_jump_by_number(desk: Desk, scene: Scene) -> None:
    page = desk.open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("2026-10007\n")

    page.wait_for_url(f"{desk.address}/orders/{scene.order('2026-10007').id}/")
    expect(page.locator("h1")).to_have_text("2026-10007")


@pytest.mark.parametrize("width", [1280, 1440])
def test_codes_are_whole_and_only_what_the_buyer_owes_is_amber(desk: Desk, scene: Scene, width: int) -> None:
    Order.objects.filter(number="2026-10000").update(number="420000-20261122-0123456789")
    Order.objects.filter(number="2026-10001").update(number="sample-store-10000001", paid=False)
    shipped = scene.order("2026-10005")
    Shipment.objects.create(order=shipped, carrier="yamato", tracking_number="400000000011", shipped_on="2026-11-22")
    desk.page.set_viewport_size({"width": width, "height": 900})
    page = desk.open("/orders/")

    cut = page.eval_on_selector_all(
        "td.pinned .one, td:nth-child(3) .code, td:last-child .one, thead th",
        "found => found.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)",
    )
    assert cut == []
    payments = page.eval_on_selector_all(
        "td .one",
        "found => found.filter(one => one.textContent === 'クレジットカード' && one.scrollWidth > one.clientWidth).length",
    )
    assert (page.get_by_text("クレジットカード", exact=True).count() > 0, payments) == (True, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".unpaid")).to_have_count(3)  # the three bank transfers; not the card settled by the mall
    expect(page.locator(f"#orders-{scene.order('sample-store-10000001').id} .unpaid")).to_have_count(0)


def test_a_cancel_that_the_mall_would_not_take_is_mended_in_its_dialog(desk: Desk, scene: Scene) -> None:
    order = scene.order("2026-10002")
    Order.objects.filter(pk=order.pk).update(account=make_account("yahoo_shopping", "another"))
    page = desk.open(f"/orders/{order.pk}/")
    page.click(f"[data-opens=cancel-{order.pk}]")
    dialog = page.locator(f"#cancel-{order.pk}")
    dialog.locator("#id_reason").select_option("other")
    dialog.locator("#id_detail").fill("破損")
    dialog.locator("button[type=submit]").click()

    expect(dialog.locator("[role=alert], .alert").first).to_contain_text("10〜200文字の説明が必要です")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#id_detail")).to_have_value("破損")
    assert findings(page) == []

    dialog.locator("#id_detail").fill("検品で破損が見つかったため")
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text("キャンセルを受け付けました")
    expect(dialog).not_to_be_visible()
    assert desk.complaints == []
