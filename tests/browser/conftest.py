"""A real browser on a live server, logged in, that collects every complaint of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ichigen.store.staff import Staff
from tests.web.scene import PASSWORD, Scene, build_scene

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@dataclass
class Desk:
    """A person's browser window: the page, the server's address, and what went wrong in the console."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the hub."""
        self.page.goto(self.address + path)
        return self.page

    def log_in(self, code: str = "owner") -> None:
        """Log in by the login page."""
        self.open("/login/")
        self.page.fill("#id_code", code)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("button.primary")
        self.page.wait_for_url(self.address + "/")

    def sit_down(self, code: str = "owner") -> None:
        """Be logged in, without the login page: that has tests of its own."""
        client = Client()
        client.force_login(Staff.objects.get(code=code))
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": session.key, "value": session.value, "url": self.address}])

    def speak(self, language: str) -> None:
        """Set the language of the screens."""
        self.page.context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # The synchronous client keeps an event loop running in this thread as long as it lives: it ends with this package,
    # or every asyncio.run of the tests after it fails. Database calls of the tests are not in that loop.
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as driver:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return build_scene()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(8000)
    context.set_default_navigation_timeout(30_000)  # the first page of a process reads every template
    yield context
    context.close()


@pytest.fixture
def desk(window: BrowserContext, live_server: LiveServer, scene: Scene) -> Desk:
    """A desk of somebody who has logged in as the owner."""
    sitting = Desk(window.new_page(), live_server.url)
    hear(sitting)
    sitting.sit_down()
    return sitting


def hear(desk: Desk) -> None:
    """Collect what goes wrong in the console."""
    desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    desk.page.on("console", lambda message: _hear(desk, message))


def _hear(desk: Desk, message: ConsoleMessage) -> None:
    # A refused form answers 422; the browser reports that by itself, and it is no fault of the page.
    # htmx reports a poll that somebody's click took the place of (hx-sync) by these two; a request that failed has more names.
    given_up = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    if message.type in ("error", "warning") and "status of 4" not in message.text and not given_up:
        desk.complaints.append(message.text)
