"""A shop on a simulated mall: the client under test, the control API beside it, and what tests do again and again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import Confirm, GuardRefusal, Intent, StepPlan
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.exchange import MallListing, OrderPage, Window
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.manifest import Mall, Scan
from ichigen.mallkit.testing.gate import OpenGate
from ichigen.mallkit.testing.simulator import TIME_SCALE, Control
from ichigen.mallkit.testing.tokens import MemoryTokens

#: The longest a test waits for the mall to move on by itself, and for an answer that a fault holds back.
PATIENCE_S = 15.0
TIMEOUT_S = 1.5

_ROUNDS = 200


class BriefHttp(MallHttp):
    """Gives up on every call after `TIMEOUT_S`, so that tests of time-outs are short."""

    def send(self, call: Call) -> Reply:
        """Send with the short time-out."""
        return super().send(replace(call, timeout_s=TIMEOUT_S))


@dataclass(frozen=True, slots=True)
class Goods:
    """A thing on sale: the mall's matching code and the listing our client sees."""

    code: str
    listing: MallListing


class Shop:
    """Everything a conformance test needs."""

    def __init__(self, mall: Mall, card: Mapping[str, Any]) -> None:
        self.mall = mall
        self.control = Control(card["control_url"])
        self.credentials: dict[str, str] = dict(card["credentials"])
        self.time = self.control.time
        self.gate = OpenGate(mall.limits, self.time)
        self._base_url = str(card["base_url"])
        self._endpoints: Mapping[str, str] = card.get("endpoints", {})
        self._http: list[MallHttp] = []
        self.client = self.connect()
        self._listings: dict[str, MallListing] | None = None
        self._unused: Iterator[str] | None = None

    def connect(self, base_url: str = "", **credentials: str) -> MallClient:
        """Return a client with a token store of its own; other credentials or another server for tests of failure."""
        values = self.credentials | credentials
        settings = {field.name for field in self.mall.settings}
        http = BriefHttp(self.gate, TIMEOUT_S)
        self._http.append(http)
        return self.mall.connect(
            Connection(
                credentials={name: value for name, value in values.items() if name not in settings},
                endpoints={e.name: base_url or self._endpoint(e.name) for e in self.mall.endpoints},
                settings={name: value for name, value in values.items() if name in settings},
                http=http,
                tokens=MemoryTokens(),
                now=self.time.now,
            )
        )

    def close(self) -> None:
        """Close all connections."""
        for http in self._http:
            http.close()
        self.control.close()

    def listings(self, *, anew: bool = False) -> Mapping[str, MallListing]:
        """The catalogue as the client lists it, by matching code; read once, or `anew` where other tests may have added goods."""
        if self._listings is None or anew:
            found = list(self._catalogue())
            self._listings = {code: listing for listing in found for code in reversed(listing.match_codes)}
            self._listings |= {listing.match_codes[0]: listing for listing in found if listing.match_codes}
        return self._listings

    def goods(self, quantity: int) -> Goods:
        """Return an item that no other test uses, with this stock."""
        if self._unused is None:
            self._unused = iter([item["code"] for item in self.control.items() if item["on_sale"]])
        code = next(self._unused)
        self.control.put_item(code, quantity=quantity)
        return Goods(code, self.listings()[code])

    def fetch(self, number: str) -> MallOrder:
        """Return one order; it must be readable."""
        batch = self.client.fetch_orders([number])
        assert batch.problems == ()
        return next(order for order in batch.orders if order.number == number)

    def fetch_all(self, numbers: Sequence[str]) -> list[MallOrder]:
        """Return these orders in as many calls as the mall's batch asks for."""
        size = self.mall.orders.fetch_batch
        batches = [self.client.fetch_orders(numbers[at : at + size]) for at in range(0, len(numbers), size)]
        return [order for batch in batches for order in batch.orders]

    def pages(self, scan: Scan, since: datetime | None = None) -> Iterator[OrderPage]:
        """Yield every page of a scan from its lookback, or since a moment, until now; what is not listed yet is waited for."""
        self.time.sleep(scan.behind_s / TIME_SCALE)
        start = since or self.time.now() - timedelta(seconds=scan.lookback_s)
        page, window = None, Window(start, self.time.now() + timedelta(seconds=2))
        for _ in range(_ROUNDS):
            answer = self.client.list_orders(scan.name, window, page)
            yield answer
            page = answer.next_page
            if page is None:
                return
        raise AssertionError(f"scan {scan.name} has no end")

    def writable(self, number: str) -> MallOrder:
        """Read an order until the mall takes changes of it."""
        deadline = self.time.monotonic() + PATIENCE_S
        while True:
            order = self.fetch(number)
            if order.writable_from is None:
                return order
            assert self.time.monotonic() < deadline, f"{number} stays closed until {order.writable_from}"
            self.time.sleep(0.2)

    def ready_order(self, goods: Goods, quantity: int = 1) -> MallOrder:
        """Return a paid order that waits for shipping, confirmed where the mall wants it."""
        order = self.writable(self.control.buy(goods.code, quantity, paid=True))
        if order.phase is Phase.NEW and self.mall.write_back.confirm:
            self.carry_out(order, Confirm())
        return self.wait_for(order.number, Phase.READY)

    def priced(self, number: str) -> MallOrder:
        """Read an order until the mall tells what it costs: not before its payment is clear, on some malls."""
        deadline = self.time.monotonic() + PATIENCE_S
        while True:
            order = self.fetch(number)
            if order.amounts.total is not None:
                return order
            assert self.time.monotonic() < deadline, f"{number} tells no price in {order.mall_state}"
            self.time.sleep(0.2)

    def becomes(self, code: str, quantity: int) -> int:
        """Return the mall's own number of an item once it is `quantity`, or what it is after the settle time."""
        deadline = self.time.monotonic() + min(self.mall.stock.settle_s, PATIENCE_S)
        while (found := self.control.quantity(code)) != quantity and self.time.monotonic() < deadline:
            self.time.sleep(0.2)
        return found

    def wait_for(self, number: str, *phases: Phase) -> MallOrder:
        """Read an order until it is in one of the phases."""
        deadline = self.time.monotonic() + PATIENCE_S
        while True:
            order = self.fetch(number)
            if order.phase in phases:
                return order
            assert self.time.monotonic() < deadline, f"{number} stays in {order.mall_state}"
            self.time.sleep(0.2)

    def steps(self, order: MallOrder, intent: Intent) -> tuple[StepPlan, ...]:
        """Return the planned steps; a refusal fails the test."""
        planned = self.mall.plan(intent, order)
        assert not isinstance(planned, GuardRefusal), planned
        assert planned
        return planned

    def carry_out(self, order: MallOrder, intent: Intent) -> None:
        """Send all steps of an intent, waiting between them as they ask (on the simulator's time scale)."""
        earlier: JsonObject = {}
        for step in self.steps(order, intent):
            self.time.sleep(step.wait_s / TIME_SCALE)
            earlier = self.send(self.fetch(order.number), step, earlier).passed_on

    def send(self, order: MallOrder, step: StepPlan, earlier: JsonObject) -> StepPlan:
        """Send one step as the write-back loop does, and return it with what the mall answered."""
        step = replace(step, earlier=earlier)
        return replace(step, answer=dict(self.client.send_step(order, step) or {}))

    def _catalogue(self) -> Iterator[MallListing]:
        page = None
        for _ in range(_ROUNDS):
            answer = self.client.list_listings(page)
            assert answer.problems == ()
            yield from answer.listings
            page = answer.next_page
            if page is None:
                return
        raise AssertionError("the catalogue has no end")

    def _endpoint(self, name: str) -> str:
        return self._endpoints.get(name, self._base_url)
