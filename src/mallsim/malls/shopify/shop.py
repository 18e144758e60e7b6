"""The state of the store: its records, its switches, and how they are looked up."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields
from typing import Any

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid, Unknown
from mallsim.core.views import Mail, Mutation
from mallsim.malls.shopify import order_index
from mallsim.malls.shopify.events import Events
from mallsim.malls.shopify.model import Job, Level, Location, Order, Product, Variant
from mallsim.malls.shopify.settings import CHOICES, WINDOW_S, Switches

FIRST_ID = 5550001
RECORDS = ("products", "variants", "levels", "orders", "jobs", "keys", "next_number")


class Shop:
    """Everything the store knows. Waiting times are divided by ``time_scale``."""

    def __init__(self, clock: Clock, time_scale: float, secret: str, domain: str) -> None:
        self.clock = clock
        self.time_scale = time_scale
        self.domain = domain
        self.switches = Switches()
        self.events = Events(self, secret)
        self.next_number = FIRST_ID
        self.order_number = 1000
        self.clear()

    def clear(self) -> None:
        """Back to an empty store with one location; ids go on."""
        self.products: dict[int, Product] = {}
        self.variants: dict[int, Variant] = {}
        self.levels: dict[tuple[int, int], Level] = {}
        self.orders: dict[int, Order] = {}
        self.jobs: dict[str, Job] = {}
        self.keys: dict[tuple[str, str], tuple[str, Any]] = {}
        self.locations: dict[int, Location] = {}
        self.stale_s = 0.0
        for each in fields(Switches):
            setattr(self.switches, each.name, getattr(Switches(), each.name))
        self.events.clear()
        self.add_location("本店倉庫")

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records; the result puts them back."""
        saved = {name: deepcopy(getattr(self, name)) for name in RECORDS}
        restore_events = self.events.checkpoint()

        def restore() -> None:
            for name, records in saved.items():
                setattr(self, name, records)
            restore_events()

        return restore

    def now(self) -> float:
        """Epoch seconds by the store's clock."""
        return self.clock.epoch()

    def after(self, seconds: float) -> float:
        """When a wait of the real store that begins now is over."""
        return self.now() + seconds / self.time_scale

    def next_id(self) -> int:
        """A number no other object has."""
        self.next_number += 1
        return self.next_number - 1

    def add_location(self, name: str) -> Location:
        """Open a place that holds stock."""
        location = Location(self.next_id(), name, self.now())
        self.locations[location.id] = location
        return location

    def primary(self) -> Location:
        """The first active location."""
        return next(place for place in self.locations.values() if place.active)

    def variant(self, code: str) -> Variant:
        """The first variant with this SKU; raises Unknown."""
        for variant in self.variants.values():
            if variant.sku == code:
                return variant
        raise Unknown(f"no variant with the SKU {code}")

    def variant_of_item(self, item_id: int) -> Variant | None:
        """The variant that an inventory item belongs to."""
        return next((one for one in self.variants.values() if one.item_id == item_id), None)

    def level(self, item_id: int, location_id: int) -> Level | None:
        """Stock of an item at a place, None where it was never stocked."""
        return self.levels.get((item_id, location_id))

    def levels_of(self, item_id: int) -> list[Level]:
        """The active levels of an item, by location."""
        return [self.levels[key] for key in sorted(self.levels) if key[0] == item_id and self.levels[key].active]

    def sells_online(self, location_id: int) -> bool:
        """Does the online store sell what lies there? (switch ``offline_locations``)"""
        place = self.locations[location_id]
        return place.active and place.name not in self.switches.offline_locations

    def online_levels_of(self, item_id: int) -> list[Level]:
        """The active levels of an item where the online store sells from."""
        return [level for level in self.levels_of(item_id) if self.sells_online(level.location_id)]

    def set_available(self, level: Level, quantity: int) -> None:
        """Write ``available``, and tell who listens."""
        level.set(quantity, self.now())
        self.events.stock(level)

    def available(self, item_id: int) -> int:
        """``available`` over all places."""
        return sum(level.available for level in self.levels_of(item_id))

    def sellable(self, item_id: int) -> int:
        """Units the online store has."""
        return sum(level.available for level in self.online_levels_of(item_id))

    def find_order(self, number: str) -> Order:
        """An order by id, global id or name; raises Unknown."""
        wanted = number.rpartition("/")[2].removeprefix("#")
        for order in self.orders.values():
            if wanted in (str(order.id), order.name.removeprefix("#")):
                return order
        raise Unknown(f"no such order: {number}")

    def number_of(self, order: Order) -> str:
        """What the control API calls an order: its numeric id, or its name (switch ``order_number``)."""
        return str(order.id) if self.switches.order_number == "id" else order.name

    def seen_orders(self, granted: list[str]) -> Iterator[Order]:
        """The orders an app may see: visible, and of the last sixty days without read_all_orders (section 1)."""
        return (order for order in self.orders.values() if self.sees(order, granted))

    def sees(self, order: Order, granted: list[str]) -> bool:
        """May an app see this order now?"""
        now = self.now()
        return order.visible_from <= now and ("read_all_orders" in granted or order.created >= now - WINDOW_S)

    def touch(self, order: Order) -> None:
        """The order changed: updatedAt moves, and the index learns of it later."""
        order.updated = max(order.updated, self.now())
        order_index.note(order, max(self.after(self.switches.index_lag_s), order.findable_from))
        self.events.order(order, "ORDERS_UPDATED")

    def note(self, order: Order, kind: str, by: str, **detail: Any) -> None:
        """Write a mutation into the order's log, for the control API."""
        order.mutations.append(Mutation(self.now(), kind, by, dict(detail)))

    def mail(self, order: Order, kind: str) -> None:
        """A mail goes to the buyer."""
        order.mails.append(Mail(self.now(), kind))

    def configure(self, changes: dict[str, Any]) -> None:
        """Change switches; raises Invalid for a name or value that does not fit."""
        for name, value in changes.items():
            if name not in Switches.__dataclass_fields__:
                raise Invalid(f"no such setting: {name}; there are {', '.join(Switches.__dataclass_fields__)}")
            default = getattr(Switches(), name)
            wanted = (int, float) if isinstance(default, float) else type(default)
            if isinstance(value, bool) is not isinstance(default, bool) or not isinstance(value, wanted):
                raise Invalid(f"{name}: {type(default).__name__} is needed")
            if name in CHOICES and value not in CHOICES[name]:
                raise Invalid(f"{name}: one of {', '.join(CHOICES[name])}")
        for name, value in changes.items():
            setattr(self.switches, name, value)
