"""The control API: tests and people play the shoppers and the weather (docs/develop/simulators.md)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mallsim.core.errors import ControlError, Invalid
from mallsim.core.shopping import parse_order
from mallsim.core.traffic import Traffic
from mallsim.core.world import Seat, World


class Control:
    """The handlers; one method per path and verb."""

    def __init__(self, world: World, traffic: Traffic, url: str = "") -> None:
        self.world = world
        self.traffic = traffic
        self.url = url

    def app(self) -> Starlette:
        """The ASGI application."""
        item, order = "/malls/{mall}/items/{code:path}", "/malls/{mall}/orders/{number}"
        routes = [
            ("GET", "/malls", self.list_malls),
            ("GET", "/goods", self.list_goods),
            ("POST", "/traffic", self.set_traffic),
            ("POST", "/clock", self.advance_clock),
            ("GET", "/clock", self.show_clock),
            ("GET", "/malls/{mall}/items", self.list_items),
            ("GET", item, self.show_item),
            ("PUT", item, self.put_item),
            ("DELETE", item, self.delete_item),
            ("GET", "/malls/{mall}/seed", self.export_seed),
            ("POST", "/malls/{mall}/orders", self.place_order),
            ("GET", "/malls/{mall}/orders", self.list_orders),
            ("GET", order, self.show_order),
            ("POST", order + "/actions", self.act),
            ("POST", "/malls/{mall}/faults", self.post_fault),
            ("DELETE", "/malls/{mall}/faults", self.clear_faults),
            ("GET", "/malls/{mall}/calls", self.list_calls),
            ("GET", "/malls/{mall}/deliveries", self.list_deliveries),
            ("GET", "/malls/{mall}/settings", self.show_settings),
            ("POST", "/malls/{mall}/settings", self.configure),
            ("POST", "/malls/{mall}/reset", self.reset),
        ]
        return Starlette(
            routes=[Route(path, _ticking(self, handler), methods=[verb]) for verb, path, handler in routes],
            exception_handlers={ControlError: _refuse},
        )

    def cards(self) -> list[dict[str, Any]]:
        """The answer of ``GET /malls``."""
        return [seat.card(self.url) for seat in self.world.seats.values()]

    def _seat(self, request: Request) -> Seat:
        return self.world.seat(request.path_params["mall"])

    async def list_malls(self, request: Request) -> Response:
        """Every mall with its address and working credentials."""
        return JSONResponse(self.cards())

    async def list_goods(self, request: Request) -> Response:
        """The demo goods with each SKU's code per mall."""
        malls = list(self.world.seats)
        return JSONResponse(
            [
                {
                    "code": sku.code,
                    "product": product.code,
                    "title": product.title,
                    "price": product.price,
                    "quantity": sku.quantity,
                    "choices": dict(sku.choices),
                    "one_off": product.one_off,
                    "malls": {m: sold.skus[n].code for m in malls if (sold := product.on(m)) is not None},
                }
                for product in self.world.goods
                for n, sku in enumerate(product.skus)
            ]
        )

    async def set_traffic(self, request: Request) -> Response:
        """Start, change or stop (0) the random shoppers."""
        body = await _body(request)
        rate = body.get("orders_per_minute")
        if isinstance(rate, bool) or not isinstance(rate, int | float):
            raise Invalid("orders_per_minute: a number is needed")
        malls = body.get("malls", [])
        self.traffic.start(float(rate), int(body.get("seed", self.world.seed)), malls)
        return JSONResponse({"orders_per_minute": rate, "malls": malls or list(self.world.seats)})

    async def advance_clock(self, request: Request) -> Response:
        """Let time pass at once."""
        seconds = (await _body(request)).get("advance_s")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise Invalid("advance_s: seconds, 0 or more; time does not run back")
        self.world.clock.advance(float(seconds))
        return await self.show_clock(request)

    async def show_clock(self, request: Request) -> Response:
        """The world's time."""
        clock = self.world.clock
        return JSONResponse({"now": clock.now().isoformat(), "epoch": clock.epoch()})

    async def list_items(self, request: Request) -> Response:
        """Every item of a mall."""
        return JSONResponse([item.as_json() for item in self._seat(request).mall.items()])

    async def show_item(self, request: Request) -> Response:
        """One item."""
        return JSONResponse(self._seat(request).mall.get_item(request.path_params["code"]).as_json())

    async def put_item(self, request: Request) -> Response:
        """Create or overwrite an item."""
        fields = await _body(request)
        return JSONResponse(self._seat(request).mall.put_item(request.path_params["code"], fields).as_json())

    async def delete_item(self, request: Request) -> Response:
        """Remove an item."""
        self._seat(request).mall.delete_item(request.path_params["code"])
        return Response(status_code=204)

    async def export_seed(self, request: Request) -> Response:
        """The items in the form ``PUT …/items/{code}`` takes, to build the same shop again."""
        kept = ("title", "price", "quantity")
        items = [item.as_json() for item in self._seat(request).mall.items()]
        return JSONResponse({item["code"]: {name: item[name] for name in kept} for item in items})

    async def place_order(self, request: Request) -> Response:
        """A shopper buys."""
        seat = self._seat(request)
        order = parse_order(await _body(request))
        number = seat.mall.place_order(order, seat.door.weather.hidden_s())
        return JSONResponse({"order_number": number}, status_code=201)

    async def list_orders(self, request: Request) -> Response:
        """Orders placed since an instant (epoch seconds or ISO 8601)."""
        since = _instant(request.query_params.get("since", "0"))
        return JSONResponse([order.as_json() for order in self._seat(request).mall.orders(since)])

    async def show_order(self, request: Request) -> Response:
        """One order, hidden or not."""
        return JSONResponse(self._seat(request).mall.order(request.path_params["number"]).as_json())

    async def act(self, request: Request) -> Response:
        """Something happens to an order outside the mall's API."""
        body = await _body(request)
        action = body.pop("action", None)
        if not isinstance(action, str):
            raise Invalid("action: a name is needed")
        return JSONResponse(self._seat(request).mall.act(request.path_params["number"], action, body).as_json())

    async def post_fault(self, request: Request) -> Response:
        """Switch a fault on."""
        fault = self._seat(request).door.weather.post(await _body(request))
        return JSONResponse({"kind": fault.kind, "operation": fault.operation, "until": fault.until}, status_code=201)

    async def clear_faults(self, request: Request) -> Response:
        """Switch all faults of a mall off."""
        self._seat(request).door.weather.clear()
        return Response(status_code=204)

    async def list_calls(self, request: Request) -> Response:
        """The call log above a number."""
        since = _instant(request.query_params.get("since", "0"))
        return JSONResponse([call.as_json() for call in self._seat(request).door.calls.since(int(since))])

    async def list_deliveries(self, request: Request) -> Response:
        """What the mall tried to send to the shop, above a number."""
        since = _instant(request.query_params.get("since", "0"))
        return JSONResponse(self._seat(request).deliveries.since(int(since)))

    async def show_settings(self, request: Request) -> Response:
        """A mall's switches."""
        return JSONResponse(self._seat(request).mall.settings())

    async def configure(self, request: Request) -> Response:
        """Change a mall's switches."""
        return JSONResponse(self._seat(request).mall.configure(await _body(request)))

    async def reset(self, request: Request) -> Response:
        """Put a mall back to its first state."""
        self.world.reset(request.path_params["mall"])
        return Response(status_code=204)


Handler = Callable[[Request], Awaitable[Response]]


def _ticking(control: Control, handler: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        for seat in control.world.seats.values():
            seat.mall.tick()
        return await handler(request)

    return handle


async def _refuse(request: Request, error: Exception) -> Response:
    if not isinstance(error, ControlError):
        raise error
    return JSONResponse({"error": {"code": error.code, "message": str(error)}}, status_code=error.status)


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise Invalid("the body must be JSON") from error
    if not isinstance(body, dict):
        raise Invalid("the body must be a JSON object")
    return body


def _instant(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise Invalid("since: a number or an ISO 8601 time") from None
