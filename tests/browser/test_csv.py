"""CSV in the browser: bring in, look, take in, undo; and the screens beside it, by axe, in both languages and widths."""

import csv
import io

import pytest
from playwright.sync_api import FilePayload, Page, expect

from ichigen.store.csv_imports import CsvImport
from ichigen.store.goods import Location, Sku
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.services.sheets.bringing import bring, checked_import, take, work
from tests.store.shop import level

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (1440, 1280)


def file(text: str) -> FilePayload:
    return FilePayload(name="tana.csv", mimeType="text/csv", buffer=text.encode("cp932"))


def run_newest() -> CsvImport:
    """Do what the worker does."""
    return work(CsvImport.objects.latest("id").pk)


def test_count_by_csv_look_take_in_and_undo(desk: Desk) -> None:
    sku = Sku.objects.get(code="TNG-AI")
    before = level(sku)[0]
    page = desk.open("/csv/")
    page.select_option("#id_kind", "count")
    page.set_input_files("#id_file", file("SKUコード,在庫\nTNG-AI,４５\nNO-SUCH,1\n"))
    page.click("form[action$='bring/'] button.primary")
    expect(page.locator("#sheet-list")).to_contain_text("読み取り中")

    run_newest()
    expect(page.locator("#sheet-table")).to_contain_text("SKUコード「NO-SUCH」は登録されていません。")
    with page.expect_download() as download:
        page.click("a[href$='errors/']")
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert rows[1][:5] == ["3", "NO-SUCH", "SKUコード", "NO-SUCH", "E_SKU_UNKNOWN"]
    page.click("nav.tabs a[href*='tab=changed']")
    expect(page.locator("#sheet-table")).to_contain_text("45")

    page.click("form[action$='apply/'] button.primary")
    expect(page.locator("#id_reason_error")).to_have_text("理由を入力してください。在庫台帳に残ります。")
    page.fill("#id_reason", "月末の棚卸")
    page.click("nav.tabs a[href*='tab=error']")
    expect(page.locator("#sheet-table")).to_contain_text("NO-SUCH")
    expect(page.locator("#id_reason")).to_have_value("月末の棚卸")
    page.click("form[action$='apply/'] button.primary")
    expect(page.locator("#sheet-list")).to_contain_text("取込中")
    run_newest()
    expect(page.locator(".page-head .label")).to_have_text("取込済み")
    expect(page.locator("dl.facts")).to_contain_text("月末の棚卸")
    assert level(sku)[0] == 45

    page.click("[data-opens=undo]")
    page.click("#undo button.danger")
    run_newest()
    expect(page.locator(".page-head .label")).to_have_text("取消済み")
    assert level(sku)[0] == before
    expect(page.locator("dl.facts dd:has-text('1 行')")).to_have_count(2)
    assert desk.complaints == []


def test_receive_move_and_write_a_goods_field(desk: Desk) -> None:
    Location.objects.create(code="shop", name="二号店")
    sku = Sku.objects.get(code="SEN-24")
    before = level(sku)[0]
    page = desk.open(f"/stock/{sku.id}/")
    page.click("article a[href^='/moves/']")
    expect(page.locator("#id_in-sku")).to_have_value("SEN-24")
    page.fill("#id_in-units", "３０")
    page.fill("#id_in-reason", "納品書 12")
    page.click("form[action$='receive/'] button")
    expect(page.locator(".toast")).to_contain_text("SEN-24 を 30 個入荷しました")
    assert level(sku)[0] == before + 30

    page = desk.open("/moves/?tab=transfer&sku=SEN-24")
    page.fill("#id_move-units", "1")
    page.fill("#id_move-reason", "補充")
    page.click("form[action$='transfer/'] button")
    expect(page.locator("[role=alert] .alert, .alert.red")).to_contain_text("移動元と移動先が同じです")
    page.select_option("#id_move-target", label="二号店")
    page.click("form[action$='transfer/'] button")
    expect(page.locator(".toast")).to_contain_text("移動しました")

    page = desk.open("/goods/")
    page.click(f"#goods-{sku.id} .row-link")
    page.fill("#id_price", "１，９８０")
    page.click("form[action$='edit/'] button")
    expect(page.locator(".toast")).to_contain_text("保存しました")
    sku.refresh_from_db()
    assert sku.price == 1980
    assert desk.complaints == []


def test_one_click_from_the_stock_table_says_why(desk: Desk) -> None:
    sku = Sku.objects.get(code="FRS-70-KON")
    page = desk.open("/stock/")
    page.click(f"#stock-{sku.id} .row-link")
    page.click("#drawer-body .detail-head a[href^='/readiness/']")

    expect(page.locator("#drawer-body #readiness")).to_contain_text(
        "モールの答え: この商品コードはモールに登録されていません。"
    )
    assert desk.complaints == []


def wide(page: Page) -> int:
    """How far the page runs out of its window, in px."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_finding_and_nothing_out_of_sight(desk: Desk, language: str) -> None:
    desk.speak(language)
    looked_at, taken = checked_import(), take(CsvImport.objects.get(pk=checked_import())).pk
    sku = Sku.objects.get(code="TNG-AI").pk
    asked = bring("SKUコード,在庫\nTNG-AI,4\n", "count", reason="").pk
    paths = ("/csv/", f"/csv/{looked_at}/", f"/csv/{asked}/", f"/csv/{looked_at}/?tab=changed", f"/csv/{taken}/", "/moves/",
             "/goods/", f"/goods/{sku}/", f"/readiness/skus/{sku}/", "/readiness/")  # fmt: skip
    for path in paths:
        page = desk.open(path)
        assert (path, findings(page)) == (path, [])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, width, wide(page)) == (path, width, 0)
    assert desk.complaints == []
