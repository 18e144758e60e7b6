"""出品の紐付け in the browser: from the order, from 要対応, from the list; one, all, by hand, and off again."""

import pytest
from playwright.sync_api import expect

from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order
from ichigen.store.stock import Reservation
from ichigen.store.worklist import WorklistItem
from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def unmatched(scene: Scene, code: str, title: str) -> Listing:
    return Listing.objects.create(account=scene.accounts[0], code=code, match_code=code, title=title, seen_quantity=3)


def test_from_the_order_a_code_is_bound_and_the_stock_is_held(desk: Desk, scene: Scene) -> None:
    order = scene.order("2026-10006")
    page = desk.open(f"/orders/{order.id}/")
    page.click("#main a:has-text('SKUに紐付ける')")
    expect(page.locator("#binding h1")).to_have_text("UNKNOWN-77")
    page.click("#binding button.primary")
    expect(page.locator("#id_sku_error")).to_contain_text("SKUを選んでください")

    page.fill("#sku-search", "扇子")
    page.click("#sku-choices label:has-text('SEN-24')")
    page.fill("#id_per_sale", "２")
    assert findings(page) == []
    page.click("#binding button.primary")

    expect(page.locator(".toast")).to_contain_text("SKUに紐付けました")
    expect(page.locator("#binding .alert.good a")).to_have_text("2026-10006")
    expect(page.locator("#binding .lines .code")).to_have_text("SEN-24")
    line = order.lines.get()
    held = Reservation.objects.get(order_line=line)
    assert (held.sku.code, held.quantity) == ("SEN-24", 2 * line.quantity)
    page.keyboard.press("Escape")
    expect(page.locator("#main .lines a.code")).to_have_text("SEN-24")  # the order behind was drawn again
    expect(page.locator("#main .label", has_text="未対応コード")).to_have_count(0)
    assert desk.complaints == []


def test_from_the_worklist_the_item_closes_by_itself(desk: Desk, scene: Scene) -> None:
    item = WorklistItem.objects.get(code="line_unmatched", order=scene.order("2026-10006"))
    page = desk.open(f"/worklist/{item.id}/")
    page.click("#main a.primary:has-text('SKUに紐付ける')")
    page.fill("#sku-search", "TNG-AI")
    page.click("#sku-choices label:has-text('TNG-AI')")
    page.click("#binding button.primary")
    expect(page.locator(".toast")).to_contain_text("SKUに紐付けました")

    page.keyboard.press("Escape")
    expect(page.locator("#main .label", has_text="対応済み")).to_have_count(1)
    item.refresh_from_db()
    assert item.closed_at is not None
    assert desk.complaints == []


def test_one_suggestion_then_all_of_them(desk: Desk, scene: Scene) -> None:
    goods = ("TNG-AI", "TNG-AKA", "SEN-24")
    ListingComponent.objects.filter(listing__account=scene.accounts[0], sku__code__in=goods).delete()
    page = desk.open("/listings/")
    expect(page.locator("tr[data-href]")).to_have_count(3)

    page.click("tr:has-text('SEN-24') button")
    expect(page.locator(".toast")).to_contain_text("候補のSKUに紐付けました")
    expect(page.locator("tr[data-href]")).to_have_count(2)

    page.click("[data-opens=accept-all]")
    assert findings(page) == []
    page.click("#accept-all button.primary")
    expect(page.locator(".toast")).to_contain_text("2 件を候補のSKUに紐付けました")
    expect(page.locator(".empty h2")).to_have_text("紐付いていない出品はありません")
    assert set(
        ListingComponent.objects.filter(listing__account=scene.accounts[0], sku__code__in=goods).values_list(
            "listing__code", "sku__code"
        )
    ) == {(code, code) for code in goods}
    assert desk.complaints == []


def test_all_is_refused_when_the_number_is_no_longer_the_one_shown(desk: Desk, scene: Scene) -> None:
    ListingComponent.objects.filter(listing__account=scene.accounts[0], sku__code="SEN-24").delete()
    page = desk.open("/listings/")
    page.click("[data-opens=accept-all]")
    ListingComponent.objects.filter(listing__account=scene.accounts[0], sku__code="TNG-AI").delete()
    page.click("#accept-all button.primary")

    expect(page.locator(".toast.failed")).to_contain_text("件数が変わりました")
    assert not ListingComponent.objects.filter(listing__account=scene.accounts[0], sku__code="SEN-24").exists()


def test_taking_a_binding_off_asks_why(desk: Desk, scene: Scene) -> None:
    listing = Listing.objects.get(account=scene.accounts[0], code="TNG-AI")
    page = desk.open("/listings/?state=matched")
    page.click(f"#listings-{listing.id} .row-link")
    page.click("[data-opens=unbind]")
    page.click("#unbind button.danger")
    expect(page.locator("#id_unbind_reason_error")).to_contain_text("理由を入力してください")
    assert findings(page) == []

    page.fill("#id_unbind_reason", "別の商品だった")
    page.click("#unbind button.danger")

    expect(page.locator(".toast")).to_contain_text("紐付けを外しました")
    expect(page.locator("#binding .label", has_text="未紐付け")).to_have_count(1)
    assert not ListingComponent.objects.filter(listing=listing).exists()
    assert not Reservation.objects.filter(order_line__listing=listing, quantity__gt=0).exists()
    assert desk.complaints == []


def test_a_code_with_a_slash_and_a_plus_is_bound_as_it_is(desk: Desk, scene: Scene) -> None:
    Order.objects.get(number="2026-10006").lines.update(listing_code="noren-01/a+b&c")
    page = desk.open(f"/orders/{scene.order('2026-10006').id}/")
    page.click("#main a:has-text('SKUに紐付ける')")
    expect(page.locator("#binding h1")).to_have_text("noren-01/a+b&c")
    page.fill("#sku-search", "YNM-S")
    page.click("#sku-choices label:has-text('YNM-S')")
    page.click("#binding button.primary")
    expect(page.locator(".toast")).to_contain_text("SKUに紐付けました")

    bound = ListingComponent.objects.get(listing__code="noren-01/a+b&c")
    assert bound.sku_id == Sku.objects.get(code="YNM-S").id
