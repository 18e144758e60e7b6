"""A hub linked to running simulators: a scenario says what happens in the world, the hub does what its worker would do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.db import connection

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.audit.run import audit
from ichigen.services.catalogue.make_goods import make_goods
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops import Run
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.signals.loop import run_signals
from ichigen.services.turns import Loop, execute
from ichigen.services.write_back.loop import run_write_back
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing
from ichigen.store.loops import due, waiting
from ichigen.store.orders import Order
from ichigen.store.stock import StockLevel
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack
from ichigen.workers.loops import LOOPS
from tests.scenarios.town import Town

#: A run does what is due and ends: it never lingers, because nothing happens by itself while it would wait.
LOOPS_NOW: dict[str, Loop] = {
    **LOOPS,
    "intake": partial(run_intake, linger_s=0.0),
    "write_back": partial(run_write_back, linger_s=0.0),
    "signals": partial(run_signals, linger_s=0.0),
}
STALL_S = 30.0

#: While a mall leaves calls without answer, each costs the test this long, and the world the mall's own time-out. At any
#: other time the hub has the mall's own patience: a busy test machine is no mall that does not answer.
GIVE_UP_S = 0.15

WOKEN = "delete from procrastinate_jobs where task_name = 'ichigen:run_loop' and status = 'todo' returning lock"


class Shop:
    """One linked account and the shoppers of its mall."""

    def __init__(
        self, town: Town, mall_id: str, identity: str = "", label: str = "本店", account: Account | None = None
    ) -> None:
        kind, card = mall(mall_id), town.card(mall_id)  # an earlier test may have changed the credentials
        told = card["credentials"].get(kind.identity_field, f"{mall_id}-1")  # some malls tell it in 接続チェック only
        found = kind.identity(card["credentials"]) if kind.identity else told
        chosen = {row.name for row in kind.settings}
        self.town = town
        self.mall = kind
        self.shoppers = town.control(mall_id)
        self.account = account or Account.objects.create(
            mall_id=mall_id,
            label=f"{kind.label} {label}",
            shop_identity=identity or found,
            credentials={name: value for name, value in card["credentials"].items() if name not in chosen},
            settings={name: value for name, value in card["credentials"].items() if name in chosen},
            tokens={},
            endpoints={endpoint.name: card["base_url"] for endpoint in kind.endpoints},
            health=Account.Health.OK,
        )

    def turn(self, *kinds: str) -> None:
        """Run loops now, in this order, each once, where nothing makes them wait."""
        for kind in kinds:
            execute(self.account.id, kind, LOOPS_NOW[kind], link=self.link)
        # One mall answers a call that came a few milliseconds too soon, as on a busy test machine, like one above the
        # day's limit, and is asked again after minutes. That would make every scenario depend on chance.
        late = LoopState.objects.filter(account=self.account, error_code="daily_limit")
        if late.exists():  # nearly never, and it is asked after every turn
            late.update(not_before=now() + timedelta(seconds=2), due_at=now() + timedelta(seconds=2))

    @contextmanager
    def link(self, run: Run, account: Account) -> Iterator[MallClient]:
        """The product's connection; waiting is time that passes in the town."""
        before = self.town.ahead_s
        give_up_s = GIVE_UP_S if self.shoppers.silent else None
        with connect(run, account, sleep=self.town.sleep, timeout_s=give_up_s) as client:
            yield client
        assert self.town.ahead_s - before < STALL_S

    def first_look(self) -> None:
        """Read goods, orders and stock in; nothing is written yet (確認のみ)."""
        self.until_succeeded("catalogue")
        make_goods(self.account.id)
        self.until_succeeded("intake", "stock")

    def until_succeeded(self, *kinds: str) -> None:
        """Run loops until each has succeeded once."""
        for kind in kinds:
            self.turn(kind)
            while self.state(kind).succeeded_at is None:
                self.town.advance(3)
                self.turn(kind)

    def start(self) -> None:
        """在庫連動を開始."""
        assert start_stock_sync(self.account.id, None) is None
        self.account.refresh_from_db()

    def state(self, kind: str) -> LoopState:
        """A loop's state."""
        return LoopState.objects.get(account=self.account, kind=kind)

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
    """Shops on several malls that sell the same goods."""

    def __init__(self, town: Town, shops: list[Shop]) -> None:
        self.town = town
        self.shops = shops

    def open(self, goods: dict[str, int]) -> None:
        """Put goods on every mall, link, take the opening stock from the first, start."""
        for shop in self.shops:
            for code, quantity in goods.items():
                shop.shoppers.put_item(code, quantity=quantity, title=f"商品 {code}")
            shop.first_look()
        open_stock_from(self.shops[0].account.id)
        for shop in self.shops:
            shop.start()
        self.until(self.healed)

    def close(self) -> None:
        """Close the shoppers' connections."""
        for shop in self.shops:
            shop.shoppers.close()

    def work(self) -> list[tuple[int, str]]:
        """What a worker would run now: what is due, what waits, what was woken."""
        with connection.cursor() as cursor:
            cursor.execute(WOKEN)
            woken = {(int(account), kind) for account, _, kind in (row[0].partition(":") for row in cursor.fetchall())}
        return sorted(woken | set(due()) | set(waiting(STALL_S)))

    def second(self) -> None:
        """One second of a worker."""
        by_account = {shop.account.id: shop for shop in self.shops}
        for account_id, kind in self.work():
            by_account[account_id].turn(kind)
        self.town.advance(1)

    def run(self, seconds: int) -> None:
        """Let the worker work for some seconds."""
        for _ in range(seconds):
            self.second()

    def until(self, done: Callable[[], bool], within_s: int = 120) -> int:
        """Let the worker work until something is so; return the seconds it took."""
        for second in range(within_s):
            if done():
                return second
            self.second()
        assert done(), f"not within {within_s} s: {self.story()}"
        return within_s

    def knows(self, shop: Shop, number: str) -> None:
        """Work until an order was taken in."""
        self.until(lambda: shop.knows(number))

    def healed(self) -> bool:
        """Every mall shows what it should, read back; nothing is under way, nothing is only assumed."""
        listings = Listing.objects.filter(components__isnull=False)
        return all(_settled(row) and self.on_mall(row) == row.desired_quantity for row in listings)

    def written(self) -> bool:
        """No ship notice and no cancel is under way."""
        return not WriteBack.objects.filter(state=WriteBack.State.OPEN).exclude(kind="confirm").exists()

    def on_mall(self, listing: Listing) -> int:
        """What the mall itself says."""
        shop = next(shop for shop in self.shops if shop.account.id == listing.account_id)
        return shop.shoppers.quantity(listing.match_code)

    @staticmethod
    def reread_s(shop: Shop) -> float:
        """The longest until a change is seen that no list of the mall shows."""
        return shop.mall.orders.reread_open_s

    def heal(self, within_s: int = 120) -> int:
        """Work until healed; the books balance."""
        took = self.until(self.healed, within_s)
        self.balance()
        return took

    def balance(self) -> None:
        """The books balance."""
        assert audit().breaks == ()

    def quantities(self, code: str) -> tuple[int, ...]:
        """The malls' own numbers."""
        return tuple(shop.shoppers.quantity(code) for shop in self.shops)

    def story(self) -> str:
        """Where the listings, loops and items stand, for a failure message."""
        fields = (
            "code",
            "mark__dirty",
            "sending",
            "desired_quantity",
            "expected_low",
            "expected_quantity",
            "provisional",
        )
        rows = list(Listing.objects.values_list(*fields, "seen_quantity", "drift", "error_code"))
        loops = list(LoopState.objects.values_list("account", "kind", "failures", "error_code"))
        return f"{rows} {loops} {open_items()}"


def _settled(listing: Listing) -> bool:
    confirmed = listing.confirmed_at is not None and (
        listing.sent_at is None or listing.confirmed_at >= listing.sent_at
    )
    return confirmed and not (listing.mark.dirty or listing.sending or listing.provisional or listing.drift)


def level(code: str) -> tuple[int, int]:
    """(on_hand, reserved) of a SKU at the main location."""
    return StockLevel.objects.values_list("on_hand", "reserved").filter(sku__code=code).first() or (0, 0)


def open_items() -> list[str]:
    """Codes of the open items of 要対応."""
    return sorted(WorklistItem.objects.filter(closed_at__isnull=True).values_list("code", flat=True))


def open_item(code: str) -> WorklistItem:
    """The one open item with this code; it tells a person in Japanese what happened and what to do."""
    item = WorklistItem.objects.get(code=code, closed_at__isnull=True)
    assert all(any("\u3040" <= letter <= "\u9fff" for letter in text) for text in (item.title, item.cause, item.action))
    return item
