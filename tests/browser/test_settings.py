"""設定 in the browser: keys that can be switched off, a link shown once, an own status, who is shut out."""

import pytest
from playwright.sync_api import expect

from ichigen.store.orders import Status
from ichigen.store.staff import Role, Staff
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_keys_of_one_letter_can_be_switched_off(desk: Desk) -> None:
    page = desk.open("/settings/display/")
    page.locator("main [data-keys-switch]").uncheck()
    desk.open("/orders/")
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#jump")).to_be_visible()  # with a modifier it stays

    desk.open("/settings/display/")
    expect(page.locator("main [data-keys-switch]")).not_to_be_checked()
    page.locator("main [data-keys-switch]").check()
    desk.open("/orders/")
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(1)
    assert desk.complaints == []


def test_row_height_is_remembered(desk: Desk) -> None:
    page = desk.open("/settings/display/")
    page.click("main [data-set-density=tight]")
    expect(page.locator("main [data-set-density=tight]")).to_have_attribute("aria-pressed", "true")
    desk.open("/stock/")
    expect(page.locator("html")).to_have_attribute("data-density", "tight")


def test_a_new_member_gets_a_link_that_is_shown_once(desk: Desk) -> None:
    page = desk.open("/settings/staff/")
    page.fill("#id_code", "ｈａｎａｋｏ")
    page.fill("#id_display_name", "花子")
    page.keyboard.press("Control+Enter")
    link = page.locator("#invitation-link").input_value()
    assert findings(page) == []
    assert Staff.objects.get(code="hanako").role == "packer"

    desk.open("/settings/staff/")
    expect(page.locator("#invitation-link")).to_have_count(0)
    page.context.clear_cookies()
    page.goto(link)
    expect(page.locator("#id_code")).to_have_value("hanako")


def test_shutting_somebody_out_is_asked_for(desk: Desk) -> None:
    other = make_staff("hanako", Role.CLERK, "花子")
    page = desk.open("/settings/staff/")
    page.click(f"[data-opens=off-{other.pk}]")
    assert findings(page) == []
    page.click(f"#off-{other.pk} button.danger")
    expect(page.locator(".toast")).to_contain_text("スタッフを無効にしました")
    other.refresh_from_db()
    assert not other.is_active
    assert desk.complaints == []


def test_an_own_status_is_added_moved_and_chosen(desk: Desk) -> None:
    page = desk.open("/settings/statuses/")
    page.fill("#id_name", "名入れ待ち")
    page.select_option("#id_phase", "ready")
    page.click("main form .primary")
    expect(page.locator(".toast")).to_contain_text("ステータスを追加しました")
    row = page.locator("tbody tr", has_text="名入れ待ち")
    row.locator("[value=up]").click()
    expect(page.locator("tbody tr").nth(6)).to_contain_text("名入れ待ち")
    assert findings(page) == []
    assert list(Status.objects.order_by("position").values_list("name", flat=True))[6:] == ["名入れ待ち", "キャンセル"]
    desk.open("/orders/")
    expect(page.locator(".tabs a", has_text="名入れ待ち")).to_have_count(1)
    assert desk.complaints == []
