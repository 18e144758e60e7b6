"""A list that draws itself again never takes the place of what somebody clicked, however late its answer comes."""

import pytest
from playwright.sync_api import Page, Route, expect

from ichigen.store.orders import Order
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def hold(page: Page, pattern: str) -> list[Route]:
    """Keep the requests for these addresses on their way until they are let go."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)
    return held


def let_go(page: Page, held: list[Route], count: int) -> None:
    """Let the requests arrive in the order in which they were sent."""
    while len(held) < count:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()
        page.wait_for_timeout(300)  # the answer of one is drawn before the next leaves


def test_a_clicked_tab_is_shown_although_a_poll_was_on_its_way(desk: Desk) -> None:
    page = desk.open("/orders/")
    held = hold(page, "**/orders/**")
    page.evaluate("htmx.trigger('#orders-list', 'poll')")

    page.click(".tabs a:has-text('新規受付')")
    let_go(page, held, 2)

    expect(page.locator(".tabs a[aria-current]")).to_contain_text("新規受付")
    expect(page).to_have_url(f"{desk.address}/orders/?status=new")
    expect(page.locator("#orders-list")).to_have_attribute("hx-get", "/orders/?status=new")


def test_no_poll_starts_while_a_click_is_on_its_way(desk: Desk) -> None:
    page = desk.open("/orders/")
    held = hold(page, "**/orders/**")
    page.click(".tabs a:has-text('新規受付')")

    page.evaluate("htmx.trigger('#orders-list', 'poll')")
    page.wait_for_timeout(200)

    assert [route.request.url for route in held] == [f"{desk.address}/orders/?status=new"]
    let_go(page, held, 1)
    expect(page.locator("#orders-list")).to_have_attribute("hx-get", "/orders/?status=new")


def test_what_was_typed_is_shown_although_a_poll_was_on_its_way(desk: Desk) -> None:
    page = desk.open("/orders/")
    held = hold(page, "**/orders/**")
    page.evaluate("htmx.trigger('#orders-list', 'poll')")

    page.fill("#filter-text", "2026-10001")
    let_go(page, held, 2)

    expect(page.locator("tr[data-href]")).to_have_count(1)


def test_a_change_breaks_a_poll_off_and_is_drawn(desk: Desk, scene: Scene) -> None:
    page = desk.open("/orders/?q=2026-10001")
    held = hold(page, "**/orders/**")
    page.evaluate("htmx.trigger('#orders-list', 'poll')")
    Order.objects.filter(number="2026-10001").update(buyer_name="改名 済子")

    page.evaluate("htmx.trigger(document.body, 'orders-changed')")
    let_go(page, held, 2)

    expect(page.locator("tr[data-href]")).to_contain_text("改名 済子")


def test_a_refused_form_says_why_although_a_poll_was_on_its_way(desk: Desk, scene: Scene) -> None:
    order = scene.order("2026-10001")
    page = desk.open(f"/orders/{order.pk}/")
    held = hold(page, "**/orders/**")
    page.evaluate(f"htmx.trigger('#order-{order.pk}', 'poll')")

    page.click("text=出荷を登録する")
    let_go(page, held, 2)

    expect(page.locator(f"#order-{order.pk}")).to_contain_text("伝票番号を入力するか")
