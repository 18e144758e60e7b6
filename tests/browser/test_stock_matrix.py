"""在庫表 as a matrix in the browser: typing, arrows, paste, live check, save, what others changed; axe; both widths."""

import pytest
from playwright.sync_api import Locator, Page, expect

from ichigen.services.stock.adjust import adjust_stock
from ichigen.store.goods import Location, Sku
from ichigen.store.staff import Role
from ichigen.store.stock import LedgerEntry, StockLevel
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def main() -> Location:
    return Location.objects.get(code="main")


def on_hand(code: str) -> int:
    return StockLevel.objects.get(sku__code=code, location=main()).on_hand


def cell(page: Page, code: str) -> Locator:
    return page.locator(f"#cell-{Sku.objects.get(code=code).pk}-{main().pk}")


def paste(page: Page, code: str, text: str) -> None:
    """What Ctrl+V does with a spreadsheet's block on the clipboard."""
    cell(page, code).focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def save(page: Page, reason: str = "棚卸") -> None:
    page.fill("#matrix-reason", reason)
    page.click("#matrix-bar [type=submit]")


def test_full_width_digits_arrows_enter_and_one_save(desk: Desk) -> None:
    page = desk.open("/stock/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if request.method == "POST" else None)
    codes = list(Sku.objects.order_by("code").values_list("code", flat=True))
    cell(page, codes[0]).focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, codes[1])).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowUp")
    expect(cell(page, codes[0])).to_be_focused()

    before = on_hand("TNG-AI")
    cell(page, "TNG-AI").fill("－３")
    expect(page.locator(".cell-note")).to_have_text(f"{before} → {before - 3}")
    expect(cell(page, "TNG-AI")).to_have_css("background-color", "rgb(255, 244, 214)")
    cell(page, "SEN-24").fill("１２")
    cell(page, "SEN-24").press("Tab")
    expect(cell(page, "SEN-24")).to_have_value("12")
    expect(page.locator("[data-summary]")).to_have_text("変更 2 件")
    save(page)

    expect(page.locator(".toast")).to_contain_text("2 件を保存しました")
    expect(page.locator("#matrix-bar")).to_be_hidden()
    expect(cell(page, "TNG-AI")).to_have_value(str(before - 3))
    assert (on_hand("TNG-AI"), on_hand("SEN-24")) == (before - 3, 12)
    assert requests == [f"{desk.address}/stock/cells/"]
    assert desk.complaints == []


def test_a_bad_cell_is_red_says_why_and_cannot_be_saved(desk: Desk) -> None:
    page = desk.open("/stock/")
    cell(page, "TNG-AI").fill("12個")
    expect(cell(page, "TNG-AI")).to_have_attribute("aria-invalid", "true")
    expect(cell(page, "TNG-AI")).to_have_css("background-color", "rgb(251, 227, 228)")
    expect(page.locator(".cell-note")).to_contain_text("整数か、+3・-2 の形で")
    expect(page.locator("#matrix-bar [type=submit]")).to_be_disabled()
    expect(page.locator("[data-summary]")).to_contain_text("要修正 1 件")
    assert findings(page) == []

    cell(page, "TNG-AI").fill("-999")
    expect(page.locator(".cell-note")).to_contain_text("0 個より少なくはできません")
    cell(page, "TNG-AI").press("Escape")
    expect(page.locator("#matrix-bar")).to_be_hidden()
    expect(cell(page, "TNG-AI")).to_have_value(str(on_hand("TNG-AI")))


def test_a_reason_is_asked_for(desk: Desk) -> None:
    page = desk.open("/stock/")
    cell(page, "TNG-AI").fill("40")
    cell(page, "TNG-AI").press("Control+Enter")
    expect(page.locator("#matrix-problem")).to_contain_text("理由を入力してください")
    expect(page.locator("#matrix-reason")).to_be_focused()
    assert findings(page) == []

    page.keyboard.type("棚卸")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("1 件を保存しました")
    assert on_hand("TNG-AI") == 40


def test_what_somebody_else_changed_is_shown_with_both_values(desk: Desk) -> None:
    page = desk.open("/stock/")
    before = on_hand("TNG-AI")
    cell(page, "TNG-AI").fill("30")
    cell(page, "SEN-24").fill("5")
    sku = Sku.objects.get(code="TNG-AI")
    adjust_stock(sku.pk, main().pk, delta=-1, reason="破損", actor_id=None)
    save(page)

    expect(page.locator(".toast.failed")).to_contain_text("1 件は保存していません")
    expect(page.locator(".cell-note.is-bad")).to_have_text(f"他の人が更新しました（画面 {before}、いま {before - 1}）")
    expect(cell(page, "TNG-AI")).to_have_value("30")
    expect(cell(page, "TNG-AI")).to_be_focused()
    assert (on_hand("TNG-AI"), on_hand("SEN-24")) == (before - 1, 5)
    assert findings(page) == []

    page.click("#matrix-bar [type=submit]")  # seen, and meant all the same
    expect(page.locator("#matrix-bar")).to_be_hidden()
    assert on_hand("TNG-AI") == 30
    assert desk.complaints == []


