"""axe finds nothing on any screen: list, drawer and dialog, in both languages; and nobody's console complains (CSP)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import findings
from tests.browser.conftest import Desk
from tests.web.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = ("ja", "en")
PAGES = (
    "/",
    "/orders/",
    "/orders/?q=zzz",
    "/stock/",
    "/sync-log/",
    "/sync-log/?state=healed",
    "/sync-log/?q=zzz",
    "/sync-log/calls/",
    "/sync-log/lag/",
    "/worklist/",
    "/worklist/?state=closed",
    "/listings/",
    "/listings/?state=matched",
    "/writes/",
    "/settings/api-tokens/",
    "/api/v1/",
    "/accounts/",
    "/accounts/add/",
    "/accounts/add/rakuten/",
    "/goods/",
    "/csv/",
    "/moves/",
    "/moves/?tab=transfer",
    "/moves/?tab=returns",
    "/readiness/",
    "/ui-kit/",
    "/settings/",
    "/settings/display/",
    "/settings/system/",
    "/settings/locations/",
    "/settings/statuses/",
    "/settings/mail-templates/",
    "/settings/mail-templates/new/",
    "/settings/staff/",
    "/settings/history/",
)


#: Nothing is being asked for or put in, and nothing moves or fades.
SETTLED = """() =>
!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')
&& document.getAnimations().every((one) => one.playState !== 'running')
"""


def settle(page: Page) -> None:
    page.wait_for_function(SETTLED)


def drawer(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("#drawer-body .detail")
    settle(page)


def dialog(opener: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        drawer(page)
        page.click(opener)

    return act


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_finding_on_any_page(desk: Desk, scene: Scene, language: str) -> None:
    desk.speak(language)
    account = f"/accounts/{scene.accounts[0].id}/"
    steps = [
        f"{account}link/{step}/" for step in ("connect", "readonly", "read", "import", "source", "differences", "start")
    ]
    for path in (*PAGES, f"/orders/{scene.order('2026-10005').id}/", account, *steps):
        page = desk.open(path)
        assert page.locator("html").get_attribute("lang") == language
        assert (path, findings(page)) == (path, [])
    assert desk.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_finding_in_drawers_and_dialogs(desk: Desk, language: str) -> None:
    desk.speak(language)
    states: tuple[tuple[str, Callable[[Page], None]], ...] = (
        ("/orders/", drawer),
        ("/orders/", dialog("[data-opens^=cancel]")),
        ("/stock/", drawer),
        ("/stock/", dialog("[data-opens^=release]")),
        ("/sync-log/", drawer),
        ("/settings/history/", drawer),
        ("/sync-log/calls/", drawer),
        ("/goods/", drawer),
        ("/stock/", dialog("#drawer-body a[href^='/readiness/']")),
        ("/worklist/", drawer),
        ("/listings/?state=matched", drawer),
        ("/listings/?state=matched", dialog("[data-opens=unbind]")),
        ("/orders/", lambda page: page.click("header [data-opens=writes]")),
        ("/orders/", lambda page: page.keyboard.press("?")),
        ("/orders/", lambda page: page.keyboard.press("Control+k")),
    )
    for path, act in states:
        page = desk.open(path)
        act(page)
        settle(page)
        assert (path, findings(page)) == (path, [])
    assert desk.complaints == []


def test_no_finding_before_login(desk: Desk) -> None:
    desk.page.context.clear_cookies()
    assert findings(desk.open("/login/")) == []
    assert findings(desk.open("/login/once/unknown/")) == []
