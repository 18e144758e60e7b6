"""受注一覧 in the browser: choosing rows, acting on them, conditions, saved views, columns; axe in each state (ui §13)."""

import re

import pytest
from playwright.sync_api import Page, expect

from ichigen.services.operations import run_operation
from ichigen.store.accounts import Account
from ichigen.store.operations import Operation
from ichigen.store.orders import Order, OrderLine
from ichigen.store.staff import Staff
from ichigen.workers.operations import OPERATIONS
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


#: Columns of plain tables that lie outside of what their card shows.
HIDDEN_COLUMNS = """[...document.querySelectorAll('table.lines thead th')].filter((head) =>
  head.getBoundingClientRect().right > head.closest('.card, .table-card').getBoundingClientRect().right + 1).length"""


def work() -> None:
    """Do what the worker would do."""
    for number in Operation.objects.filter(state="queued").values_list("id", flat=True):
        run_operation(number, OPERATIONS, lambda: False)


def picked(page: Page) -> int:
    return page.locator("[data-pick]:checked").count()


def test_rows_are_chosen_by_keyboard_mouse_and_all_at_once(desk: Desk) -> None:
    page = desk.open("/orders/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk [data-count]")).to_have_text("1 件を選択中")

    page.locator("[data-pick]").nth(4).click(modifiers=["Shift"])
    assert picked(page) == 5
    page.keyboard.press("Escape")
    assert picked(page) == 0
    expect(page.locator("#bulk")).to_be_hidden()

    page.locator("[data-pick-all]").click()
    expect(page.locator("#bulk [data-count]")).to_have_text("24 件を選択中")
    expect(page.locator("[data-all-matching]")).to_be_hidden()
    with page.expect_response("**/orders/"):
        page.evaluate("htmx.trigger(document.body, 'orders-changed')")
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    expect(page.locator("#bulk [data-count]")).to_have_text("24 件を選択中")
    page.click(".tabs a:has-text('新規受付')")
    expect(page.locator("#bulk")).to_be_hidden()
    assert desk.complaints == []


def test_the_list_is_worked_through_by_keyboard_and_kept_as_it_was_left(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 600})
    page = desk.open("/orders/")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    for _ in range(19):
        page.keyboard.press("j")
    left = page.evaluate("[document.activeElement.id, document.querySelector('.table-scroll').scrollTop]")
    assert left[1] > 0
    page.goto(page.locator("tr.here .row-link").evaluate("link => link.href"))
    page.go_back()

    expect(page.locator(f"#{left[0]}")).to_be_focused()
    assert page.evaluate("document.querySelector('.table-scroll').scrollTop") == left[1]
    page.keyboard.press("j")
    expect(page.locator("tr.here")).to_have_count(1)
    assert page.locator("tbody tr").nth(20).evaluate("row => row.classList.contains('here')")
    assert desk.complaints == []


def test_an_open_drawer_leaves_the_selection_alone(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?status=ready")
    for box in page.locator("[data-pick]").all()[:2]:
        box.click()

    page.locator("tr[data-href] .row-link").first.click()
    expect(page.locator("#drawer-body h1")).to_be_visible()
    assert "status=ready" not in page.url
    expect(page.locator("#bulk [data-count]")).to_have_text("2 件を選択中")
    assert picked(page) == 2
    page.keyboard.press("Escape")
    expect(page).to_have_url(desk.address + "/orders/?status=ready")
    assert picked(page) == 2

    page.locator("[data-pick-all]").click()
    page.evaluate("document.querySelector('[data-all-matching]').click()")
    assert page.evaluate("document.getElementById('bulk').elements.query.value") == "status=ready"
    assert desk.complaints == []


def test_no_id_is_there_twice_with_the_drawer_and_a_dialog_filled(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?status=ready")
    page.locator("[data-pick]").first.click()
    page.click("#bulk >> text=出荷")
    expect(page.locator("#bulk_carrier")).to_be_visible()
    page.click("#bulk-body [data-closes]")
    page.locator("tr[data-href] .row-link").first.click()
    expect(page.locator("#drawer-body #id_carrier")).to_be_visible()

    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.getAttribute('id'))")
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []


@pytest.mark.parametrize("width", [1100, 1440])
def test_the_bar_of_chosen_rows_stands_beside_the_menu(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 800})
    page = desk.open("/orders/")
    page.locator("[data-pick]").first.click()

    bar, menu = page.locator("#bulk").bounding_box(), page.locator("nav.menu").bounding_box()
    assert bar is not None
    assert menu is not None
    assert bar["x"] >= menu["x"] + menu["width"]


