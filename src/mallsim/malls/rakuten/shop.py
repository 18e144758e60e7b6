"""The simulated shop: its records, its switches and how codes and stock are looked up."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid, Unknown
from mallsim.malls.rakuten.model import Item, Order, Stock

SHOP_ID = "123456"
ORPHAN_S = 24 * 3600
"""An orphan stock record is purged this long after its last update (section 3)."""
FIRST_IDS = {"order": 700001, "basket": 20000001, "line": 20000001, "row": 15500, "change": 30000001}
RECORDS = ("items", "deleted", "stock", "orders", "jobs", "ids")


@dataclass(slots=True)
class Switches:
    """What ``POST /malls/rakuten/settings`` can change; defaults are a healthy shop."""

    credential: str = "valid"
    functions_off: list[str] = field(default_factory=list)
    item_subscription: bool = True
    unauthorised_body: str = "GA0001"
    migrated: bool = True
    read_only: bool = False
    conflicts: int = 0
    index_lag_s: float = 0.0
    async_delay_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Sku:
    """A SKU of an item: its key, its document and its matching code (section 8)."""

    manage_number: str
    variant_id: str
    item: Item
    document: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """The technical identity for writes."""
        return self.manage_number, self.variant_id

    @property
    def code(self) -> str:
        """システム連携用SKU番号, else 商品番号 of a single-SKU item, else 商品管理番号:SKU管理番号."""
        item_number = str(self.item.document.get("itemNumber") or "")
        merchant = str(self.document.get("merchantDefinedSkuId") or "")
        return merchant or (item_number if self.item.single else "") or f"{self.manage_number}:{self.variant_id}"

    @property
    def on_sale(self) -> bool:
        """Not in the warehouse (倉庫) and the SKU not hidden."""
        return not self.item.document.get("hideItem") and not self.document.get("hidden")


class Shop:
    """All state of the mall. Waiting times are divided by ``time_scale``."""

    def __init__(self, clock: Clock, time_scale: float) -> None:
        self.clock = clock
        self.time_scale = time_scale
        self.clear()

    def clear(self) -> None:
        """Back to an empty shop."""
        self.items: dict[str, Item] = {}
        self.deleted: dict[str, float] = {}
        self.stock: dict[tuple[str, str], Stock] = {}
        self.orders: dict[str, Order] = {}
        self.jobs: dict[str, Any] = {}
        self.ids = dict(FIRST_IDS)
        self.switches = Switches()
        self.stale_s = 0.0

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records; the result puts them back."""
        saved = deepcopy({name: getattr(self, name) for name in RECORDS})

        def restore() -> None:
            for name, records in saved.items():
                setattr(self, name, records)

        return restore

    def now(self) -> float:
        """Epoch seconds by the mall's clock."""
        return self.clock.epoch()

    def after(self, seconds: float) -> float:
        """The instant at which a waiting time of the mall that starts now is over."""
        return self.now() + seconds / self.time_scale

    def next_id(self, kind: str) -> int:
        """The next number of a kind (order, basket, line, row, change)."""
        number = self.ids[kind]
        self.ids[kind] = number + 1
        return number

    def visible_order(self, number: str) -> Order | None:
        """The order as the API finds it: None for an unknown or still hidden one."""
        order = self.orders.get(number)
        return order if order and order.visible_from <= self.now() else None

    def skus(self) -> Iterator[Sku]:
        """Every SKU of every item."""
        for manage_number, item in self.items.items():
            for variant_id, document in item.document["variants"].items():
                yield Sku(manage_number, variant_id, item, document)

    def sku(self, code: str) -> Sku:
        """The first SKU with a matching code, or manageNumber:variantId; raises Unknown."""
        manage_number, _, variant_id = code.partition(":")
        for sku in self.skus():
            if sku.code == code or sku.key == (manage_number, variant_id):
                return sku
        raise Unknown(f"no item with the code {code}")

    def sku_at(self, key: tuple[str, str]) -> Sku | None:
        """The SKU with this key, None for an orphan."""
        item = self.items.get(key[0])
        document = item.document["variants"].get(key[1]) if item else None
        return Sku(*key, item, document) if item and document is not None else None

    def code_at(self, key: tuple[str, str]) -> str:
        """The matching code of a key, also of an orphan."""
        sku = self.sku_at(key)
        return sku.code if sku else f"{key[0]}:{key[1]}"

    def visible_stock(self, key: tuple[str, str]) -> Stock | None:
        """The stock record as the API shows it: None where there is none or it is an orphan."""
        return self.stock.get(key) if self.sku_at(key) else None

    def quantity(self, key: tuple[str, str]) -> int:
        """Units in stock, 0 without a record."""
        stock = self.stock.get(key)
        return stock.quantity if stock else 0

    def set_quantity(self, key: tuple[str, str], quantity: int) -> Stock:
        """Write a stock number, making the record when there is none."""
        now = self.now()
        stock = self.stock.get(key)
        if stock is None:
            stock = self.stock[key] = Stock(quantity, now, now)
        else:
            stock.set(quantity, now)
        return stock

    def remove_item(self, manage_number: str) -> None:
        """Delete an item and its stock records; the search index keeps a stub."""
        del self.items[manage_number]
        self.deleted[manage_number] = self.now()
        for key in [key for key in self.stock if key[0] == manage_number]:
            del self.stock[key]

    def purge_orphans(self) -> None:
        """Drop orphan records whose time is over."""
        limit = self.now() - ORPHAN_S / self.time_scale
        for key in [k for k, s in self.stock.items() if s.updated <= limit and self.sku_at(k) is None]:
            del self.stock[key]

    def configure(self, changes: dict[str, Any]) -> None:
        """Change switches; raises Invalid for a name or type that does not fit."""
        for name, value in changes.items():
            if name not in Switches.__dataclass_fields__:
                raise Invalid(f"no such setting: {name}; there are {', '.join(Switches.__dataclass_fields__)}")
            wanted = type(getattr(Switches(), name))
            if isinstance(value, bool) is not (wanted is bool) or not isinstance(value, (wanted, int)):
                raise Invalid(f"{name}: {wanted.__name__} is needed")
        for name, value in changes.items():
            setattr(self.switches, name, value)
