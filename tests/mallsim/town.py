"""A simulated world in this process with a hand on its clock."""

from typing import Any

from starlette.testclient import TestClient

from mallsim.core.clock import Clock
from mallsim.core.control import Control
from mallsim.core.traffic import Traffic
from mallsim.core.world import World, find_simulators

NOON = 1775012400.0
"""2026-04-01T12:00:00+09:00."""


class Town:
    """One mall, its control API and the real time they believe in (``time``, epoch seconds)."""

    def __init__(self, mall: str = "rakuten", *, goods: bool = False, time_scale: float = 1.0) -> None:
        self.id = mall
        self.time = NOON
        clock = Clock(lambda: self.time)
        self.world = World(find_simulators([mall]), clock, goods=goods, time_scale=time_scale)
        self.traffic = Traffic(self.world)
        self.door = self.world.seat(mall).door
        self.mall = TestClient(self.door)
        self.control = TestClient(Control(self.world, self.traffic, "http://127.0.0.1:8900").app())

    def put(self, code: str, **fields: Any) -> dict[str, Any]:
        """Create or overwrite an item through the control API."""
        return self._json(self.control.put(f"/malls/{self.id}/items/{code}", json=fields))

    def item(self, code: str) -> dict[str, Any]:
        """One item as the control API shows it."""
        return self._json(self.control.get(f"/malls/{self.id}/items/{code}"))

    def buy(self, *lines: tuple[str, int], **more: Any) -> str:
        """A shopper buys; the order number."""
        payload = {"lines": [{"code": code, "quantity": quantity} for code, quantity in lines], **more}
        number: str = self._json(self.control.post(f"/malls/{self.id}/orders", json=payload))["order_number"]
        return number

    def order(self, number: str) -> dict[str, Any]:
        """One order as the control API shows it."""
        return self._json(self.control.get(f"/malls/{self.id}/orders/{number}"))

    def act(self, number: str, action: str, **more: Any) -> dict[str, Any]:
        """Something happens to an order."""
        return self._json(
            self.control.post(f"/malls/{self.id}/orders/{number}/actions", json={"action": action, **more})
        )

    def fault(self, kind: str, **more: Any) -> None:
        """Switch a fault on."""
        self._json(self.control.post(f"/malls/{self.id}/faults", json={"kind": kind, **more}))

    def configure(self, **changes: Any) -> dict[str, Any]:
        """Change the mall's switches."""
        return self._json(self.control.post(f"/malls/{self.id}/settings", json=changes))

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The call log."""
        entries: list[dict[str, Any]] = self.control.get(f"/malls/{self.id}/calls?since={since}").json()
        return entries

    def _json(self, response: Any) -> dict[str, Any]:
        assert response.status_code in (200, 201), response.text
        answer: dict[str, Any] = response.json()
        return answer
