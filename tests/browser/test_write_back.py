"""ステータス紐付け, 更新対象の確認 and 処理結果 in the browser; 中止 and お届け指定 of an order."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ichigen.services.clock import now
from ichigen.store.orders import Order, Status
from ichigen.store.status_table import StatusTableVersion
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def account(scene: Scene) -> int:
    """The account with a table; its unpaid order was paid, and nothing of it is written by itself."""
    found = scene.accounts[1]
    order = Order.objects.get(number="2026-10003")
    order.snapshot["payment"] = ["銀行振込", True, True]
    order.phase, order.status, order.paid = "ready", Status.objects.get(code="ready"), True
    order.save()
    return found.pk


def test_g4_33_try_out_then_save_then_look_then_run(desk: Desk, account: int) -> None:
    page = desk.open(f"/write-back/{account}/table/")
    expect(page.locator("#rows tbody tr")).to_have_count(7)
    expect(page.locator("#rows tbody tr").first).to_contain_text("書き出しません")
    page.check("input[name=enabled-ready]")
    page.click("button[value=try]")
    expect(page.locator("#tried-title")).to_be_visible()
    expect(page.locator("#table-part")).to_contain_text("出荷不可")
    expect(page.locator("#table-part")).to_contain_text("2026-10003")
    assert page.is_checked("input[name=enabled-ready]")
    assert not StatusTableVersion.objects.exists()
    assert findings(page) == []

    page.fill("#note", "発送待ちも書き出す")
    page.click("button[value=save]")
    page.wait_for_url(f"{desk.address}/write-back/{account}/")
    expect(page.locator(".toast")).to_contain_text("モールへはまだ書き出していません")
    expect(page.locator("#targets-list tbody")).to_contain_text("2026-10003")
    assert not WriteBack.objects.filter(kind="status").exists()
    page.click("nav.tabs a:nth-child(2)")
    expect(page.locator("#reasons-title")).to_be_visible()
    assert findings(page) == []

    page.click("[data-opens=run]")
    expect(page.locator("#run button.primary")).to_contain_text("1 件を更新実行")
    assert findings(page) == []
    page.click("#run button.primary")
    page.wait_for_url(re.compile(r"/write-back/runs/\d+/"))
    expect(page.locator("h1")).to_have_text("処理途中経過")
    expect(page.locator("#run-list")).to_contain_text("成功 0 件・失敗 0 件・残り 1 件")
    assert findings(page) == []
    assert WriteRun.objects.latest("id").rows.count() == 1

    page = desk.open(f"/write-back/{account}/table/")
    expect(page.locator("#table-part")).to_contain_text("発送待ちも書き出す")
    page.click("form[action$='/restore/'] button")
    page.wait_for_url(f"{desk.address}/write-back/{account}/")
    assert StatusTableVersion.objects.latest("number").restored_from == 0
    assert desk.complaints == []


def test_g4_06_g4_08_the_page_of_a_run_moves_on_by_itself_and_offers_only_the_failed_again(desk: Desk) -> None:
    run = WriteRun.objects.latest("id")
    page = desk.open(f"/write-back/runs/{run.pk}/")
    expect(page.locator("h1")).to_have_text("処理結果")
    expect(page.locator("progress")).to_have_attribute("value", "2")
    expect(page.locator("#run-list tbody tr")).to_have_count(2)

    page.click("text=失敗した 1 件だけ再実行")
    expect(page.locator(".toast")).to_contain_text("失敗した 1 件を再実行します")
    back = WriteBack.objects.get(kind="ship", order__number="2026-10005")
    WriteBack.objects.filter(pk=back.pk).update(state="open")
    page = desk.open(f"/write-back/runs/{run.pk}/")
    expect(page.locator("h1")).to_have_text("処理途中経過")
    WriteBack.objects.filter(pk=back.pk).update(state="done")
    expect(page.locator("h1")).to_have_text("処理結果", timeout=6000)
    expect(page.locator("#run-list")).to_contain_text("成功 1 件・失敗 1 件・残り 0 件")
    assert desk.complaints == []


def test_a_failed_notice_is_given_up_with_a_reason_and_shipped_again(desk: Desk, scene: Scene) -> None:
    order = scene.order("2026-10005")
    page = desk.open(f"/orders/{order.pk}/")
    expect(page.locator("[data-opens^=drop-]")).to_be_visible()
    page.click("[data-opens^=drop-]")
    assert findings(page) == []
    page.fill("dialog[open] input[name=reason]", "番号を間違えた")
    page.click("dialog[open] button.primary.danger")
    expect(page.locator(".toast")).to_contain_text("書出しを中止しました")
    expect(page.locator(".detail")).to_contain_text("モールに出荷が伝わっていません")
    reasons = page.locator("#id_no_number_reason option").all_inner_texts()
    assert reasons == [
        "伝票番号あり", "メーカー直送", "発送不要", "店頭受取", "配送会社から直接連絡", "追跡できない配送方法",
    ]  # fmt: skip
    page.fill("#id_tracking_number", "4000-0000-0022")
    page.click("text=出荷通知を再送する")
    expect(page.locator(".toast").last).to_contain_text("出荷を登録しました")
    assert list(WriteBack.objects.filter(order=order).order_by("id").values_list("state", flat=True)) == [
        "dropped",
        "open",
    ]
    assert desk.complaints == []


def test_g4_14_g4_15_the_delivery_wish_is_chosen_from_the_hours_of_the_shop(desk: Desk, account: int) -> None:
    order = Order.objects.get(number="2026-10003")
    page = desk.open(f"/orders/{order.pk}/")
    expect(page.locator("#deliver-slot")).to_have_value("14時～16時")
    page.fill("#deliver-day", f"{now() + timedelta(days=5):%Y-%m-%d}")
    page.select_option("#deliver-slot", "18時～20時")
    page.click("text=お届け指定を保存")
    expect(page.locator(".toast")).to_contain_text("お届け指定を変更しました")
    order.refresh_from_db()
    assert order.deliver_slot == "18時～20時"
    assert desk.complaints == []


def test_g4_22_before_payment_asks_for_a_reason(desk: Desk, scene: Scene) -> None:
    StatusTableVersion.objects.create(
        account=scene.accounts[1],
        number=1,
        rows=[{"status": "unpaid", "enabled": True, "order": "2", "ship": "2"}],
        created_at=now(),
    )
    order = scene.order("2026-10003")
    page = desk.open(f"/orders/{order.pk}/")
    page.click("text=入金前に書き出す…")
    assert findings(page) == []
    page.fill("dialog[open] input[name=reason]", "店頭で入金を確認")
    page.click("text=理由を残して書き出す")
    expect(page.locator(".toast")).to_contain_text("理由は操作履歴に残りました")
    assert WriteBack.objects.get(order=order, kind="status").state == "open"
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_finding_on_the_write_back_screens(desk: Desk, account: int, language: str) -> None:
    desk.speak(language)
    run = WriteRun.objects.latest("id")
    for path in (
        "/write-back/",
        f"/write-back/{account}/",
        f"/write-back/{account}/?show=excluded&days=all",
        f"/write-back/{account}/table/",
        f"/write-back/runs/{run.pk}/",
        "/write-back/time-slots/",
        f"/orders/{Order.objects.get(number='2026-10003').pk}/",
    ):
        for width in (1440, 1280):
            desk.page.set_viewport_size({"width": width, "height": 900})
            page = desk.open(path)
            assert (path, width, findings(page)) == (path, width, [])
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert (path, width, wide) == (path, width, False)
    assert desk.complaints == []
