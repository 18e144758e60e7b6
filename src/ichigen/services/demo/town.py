"""The simulators' control API, as the demo uses it: it plays shoppers and weather (docs/develop/simulators.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

#: What `--faults` means: for each mall, kind and what the control API takes beside it.
WEATHER: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "none": (),
    "mild": (
        ("http_500", {"rate": 0.01}),
        ("throttle", {"rate": 0.02}),
        ("timeout", {"rate": 0.005, "operation": "*"}),
    ),
    "wild": (
        ("http_500", {"rate": 0.05}),
        ("throttle", {"rate": 0.05}),
        ("timeout", {"rate": 0.01}),
        ("late", {"rate": 0.01, "seconds_late": 25}),
        ("partial", {"rate": 0.05, "operation": "stock.*"}),
        ("silent_drop", {"rate": 0.02, "operation": "stock.*"}),
        ("stale_read", {"rate": 0.05, "operation": "stock.*", "seconds": 3}),
        ("hidden_order", {"rate": 0.1, "seconds": 15}),
        ("duplicate", {"rate": 0.05}),
        ("reorder", {"rate": 0.05}),
        ("maintenance", {"rate": 0.01}),
    ),
}


class DemoTown:
    """Every simulated mall of one `mallsim` process."""

    def __init__(self, control_url: str) -> None:
        self._client = httpx2.Client(base_url=control_url, trust_env=False, timeout=60)

    def malls(self) -> list[dict[str, Any]]:
        """One card per mall: mall, label, base_url, control_url, credentials."""
        return list(self._send("GET", "/malls"))

    def traffic(self, orders_per_minute: float, seed: int = 1, malls: Sequence[str] = ()) -> None:
        """Have shoppers come, to these malls or to all; 0 stops them."""
        body: dict[str, Any] = {"orders_per_minute": orders_per_minute, "seed": seed}
        self._send("POST", "/traffic", body | ({"malls": list(malls)} if malls else {}))

    def weather(self, faults: str) -> None:
        """Switch a set of faults on at every mall; "none" clears them all."""
        for card in self.malls():
            self._send("DELETE", f"/malls/{card['mall']}/faults")
            for kind, how in WEATHER[faults]:
                self._send("POST", f"/malls/{card['mall']}/faults", {"kind": kind, **how})

    def orders(self, mall_id: str) -> list[dict[str, Any]]:
        """Every order of a mall, hidden ones too."""
        return list(self._send("GET", f"/malls/{mall_id}/orders"))

    def put_item(self, mall_id: str, code: str, fields: Mapping[str, Any]) -> None:
        """Somebody puts an item on sale on the mall's own screen."""
        self._send("PUT", f"/malls/{mall_id}/items/{code}", fields)

    def buy(self, mall_id: str, code: str, quantity: int = 1) -> str:
        """A shopper orders one thing; returns the order number."""
        lines = [{"code": code, "quantity": quantity}]
        return str(self._send("POST", f"/malls/{mall_id}/orders", {"lines": lines})["order_number"])

    def act(self, mall_id: str, number: str, action: str) -> None:
        """Something happens to an order outside the mall's API."""
        self._send("POST", f"/malls/{mall_id}/orders/{number}/actions", {"action": action})

    def calls(self, mall_id: str) -> list[dict[str, Any]]:
        """Every call to a mall."""
        return list(self._send("GET", f"/malls/{mall_id}/calls?since=0"))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        response = self._client.request(method, path, json=body)
        response.raise_for_status()
        return response.json() if response.content else None
