"""What always holds: pages lose and double nothing, any search text is read, goods are neither made nor lost."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mallsim.core.calls import Call
from mallsim.core.errors import ControlError
from mallsim.malls.shopify import connections, order_index, search
from mallsim.malls.shopify.mall import Shopify
from mallsim.malls.shopify.shop import Shop
from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town

CALL = Call(1, 0.0, "order.list", "POST", "/")


@given(st.lists(st.integers(0, 5)), st.integers(1, 7), st.booleans(), st.booleans())
def test_s2_pages_hold_every_row_once(values: list[int], size: int, falling: bool, backwards: bool) -> None:
    rows = list(enumerate(values))
    found: list[tuple[int, int]] = []
    at: str | None = None
    for _ in range(len(rows) + 1):
        asked = {"last": size, "before": at} if backwards else {"first": size, "after": at}
        page = connections.page(rows, lambda row: (row[1], row[0]), asked | {"reverse": falling}, CALL)
        found = page["nodes"] + found if backwards else found + page["nodes"]
        info = page["pageInfo"]
        at = info["startCursor"] if backwards else info["endCursor"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            break
    assert found == sorted(rows, key=lambda row: (row[1], row[0]), reverse=falling)


@given(st.text(alphabet="abcstatus:open()'\"<>=- ORAND#1２"))
def test_s3_any_search_text_is_read(text: str) -> None:
    found = search.parse(text, order_index.FIELDS, order_index.FREE)
    assert found.test({"name": "#1001", "status": "open", "sku": []}) in (True, False)


WEIGHTS: dict[str, int] = {
    "buy": 6, "ship": 3, "part": 3, "unship": 2, "cancel": 2, "api_cancel": 2, "edit": 3, "hold": 1, "release": 1, "move": 2,
}  # fmt: skip


class Day:
    """Random shoppers and a random shop, over two places."""

    def __init__(self, seed: int) -> None:
        self.town = Town("shopify")
        self.town.put("A", quantity=30, quantities={"大阪倉庫": 20}, price=100)
        self.store = Store(self.town)
        mall = self.town.world.seat("shopify").mall
        assert isinstance(mall, Shopify)
        self.mall = mall
        self.rng = Random(seed)
        self.numbers: list[str] = []

    @property
    def shop(self) -> Shop:
        """The state behind."""
        return self.mall.shop

    def step(self) -> None:
        """Something happens, if it is possible."""
        what = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.store.pass_time(3)
        self.mall.tick()
        if what == "buy":
            self._buy()
        elif self.numbers:
            number = self.rng.choice(self.numbers)
            if what == "api_cancel":
                self.store.cancel(number, restock=True)
            else:
                self._act(number, *self._action(what))

    def _action(self, what: str) -> tuple[str, dict[str, Any]]:
        units = self.rng.randrange(1, 4)
        place = self.rng.choice(["本店倉庫", "大阪倉庫"])
        choices: dict[str, tuple[str, dict[str, Any]]] = {
            "part": ("ship", {"lines": [{"code": "A", "quantity": units}]}),
            "edit": ("edit_lines", {"lines": [{"code": "A", "quantity": units}]}),
            "move": ("move", {"location": place}),
        }
        return choices.get(what, (what, {}))

    def _buy(self) -> None:
        body = {"lines": [{"code": "A", "quantity": self.rng.randrange(1, 5)}]}
        answer = self.town.control.post("/malls/shopify/orders", json=body)
        if answer.status_code == 201:
            self.numbers.append(answer.json()["order_number"])

    def _act(self, number: str, action: str, payload: dict[str, Any]) -> None:
        try:
            self.mall.act(number, action, payload)
        except ControlError:
            return

    def shipped(self) -> int:
        """Units in fulfilments that stand."""
        made = [one for order in self.shop.orders.values() for one in order.fulfilments if one.status == "SUCCESS"]
        return sum(part.quantity for one in made for part in one.parts)

    def waiting(self, location_id: int) -> int:
        """Units that open fulfilment orders of a place still have to ship."""
        fos = [fo for order in self.shop.orders.values() for fo in order.fulfilment_orders]
        return sum(
            row.remaining
            for fo in fos
            if fo.location_id == location_id and fo.status not in ("CLOSED", "CANCELLED")
            for row in fo.lines
        )


@pytest.mark.parametrize("seed", range(6))
def test_s6_goods_are_neither_made_nor_lost(seed: int) -> None:
    day = Day(seed)
    for _ in range(80):
        day.step()
        levels = list(day.shop.levels.values())
        assert sum(level.on_hand for level in levels) + day.shipped() == 50
        for level in levels:
            assert level.committed == day.waiting(level.location_id) >= 0
        for order in day.shop.orders.values():
            for line in order.lines:
                assert 0 <= line.fulfilled <= line.current <= line.quantity
    assert day.shipped() > 0
