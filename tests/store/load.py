"""Two small malls and everything that may happen to their shop, step by step, by chance."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.mallkit.exchange import MallListing, StockAnswer, StockReading, StockRefusal, StockSeen
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.services.catalogue.read_in import finish_reading, store_listings
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.stock.edit_cells import CellEdit, edit_cells
from ichigen.services.stock.receive import receive_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.transfer import transfer_stock
from ichigen.services.stock_sync.brake import look
from ichigen.services.stock_sync.claim import claim_writes, take_over
from ichigen.services.stock_sync.read_back import Rhythm, apply_reading, due_reads, let_rest, watch_hidden_sales
from ichigen.services.stock_sync.settle import release_unsent, settle_answer, settle_unknown
from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Sku
from ichigen.store.listings import Listing
from ichigen.store.stock import StockLevel
from tests.builders import main_location, make_line, make_listing, make_order, make_sku

GOODS = ("A", "B", "C", "D")
SET, LATER = "SET", "LATER"


@dataclass
class Shop:
    """One account, its loops, and its mall's numbers as the mall has them: a sale lowers one before anybody hears of it."""

    account: Account
    skus: Mapping[str, Sku]
    stock: StockCapability
    numbers: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    orders: dict[str, MallOrder] = field(default_factory=dict)
    order_numbers: "count[int]" = field(default_factory=lambda: count(1))

    def run(self, chance: Random) -> None:
        """One run of the stock loop."""
        self.write(chance)
        self.read()

    def write(self, chance: Random) -> None:
        """Claim a batch, and let the mall do any of what malls do."""
        run = begin_run(self.account.pk, "stock")
        if chance.random() < 0.1:
            take_over(run, self.stock)
        rows = claim_writes(run, self.stock, now(), look(run))
        if not rows:
            return
        taken = [row for row in rows if chance.random() < 0.8]
        with self.lock:
            for row in taken:
                before = self.numbers[row.code] if row.mode is StockMode.RELATIVE else 0
                self.numbers[row.code] = before + row.quantity
        left = [row for row in rows if row not in taken]
        if chance.random() < 0.15:
            settle_unknown(run, self.stock, rows)
        elif chance.random() < 0.15 and not taken:
            release_unsent(run, rows)
        else:
            refusals = tuple(StockRefusal(row.code, "E1", "値が不正です。", reread=True) for row in left)
            settle_answer(run, self.stock, rows, StockAnswer(frozenset(row.code for row in taken), refusals))

    def read(self) -> None:
        """Read what is due."""
        run, began = begin_run(self.account.pk, "stock"), now()
        codes = due_reads(self.account.pk, self.stock, Rhythm(0.5))
        with self.lock:
            seen = tuple(StockSeen(code, self.numbers.get(code)) for code in codes)
        reading = StockReading(seen)
        apply_reading(run, self.stock, reading, began, began)
        let_rest(run, codes, reading)
        watch_hidden_sales(run, self.stock)

    def sell(self, chance: Random) -> None:
        """Somebody buys, and the order is taken in a little later; or one of before is shipped or cancelled."""
        began = now()
        if self.orders and chance.random() < 0.4:
            number = chance.choice(sorted(self.orders))
            old = self.orders.pop(number)
            whole = all(line.listing_code in GOODS for line in old.lines)  # of sets the parts change
            phase = Phase.SHIPPED if whole and chance.random() < 0.5 else Phase.CANCELLED
            order = make_order(number, *old.lines, phase=phase, ordered_at=old.ordered_at)
        else:
            codes = chance.sample([*GOODS, SET, LATER], chance.choice((1, 1, 2)))
            with self.lock:
                for code in codes:
                    self.numbers[code] = self.numbers.get(code, 0) - 1
            number = f"{self.account.pk}-{next(self.order_numbers)}"
            lines = [make_line(str(at), code) for at, code in enumerate(codes)]
            order = self.orders[number] = make_order(number, *lines, ordered_at=began)
        take_in(Source(self.account.pk, began, self.account.started_at), [order])

    def show_catalogue(self, chance: Random) -> None:
        """The mall's catalogue, some of the goods in the mall's own warehouse this time."""
        kept = set(chance.sample(GOODS, chance.choice((0, 0, 1))))
        rows = [
            MallListing(code, f"商品 {code}", (code,), quantity=9 if code in kept else None, kept_by_mall=code in kept)
            for code in (*GOODS, SET, LATER)
        ]
        began = now()
        store_listings(self.account.pk, rows, began)
        finish_reading(self.account.pk, began - timedelta(minutes=1))

    def rebind(self, chance: Random) -> None:
        """A person takes a set apart or puts another part into it."""
        listing = Listing.objects.get(account=self.account, code=SET)
        if chance.random() < 0.3:
            unbind_listing(listing.pk, "別の商品", None)
        else:
            bind_listing(self.account.pk, SET, self.skus[chance.choice(GOODS)].pk, chance.choice((1, 2)), None)


@dataclass
class Shelf:
    """What people do to the stock."""

    skus: Mapping[str, Sku]

    def receive(self, chance: Random) -> None:
        """One movement."""
        receive_stock(self.skus[chance.choice([*GOODS, LATER])].pk, main_location().pk, chance.randint(1, 3))

    def count(self, chance: Random) -> None:
        """Many movements in one statement; cells that moved meanwhile are left alone."""
        picked = chance.sample(sorted(self.skus), 3)
        ids = [self.skus[code].pk for code in picked]
        place = main_location().pk
        shown = dict(StockLevel.objects.filter(sku_id__in=ids, location=place).values_list("sku_id", "on_hand"))
        edit_cells(
            [CellEdit(pk, place, shown.get(pk, 0), chance.choice(("+2", "-1", "30"))) for pk in ids], "棚卸", None
        )

    def carry(self, chance: Random) -> None:
        """From the shop to the store room, where there is enough."""
        sku, room = self.skus[chance.choice(GOODS)], Location.objects.get(code="room")
        free = StockLevel.objects.filter(sku=sku, location=main_location()).values_list("on_hand", "reserved").get()
        if free[0] - free[1] > 5:
            with suppress(StockRefused):  # sold since
                transfer_stock(sku.pk, main_location().pk, room.pk, 1)


def make_shops(make_account: Callable[[str], Account]) -> tuple[tuple[Shop, Shop], Shelf]:
    """Two malls that sell the same goods, one of which takes differences and one numbers."""
    Location.objects.create(code="room", name="倉庫", sells=True)
    skus = {code: make_sku(code, on_hand=40) for code in GOODS} | {LATER: make_sku(LATER)}
    modes = (StockMode.RELATIVE, StockMode.ABSOLUTE)
    shops = []
    for mode, name in zip(modes, ("mall_a", "mall_b"), strict=True):
        account = make_account(name)
        shop = Shop(account, skus, StockCapability((mode,), 3, 5, 0.0, 5.0, 5.0, 900.0, 99_999))
        for code in GOODS:
            make_listing(account, skus[code], dirty=True, expected_low=40, expected_quantity=40, exists_at=now())
            shop.numbers[code] = 40
        listing = make_listing(account, skus["A"], SET, expected_low=40, expected_quantity=40, exists_at=now())
        listing.match_code = SET
        listing.save(update_fields=["match_code"])
        shop.numbers |= {SET: 40, LATER: 0}
        shops.append(shop)
    return (shops[0], shops[1]), Shelf(skus)