def test_paste_a_column_then_a_block_with_codes(desk: Desk) -> None:
    page = desk.open("/stock/")
    codes = list(Sku.objects.order_by("code").values_list("code", flat=True))
    paste(page, codes[0], "１\r\n0\r\n\r\n")
    expect(page.locator("[data-summary]")).to_have_text(f"変更 {2 - (on_hand(codes[0]) == 1)} 件")
    expect(cell(page, codes[1])).to_have_value("0")
    page.click("[data-undo]")
    expect(page.locator("#matrix-bar")).to_be_hidden()

    paste(page, codes[0], "SKU\t在庫\nＴＮＧ-ＡＩ\t４４\ntng-aka\t2\nNAI-1\t5\n")
    expect(cell(page, "TNG-AI")).to_have_value("44")
    expect(cell(page, "TNG-AKA")).to_have_value("2")
    expect(page.locator(".toast").last).to_contain_text("このページにない SKU: SKU, NAI-1")
    save(page)
    expect(page.locator(".toast").last).to_contain_text("2 件を保存しました")
    assert (on_hand("TNG-AI"), on_hand("TNG-AKA")) == (44, 2)
    assert desk.complaints == []


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("3\t4\t5\n6\n", ["3", "6"], "2 件は表の範囲の外"),
        ('"1\n2"\t9\n7\n', ["1 2", "7"], "1 件は表の範囲の外"),
        ("abc\n\t\n8", ["abc", None, "8"], "2 件を貼り付けました"),
        ("1\n" * 300, ["1", "1"], "294 件は表の範囲の外"),
    ],
)
def test_malformed_blocks_never_reach_a_wrong_cell(desk: Desk, text: str, values: list[str | None], said: str) -> None:
    page = desk.open("/stock/")
    codes = list(Sku.objects.order_by("code").values_list("code", flat=True))
    expected = [value or str(on_hand(code)) for value, code in zip(values, codes, strict=False)]
    paste(page, codes[0], text)

    assert [cell(page, code).input_value() for code in codes[: len(values)]] == expected
    expect(page.locator(".toast").last).to_contain_text(said)
    assert LedgerEntry.objects.filter(kind="adjust").count() == 0
    assert desk.complaints == []


def test_what_is_not_saved_is_not_lost_by_a_tab(desk: Desk) -> None:
    page = desk.open("/stock/")
    cell(page, "TNG-AI").fill("40")
    page.click(".tabs a:has-text('在庫不足')")
    expect(page.locator(".toast.failed")).to_contain_text("保存していない変更があります")
    expect(cell(page, "TNG-AI")).to_have_value("40")
    page.click("[data-undo]")
    page.click(".tabs a:has-text('在庫不足')")
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("在庫不足")


def test_every_number_leads_to_who_holds_it_in_one_click(desk: Desk) -> None:
    sku = Sku.objects.get(code="TNG-AI")
    page = desk.open("/stock/")
    row = page.locator(f"#stock-{sku.pk}")
    for number in ("a.held >> nth=0", "a.held >> nth=1", ".on-mall .num >> nth=0", ".on-mall .num >> nth=1"):
        row.locator(number).click()
        expect(page.locator("#drawer-body #holders-title")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).to_be_hidden()
    assert desk.complaints == []


def test_staff_who_may_not_adjust_have_no_fields(desk: Desk) -> None:
    make_staff("clerk", Role.CLERK)
    desk.page.context.clear_cookies()
    desk.log_in("clerk")
    page = desk.open("/stock/")
    expect(page.locator("tr[data-href]")).to_have_count(6)
    expect(page.locator("input.cell")).to_have_count(0)
    expect(page.locator("#matrix-bar")).to_have_count(0)
    assert desk.complaints == []


@pytest.mark.parametrize("width", [1280, 1440])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_matrix_fits_and_axe_finds_nothing(desk: Desk, width: int, language: str) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.speak(language)
    page = desk.open("/stock/")
    cell(page, "TNG-AI").fill("40")
    expect(page.locator("#matrix-bar")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"
    assert page.locator(".rows .one .label").evaluate_all(cut) == []
    assert findings(page) == []
    assert desk.complaints == []
