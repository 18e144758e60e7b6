"""A street with one mall for the journeys of a new shop: what its own screens show, who buys there, and our worker."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import monotonic, sleep

from playwright.sync_api import Page, expect

from ichigen.mallkit.registry import mall
from ichigen.store.orders import Order
from ichigen.store.stock import StockLevel
from tests.browser.conftest import Desk
from tests.scenarios.town import Shoppers, open_town
from tests.scenarios.worker import real_worker
from tests.workers.conftest import empty_job_tables

PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Street:
    """A simulated mall with a shop that sells already, and the product's worker running."""

    mall_id: str
    card: dict[str, object]
    shoppers: Shoppers


@contextmanager
def open_street(mall_id: str, furnish: Callable[[Shoppers], None]) -> Iterator[Street]:
    """Open the mall, its time a hundred times as fast; `furnish` puts goods there before the worker begins."""
    empty_job_tables()
    with ExitStack() as stack:
        town = stack.enter_context(open_town(mall_id, time_scale=100))
        shoppers = town.control(mall_id)
        stack.callback(shoppers.close)
        furnish(shoppers)
        stack.enter_context(real_worker())
        yield Street(mall_id, dict(town.cards[mall_id]), shoppers)
    empty_job_tables()


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for the worker; `what` says what it did not do."""
    ends = monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert monotonic() < ends, what
        sleep(0.2)


def fill_in(page: Page, street: Street, label: str) -> None:
    """Paste what the mall's own screen shows; leaving the last field asks the mall."""
    page.fill("#field-label", label)
    page.click(".fold-out summary")
    for endpoint in mall(street.mall_id).endpoints:
        page.fill(f"#field-endpoint_{endpoint.name}", str(street.card["base_url"]))
    credentials = street.card["credentials"]
    assert isinstance(credentials, dict)
    for name, value in credentials.items():
        page.fill(f"#field-{name}", value)
    page.keyboard.press("Tab")


def onward(page: Page) -> None:
    """Go to the next step of the first link."""
    page.click(".guide .buttons a.primary")


def sell(street: Street, units: int) -> Order:
    """Somebody buys A-1; return the order once it may be shipped (a mall's ten minutes are a few seconds here)."""
    number = street.shoppers.buy("A-1", units)
    ready = Order.objects.filter(number=number, phase="ready")
    until(ready.exists, "the order is not ready to ship")
    return ready.get()


def ship(desk: Desk, street: Street, order: Order, proved: str) -> None:
    """Ship it on the screen of the order, until the mall has the parcel and the last step says `proved`."""
    page = desk.open(f"/orders/{order.id}/")
    page.fill("#id_tracking_number", "4000-0000-0011")
    page.click("form[action$='/ship/'] button.primary")
    expect(page.locator(".toast")).to_be_visible()
    until(lambda: bool(street.shoppers.order(order.number)["parcels"]), "the ship notice did not reach the mall")
    until(lambda: not order.write_backs.filter(state="open").exists(), "the write-back was not proved")
    desk.open(f"/orders/{order.id}/")
    expect(page.locator(".steps .s-confirmed").last).to_contain_text(proved)


def until_level(on_hand: int, reserved: int) -> None:
    """Wait until A-1 has these units here."""
    level = StockLevel.objects.values_list("on_hand", "reserved")
    until(lambda: level.get(sku__code="A-1") == (on_hand, reserved), "the units have not left")
