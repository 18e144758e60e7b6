"""通知 and the renewal of credentials in the browser: settings, test, the key shown once, ホーム, paste and verify."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from ichigen.services.alerts.settings import read_settings
from ichigen.services.alerts.watch import watch_alerts
from ichigen.store.accounts import Account
from ichigen.store.staff import Role
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.services.alerts.receivers import Hook, Mailbox, mail_server, web_server
from tests.web.scene import Scene, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = ("ja", "en")
WIDTHS = (1440, 1280)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server("smtp-pass-1") as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as running:
        yield running


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_finding_and_nothing_cut_off_at_any_width(desk: Desk, scene: Scene, language: str, width: int) -> None:
    Account.objects.filter(pk=scene.accounts[1].pk).update(health=Account.Health.DEAD)
    watch_alerts()
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.speak(language)
    for path in ("/alerts/", "/", f"/accounts/{scene.accounts[0].pk}/renew/"):
        page = desk.open(path)
        assert (path, findings(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert desk.complaints == []


def test_mail_is_set_tested_and_its_password_never_comes_back(desk: Desk, box: Mailbox) -> None:
    page = desk.open("/alerts/")
    page.check("#id_mail-on")
    page.click("button:has-text('メールの設定を保存')")
    expect(page.locator("#id_mail-host_error")).to_contain_text("メールで通知するには入力が必要です")
    assert findings(page) == []

    page.fill("#id_mail-host", "127.0.0.1")
    page.fill("#id_mail-port", str(box.port))
    page.select_option("#id_mail-security", "none")
    page.fill("#id_mail-user", "hub")
    page.fill("#id_mail-password", "smtp-pass-1")
    page.fill("#id_mail-sender", "hub@example.com")
    page.fill("#id_mail-recipients", "shop@example.com\nboss@example.com")
    page.click("button:has-text('メールの設定を保存')")
    expect(page.locator(".toast")).to_contain_text("保存しました")
    assert page.input_value("#id_mail-password") == ""
    assert "smtp-pass-1" not in page.content()

    page.click("button:has-text('メールをテスト送信')")
    expect(page.locator(".toast")).to_contain_text("メール: 送信しました")
    assert box.recipients == [["shop@example.com", "boss@example.com"]]
    expect(page.locator("section[aria-labelledby=sent-title] tbody tr")).to_have_count(1)
    assert desk.complaints == []


def test_the_webhooks_key_is_shown_once_and_a_rotation_says_how_long_the_old_one_signs(desk: Desk, hook: Hook) -> None:
    page = desk.open("/alerts/")
    page.check("#id_hook-on")
    page.fill("#id_hook-url", hook.url)
    page.click("button:has-text('Webhookの設定を保存')")
    expect(page.locator("#id_hook-url_error")).to_contain_text("https:// で始めてください")
    page.check("#id_hook-private")
    page.click("button:has-text('Webhookの設定を保存')")
    key = page.inner_text("#webhook-secret")
    assert key == read_settings().secrets["webhook_secret"]
    assert findings(page) == []
    desk.open("/alerts/")
    assert key not in page.content()

    page.click("button:has-text('Webhookをテスト送信')")
    expect(page.locator(".toast")).to_contain_text("Webhook: 送信しました")
    assert len(hook.requests) == 1
    page.click("button:has-text('新しい鍵に替える')")
    expect(page.locator("#main")).to_contain_text("までは、以前の鍵の署名も付けて送ります")
    assert page.inner_text("#webhook-secret") != key
    assert desk.complaints == []


def test_a_kind_is_switched_off_and_the_address_for_links_kept(desk: Desk) -> None:
    page = desk.open("/alerts/")
    assert page.input_value("#id_hub_url") == f"{desk.address}/"
    page.uncheck("input[value=oversell]")
    page.fill("#id_hub_url", "https://hub.example/")
    page.click("button:has-text('知らせることを保存')")
    expect(page.locator(".toast")).to_contain_text("保存しました")
    expect(page.locator("input[value=oversell]")).not_to_be_checked()
    assert (read_settings().muted, read_settings().hub_url) == (["oversell"], "https://hub.example/")


def test_home_shows_what_is_wrong_first_and_leads_to_where_it_is_put_right(desk: Desk, scene: Scene) -> None:
    account = scene.accounts[1]
    Account.objects.filter(pk=account.pk).update(health=Account.Health.DEAD)
    watch_alerts()

    page = desk.open("/")
    first = page.locator("#home-part > *").first
    expect(first).to_have_id("alerts-now")
    line = first.locator("li", has_text=f"{account.label}: 認証が切れたため")
    line.locator("a").click()
    expect(page.locator("h1")).to_have_text("認証情報を更新する")
    assert page.url == f"{desk.address}/accounts/{account.pk}/renew/"


def test_a_packer_sees_the_alert_without_a_way_into_the_settings(desk: Desk, scene: Scene) -> None:
    Account.objects.filter(pk=scene.accounts[1].pk).update(health=Account.Health.DEAD)
    watch_alerts()
    make_staff("packer", Role.PACKER)
    desk.page.context.clear_cookies()
    desk.log_in("packer")

    expect(desk.page.locator("#alerts-now")).to_contain_text("認証が切れたため")
    expect(desk.page.locator("#alerts-now a[href*=renew]")).to_have_count(0)
    expect(desk.page.locator("nav.menu a[href='/alerts/']")).to_have_count(0)


def test_a_renewal_names_what_is_wrong_and_does_not_draw_the_pasted_secret_back(desk: Desk, scene: Scene) -> None:
    Account.objects.filter(pk=scene.accounts[1].pk).update(
        shop_identity="mihon", credentials={"seller_id": "mihon", "client_id": "dj0"}, endpoints={}
    )
    page = desk.open(f"/accounts/{scene.accounts[1].pk}/renew/")
    page.fill("#field-refresh_token", "rt-pasted-secret")
    page.click("button:has-text('確かめて切り替える')")

    expect(page.locator(".alert.red")).to_contain_text("保存できませんでした")
    expect(page.locator("#problem-client_secret")).to_be_visible()
    assert page.input_value("#field-refresh_token") == ""
    assert "rt-pasted-secret" not in page.content()
    assert findings(page) == []
    assert desk.complaints == []