@pytest.mark.parametrize(("language", "said"), [("ja", "24 件を選択中"), ("en", "24 selected")])
def test_the_bar_of_chosen_rows_breaks_between_its_two_groups_only(desk: Desk, language: str, said: str) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    desk.speak(language)
    page = desk.open("/orders/")
    page.locator("[data-pick-all]").click()

    expect(page.locator("#bulk [data-count]")).to_have_text(said)
    boxes = [one.bounding_box() for one in page.locator("#bulk .buttons.end > button").all()]
    assert len(boxes) == 7
    assert len({box["y"] for box in boxes if box}) == 1


def test_the_row_height_stands_at_the_right_end_of_the_filters(desk: Desk) -> None:
    for path in ("/orders/", "/worklist/", "/goods/"):
        page = desk.open(path)
        row, switch = page.locator("#filters").bounding_box(), page.locator("#filters .density").bounding_box()
        assert row is not None
        assert switch is not None
        assert (path, round(switch["x"] + switch["width"])) == (path, round(row["x"] + row["width"]))


def test_a_status_is_changed_for_the_chosen_and_taken_back(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?status=ready")
    for box in page.locator("[data-pick]").all()[:2]:
        box.click()
    page.click("#bulk >> text=ステータスを変更")
    page.select_option("#bulk_status", "held")
    expect(page.locator("#bulk-body button.primary")).to_have_text("2 件のステータスを変更")
    page.click("#bulk-body button.primary")
    expect(page.locator("#bulk-body progress")).to_be_visible()
    work()
    expect(page.locator("#bulk-body")).to_contain_text("成功 2 / 失敗 0")
    assert Order.objects.filter(status__code="held", status_by_hand=True).count() == 2

    page.click("#bulk-body >> text=処理状況で見る")
    page.click("text=2 件を元に戻す")
    work()
    expect(page.locator("h1")).to_contain_text("ステータスを元に戻す")
    expect(page.locator(".card").first).to_contain_text("成功 2 / 失敗 0")
    assert Order.objects.filter(status__code="held", status_by_hand=True).count() == 0
    assert desk.complaints == []


def test_all_that_match_are_counted_again(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?status=ready&size=50")
    page.evaluate("document.querySelector('[data-total]').dataset.total = '60'")
    page.locator("[data-pick-all]").click()
    page.click("[data-all-matching]")
    page.click("#bulk >> text=ラベルを付ける")

    expect(page.locator("#bulk-body .alert")).to_contain_text("件数が変わりました")
    expect(page.locator("#bulk-body .alert")).to_contain_text("60 件でしたが、いまは 9 件です")
    assert Operation.objects.count() == 0


def test_conditions_are_chips_in_the_address_and_can_be_saved(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/")
    page.click("summary:has-text('条件を追加')")
    page.check("input[name=mark][value=note]")
    expect(page.locator("tr[data-href]")).to_have_count(1)
    expect(page).to_have_url(desk.address + "/orders/?mark=note")
    page.fill("#filter-text", "かくう")
    expect(page).to_have_url(re.compile("mark=note"))
    expect(page.locator(".chips.in-force .chip")).to_have_count(2)

    page.click("summary:has-text('保存した条件')")
    page.fill("#view-name", "のし")
    page.click(".views button.primary")
    expect(page.locator(".toast")).to_contain_text("条件を保存しました")
    expect(page.locator("tr[data-href]")).to_have_count(1)

    page.click(".chips.in-force .chip:has-text('備考あり')")
    expect(page.locator("tr[data-href]")).to_have_count(23)
    page.click("summary:has-text('保存した条件')")
    page.click(".views a:has-text('のし')")
    expect(page.locator("tr[data-href]")).to_have_count(1)
    assert desk.complaints == []


def test_columns_and_row_height_are_remembered(desk: Desk) -> None:
    page = desk.open("/orders/")
    page.click("text=列")
    page.uncheck("#columns-dialog input[value=goods]")
    page.click("text=この列にする")
    expect(page.locator("#orders-table thead th")).to_have_count(9)
    expect(page.locator("#orders-table thead")).not_to_contain_text("商品")

    page.click("[data-set-density=tight]")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="density")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-density", "tight")


def test_memo_and_label_in_the_drawer(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?q=2026-10001")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.fill("#memo-text", "お礼の手紙を入れる")
    page.click("text=メモを保存する")
    expect(page.locator(".toast").first).to_contain_text("メモを保存しました")
    page.fill("#label-name", "急ぎ")
    page.click("#drawer-body button:has-text('付ける')")
    expect(page.locator("#drawer-body .chip")).to_contain_text("急ぎ")
    expect(page.locator("#drawer-body .moments")).to_contain_text("ラベル「急ぎ」を付けました")
    expect(page.locator("#orders-list .label-own")).to_contain_text("急ぎ")
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_axe_finds_nothing_in_any_state(desk: Desk, scene: Scene, language: str, width: int) -> None:
    desk.speak(language)
    desk.page.set_viewport_size({"width": width, "height": 900})
    page = desk.open("/orders/?mark=worklist&mark=note&mark=short&q=x")
    assert findings(page) == []
    page = desk.open("/orders/?q=架空")
    page.locator("[data-pick-all]").click()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("#filters details.more summary")
    assert findings(page) == []
    page.click("#filters details.more summary")
    page.click("#bulk [data-opens] >> nth=0")
    expect(page.locator("#bulk-body form")).to_be_visible()
    assert findings(page) == []
    desk.open("/operations/")
    assert findings(page) == []
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_unknown_buyer_and_a_large_sum_are_whole_at_1280(desk: Desk, language: str) -> None:
    Order.objects.filter(number="2026-10002").update(total=14_826_804)
    desk.speak(language)
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    page = desk.open("/orders/")
    row = page.locator("tr", has_text="2026-10002")

    unknown, total = row.locator(".label-grey"), row.locator(".al-end .code")
    expect(total).to_have_text("¥14,826,804")
    assert unknown.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    assert total.evaluate("one => one.getClientRects().length") == 1
    assert total.evaluate("one => one.closest('td').getBoundingClientRect().left <= one.getBoundingClientRect().left")


def test_what_is_printed_has_the_memo_and_no_buttons(desk: Desk, scene: Scene) -> None:
    page = desk.open(f"/orders/{scene.order('2026-10000').id}/")
    page.emulate_media(media="print")

    expect(page.locator("#memo-text")).to_be_visible()
    assert [one for one in page.locator(".main .button, nav.menu, #id_carrier").all() if one.is_visible()] == []


def test_long_names_push_nothing_off_the_page(desk: Desk, scene: Scene) -> None:
    long = "とても長い名前の例" * 7
    Staff.objects.filter(pk=scene.owner.pk).update(display_name=long[:60])
    Account.objects.filter(pk=scene.accounts[0].pk).update(label=long[:60])
    OrderLine.objects.update(title=long)
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    for path in ("/", "/orders/", "/accounts/", f"/orders/{scene.order('2026-10000').pk}/"):
        page = desk.open(path)
        assert (path, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == (path, 0)
        assert page.evaluate(HIDDEN_COLUMNS) == 0, path
