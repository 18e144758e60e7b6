"""A hub linked to running simulators, its loops turned by hand: a scenario says who acts when."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import monotonic, sleep
from typing import Any

import httpx2

from ichigen.mallkit.registry import mall
from ichigen.mallkit.testing.simulator import Control
from ichigen.services.catalogue.make_goods import make_goods
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.clock import now
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.turns import execute
from ichigen.services.write_back.loop import run_write_back
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing
from ichigen.store.orders import Order
from ichigen.store.stock import StockLevel
from ichigen.workers.loops import LOOPS

TIME_SCALE = 100

#: In a scenario a turn does what is due now and ends: who acts next is the scenario's business.
BRIEF = {"intake": partial(run_intake, linger_s=0.0), "write_back": partial(run_write_back, linger_s=0.0)}


@dataclass(frozen=True, slots=True)
class Town:
    """Every simulated mall in one process."""

    cards: dict[str, dict[str, Any]]
    process: "subprocess.Popen[str]" = field(repr=False)

    def control(self, mall_id: str) -> Control:
        """The control API of one mall."""
        return Control(self.cards[mall_id]["control_url"])

    def reset(self) -> None:
        """Forget orders, items, calls and faults of every mall."""
        for card in self.cards.values():
            httpx2.post(f"{card['control_url']}/reset", trust_env=False).raise_for_status()
            httpx2.delete(f"{card['control_url']}/faults", trust_env=False).raise_for_status()


@contextmanager
def open_town(time_scale: int = TIME_SCALE) -> Iterator[Town]:
    """Start the simulators on free ports, without goods."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--goods", "none", "--json"]
    command += ["--time-scale", str(time_scale)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        cards = {card["mall"]: card for card in json.loads(process.stdout.readline())}
        yield Town(cards, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Shop:
    """One linked account and the shoppers of its mall."""

    def __init__(self, town: Town, mall_id: str) -> None:
        kind, card = mall(mall_id), town.cards[mall_id]
        self.mall = kind
        self.shoppers = town.control(mall_id)
        identity = card["credentials"][kind.identity_field]
        self.account = Account.objects.create(
            mall_id=mall_id,
            label=f"{kind.label} 本店",
            shop_identity=kind.identity(card["credentials"]) if kind.identity else identity,
            credentials=card["credentials"],
            tokens={},
            endpoints={endpoint.name: card["base_url"] for endpoint in kind.endpoints},
            health=Account.Health.OK,
        )

    def turn(self, *kinds: str) -> None:
        """Run loops once, now, in this order."""
        for kind in kinds:
            LoopState.objects.filter(account=self.account, kind=kind).update(not_before=None)
            execute(self.account.id, kind, BRIEF.get(kind, LOOPS[kind]))

    def error(self, kind: str) -> str:
        """The error code on record for a loop."""
        return LoopState.objects.get(account=self.account, kind=kind).error_code

    def link(self) -> None:
        """Read goods, orders and stock in; nothing is written yet (確認のみ)."""
        self.import_goods()
        ran = {scan.name: now().isoformat() for scan in self.mall.orders.scans if not scan.finds_new}
        LoopState.objects.update_or_create(account=self.account, kind="intake", defaults={"position": {"ran_at": ran}})
        self.turn("intake", "stock")

    def import_goods(self) -> None:
        """Read the catalogue in, and make goods of what is not known."""
        self.turn("catalogue")
        make_goods(self.account.id)

    def start(self) -> None:
        """在庫連動を開始."""
        Account.objects.filter(id=self.account.id).update(mode=Account.Mode.LIVE, started_at=now())
        Listing.objects.filter(account=self.account, components__isnull=False).update(dirty=True)
        self.account.refresh_from_db()

    def listing(self, code: str) -> Listing:
        """The listing of a SKU code."""
        return Listing.objects.get(account=self.account, match_code=code)

    def knows(self, number: str) -> bool:
        """Has the order been taken in?"""
        return Order.objects.filter(account=self.account, number=number).exists()

    def order(self, number: str) -> Order:
        """An order as the hub has it."""
        return Order.objects.select_related("status").get(account=self.account, number=number)


class Hub:
    """Shops on every mall that sell the same goods."""

    def __init__(self, town: Town, *mall_ids: str) -> None:
        self.shops = [Shop(town, mall_id) for mall_id in mall_ids]

    def open(self, goods: dict[str, int]) -> None:
        """Put goods on every mall, link, take the opening stock from the first, start."""
        for shop in self.shops:
            for code, quantity in goods.items():
                shop.shoppers.put_item(code, quantity=quantity, title=f"商品 {code}")
            shop.link()
        open_stock_from(self.shops[0].account.id)
        for shop in self.shops:
            shop.start()
        self.settle("stock")

    def close(self) -> None:
        """Close the shoppers' connections."""
        for shop in self.shops:
            shop.shoppers.close()

    def settle(self, *kinds: str, patience_s: float = 20.0, until: Any = None) -> None:
        """Turn the loops of every shop until `until()` holds, or nothing is dirty any more."""
        ends = monotonic() + patience_s
        while True:
            for shop in self.shops:
                shop.turn(*kinds)
            if until() if until else not Listing.objects.filter(dirty=True).exists():
                return
            assert monotonic() < ends, "the loops did not settle"
            sleep(0.2)


def level(code: str) -> tuple[int, int]:
    """(on_hand, reserved) of a SKU at the main location."""
    on_hand, reserved = StockLevel.objects.values_list("on_hand", "reserved").get(sku__code=code)
    return on_hand, reserved
