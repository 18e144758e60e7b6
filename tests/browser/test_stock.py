"""在庫 in the browser: who holds it, adjust, release."""

import pytest
from playwright.sync_api import expect

from ichigen.store.goods import Sku
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from tests.browser.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_adjust_with_full_width_digits(desk: Desk) -> None:
    sku = Sku.objects.get(code="TNG-AI")
    before = StockLevel.objects.get(sku=sku).on_hand
    page = desk.open("/stock/")
    page.click(f"#stock-{sku.id} .row-link")
    page.click("form[action$='adjust/'] button")
    expect(page.locator("#id_number_error")).to_have_text("数量を入力してください。")

    page.fill("#id_number", "－３")
    page.fill("#id_reason", "棚卸で破損を確認")
    page.click("form[action$='adjust/'] button")

    expect(page.locator(".toast")).to_contain_text("在庫を調整しました")
    expect(page.locator(f"#stock-{sku.id} input.cell")).to_have_value(str(before - 3))
    entry = LedgerEntry.objects.filter(sku=sku).order_by("-id")[0]
    assert (entry.kind, entry.on_hand, entry.note) == ("adjust", -3, "棚卸で破損を確認")
    assert desk.complaints == []


def test_release_needs_a_reason_and_frees_the_units(desk: Desk) -> None:
    sku = Sku.objects.get(code="TNG-AI")
    held = Reservation.objects.filter(sku=sku, quantity__gt=0).order_by("created_at", "id")[0]
    page = desk.open(f"/stock/{sku.id}/")
    page.click(f"[data-opens=release-{held.id}]")
    page.fill(f"#release-reason-{held.id}", "お客様から辞退の連絡")
    page.click(f"#release-{held.id} button.danger")

    expect(page.locator(".toast")).to_contain_text("確保を解放しました")
    expect(page.locator(f"[data-opens=release-{held.id}]")).to_have_count(0)
    held.refresh_from_db()
    assert (held.quantity, held.by_hand) == (0, True)
    assert desk.complaints == []
