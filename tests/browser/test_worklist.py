"""要対応 in the browser: retry one record, settle by hand; and logging in."""

import pytest
from playwright.sync_api import expect

from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBackStep
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_retry_of_one_record(desk: Desk) -> None:
    item = WorklistItem.objects.get(code="step_refused")
    page = desk.open("/worklist/")
    page.click(f"#worklist-{item.id} .row-link")
    page.click("#drawer-body button.primary")

    expect(page.locator(".toast")).to_contain_text("この 1 件をもう一度実行します")
    expect(page.locator(f"#worklist-{item.id}")).to_have_count(0)
    assert WriteBackStep.objects.get(label="発送完了報告").state == "planned"
    assert desk.complaints == []


def test_settle_by_hand_asks_what_was_done(desk: Desk) -> None:
    item = WorklistItem.objects.get(code="stock_refused")
    page = desk.open(f"/worklist/{item.id}/")
    page.click("text=対応済みにする")
    expect(page.locator("#id_resolution_error")).to_contain_text("どう対応したかを入力してください")

    page.fill("#id_resolution", "モールで商品を登録した")
    page.click("text=対応済みにする")

    expect(page.locator(".toast")).to_contain_text("対応済みにしました")
    item.refresh_from_db()
    assert (item.resolution, item.closed_by_id is not None) == ("モールで商品を登録した", True)


def test_login_says_what_is_wrong_and_leads_back(desk: Desk) -> None:
    page = desk.page
    page.context.clear_cookies()
    desk.open("/orders/?status=ready")
    expect(page.locator("h1")).to_have_text("ログイン")
    page.fill("#id_code", "owner")
    page.fill("#id_password", "chigau")
    page.click("button.primary")
    expect(page.locator(".alert.red")).to_contain_text("スタッフコードまたはパスワードが違います")

    page.fill("#id_password", "ai-zome-tenugui")
    page.click("button.primary")
    page.wait_for_url(desk.address + "/orders/?status=ready")


def test_a_lost_session_leads_to_login_and_back(desk: Desk) -> None:
    page = desk.open("/orders/")
    page.context.clear_cookies()
    page.click(".tabs a:has-text('保留')")
    expect(page.locator("h1")).to_have_text("ログイン")
    assert "next=" in page.url


def test_a_refused_loop_is_tried_again_and_a_dead_credential_leads_to_its_account(desk: Desk, scene: Scene) -> None:
    account = scene.accounts[0]
    about = {"account": account, "title": "題", "cause": "原因", "action": "対応", "opened_at": scene.now}
    loop = WorklistItem.objects.create(key=f"loop_refused:{account.id}:stock", code="loop_refused", **about)
    dead = WorklistItem.objects.create(key=f"auth_expired:{account.id}", code="auth_expired", **about)

    page = desk.open(f"/worklist/{loop.id}/")
    page.click("#main button.primary:has-text('再試行')")
    expect(page.locator(".toast")).to_contain_text("もう一度実行します")

    page = desk.open(f"/worklist/{dead.id}/")
    assert findings(page) == []
    expect(page.locator("#main button:has-text('接続チェック')")).to_have_count(1)
    page.click("#main a:has-text('認証情報を更新する')")
    page.wait_for_url(f"{desk.address}/accounts/{account.id}/renew/")
    assert desk.complaints == []


def test_too_many_wrong_passwords_have_to_wait(desk: Desk) -> None:
    page = desk.page
    page.context.clear_cookies()
    desk.open("/login/")
    for _ in range(5):
        page.fill("#id_code", "owner")
        page.fill("#id_password", "chigau")
        page.click("button.primary")
        page.wait_for_selector(".alert.red")

    expect(page.locator(".alert.red")).to_contain_text("1 分たってから、もう一度入力してください")
    assert findings(page) == []
    page.fill("#id_password", "ai-zome-tenugui")
    page.click("button.primary")
    expect(page.locator(".alert.red")).to_contain_text("受付を止めています")
