"""One admitted API call with everything a resolver may look at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLResolveInfo

from mallsim.core.calls import Call
from mallsim.malls.shopify.jobs import Jobs
from mallsim.malls.shopify.model import Level, Order
from mallsim.malls.shopify.shop import Shop


@dataclass(slots=True)
class Visit:
    """``call`` is the log entry effects are reported to; ``searches`` becomes ``extensions.search``."""

    shop: Shop
    jobs: Jobs
    call: Call
    version: str
    granted: list[str]
    searches: list[dict[str, Any]] = field(default_factory=list)

    def order(self, order_id: int) -> Order | None:
        """An order the app may see."""
        order = self.shop.orders.get(order_id)
        return order if order is not None and self.shop.sees(order, self.granted) else None

    def show(self, order: Order) -> None:
        """The order's details are part of the answer."""
        number = self.shop.number_of(order)
        if number not in self.call.shown:
            self.call.shown.append(number)

    def did(self, order: Order, kind: str, **detail: Any) -> None:
        """The shop changed an order: its log, the call log, the index and the webhooks learn of it."""
        self.shop.note(order, kind, "shop", **detail)
        self.call.effect(order=self.shop.number_of(order), mutation=kind)
        self.shop.touch(order)

    def tell_stock(self, level: Level, available: int) -> None:
        """The stock of an item at a place is part of the answer; places but the first are named in the code."""
        variant = self.shop.variant_of_item(level.item_id)
        if variant is not None:
            first = level.location_id == self.shop.primary().id
            self.call.shows(variant.sku if first else f"{variant.sku}@{level.location_id}", available)

    def wrote_stock(self, rows: Iterable[tuple[str, int]]) -> None:
        """Log stock rows by matching code."""
        for code, quantity in rows:
            self.call.effect(code=code, quantity=quantity)


def visit_of(info: GraphQLResolveInfo) -> Visit:
    """The visit a resolver answers."""
    visit: Visit = info.context
    return visit
