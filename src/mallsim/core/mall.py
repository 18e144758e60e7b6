"""What a simulated mall offers to the core. Found as ``mallsim.malls.<id>.mall.SIMULATOR``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from mallsim.core.clock import Clock
from mallsim.core.limits import Bucket, Limit
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request does: a dotted name such as ``order.search`` or ``stock.write``.

    ``send``: no request, the mall itself calls the shop (notices.py).
    """

    name: str
    effect: Literal["read", "write", "send"]


class Refusals(Protocol):
    """How the mall says no, in its own words. ``number`` counts calls and may be used to alternate."""

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """The answer above a limit per second or per day."""

    def server_error(self, operation: Operation) -> Response:
        """A plain failure of the mall (HTTP 500); nothing was done."""

    def auth_expired(self, operation: Operation) -> Response:
        """The answer to credentials that are no longer good."""

    def maintenance(self, operation: Operation) -> Response:
        """The answer during maintenance."""


class SimulatedMall(Protocol):
    """One mall with its state. All times come from ``clock``, all chance from ``rng`` (see Simulator).

    Handlers are ``async`` and do not wait between reading and changing state, so one request is
    one step of the world. They find their log entry with ``calls.call_of(request)``, record what
    they changed with ``call.effect`` and ask ``call.has`` for the faults ``partial``, ``stale_read``,
    ``duplicate`` and ``reorder``. ``tick`` is called before every request and control request.
    """

    @property
    def id(self) -> str:
        """The mall id, the name of its package."""

    @property
    def label(self) -> str:
        """The mall's Japanese name."""

    @property
    def limits(self) -> Sequence[Limit | Bucket]:
        """Its call limits."""

    @property
    def refusals(self) -> Refusals:
        """How it says no."""

    def credentials(self) -> dict[str, str]:
        """Working credentials under the manifest's field names; ``{base_url}`` in a value is filled in by the core."""

    def routes(self) -> Sequence[BaseRoute]:
        """The mall's real paths."""

    def operation_of(self, request: Request) -> Operation:
        """Name the operation from method and path, or by the body (``calls.body_of``) where paths do not tell."""

    def tick(self) -> None:
        """Let everything happen that is due by the clock."""

    def checkpoint(self) -> Callable[[], None]:
        """Remember the state; calling the result puts it back (for ``silent_drop``)."""

    def reset(self) -> None:
        """Forget items, orders and settings."""

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """Put the products on sale in the mall's own form."""

    def items(self) -> list[ItemView]:
        """Every item."""

    def get_item(self, code: str) -> ItemView:
        """One item; raises Unknown."""

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite an item without the API (also: drift injection); raises Invalid."""

    def delete_item(self, code: str) -> None:
        """Remove an item; raises Unknown."""

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys: stock falls now; the API shows the order ``hidden_s`` seconds later.

        Returns the order number; raises SoldOut, Unknown, Invalid.
        """

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders placed at or after ``since`` (epoch seconds)."""

    def order(self, number: str) -> OrderView:
        """One order; raises Unknown."""

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Something happens to an order outside the API (buyer cancels, pays, …); raises Unknown, Invalid."""

    def settings(self) -> dict[str, Any]:
        """The mall's switches (credentials state, index lag, …)."""

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches; raises Invalid for one that does not exist."""

    def staleness(self, seconds: float) -> None:
        """Reads of stock hit by ``stale_read`` show the value of ``seconds`` ago from now on."""


class Simulator(Protocol):
    """Makes a mall. ``time_scale`` n means the mall's waiting times pass n times as fast."""

    def __call__(self, clock: Clock, rng: Random, time_scale: float) -> SimulatedMall:
        """A fresh, empty mall."""
