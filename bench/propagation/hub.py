"""An installation of the product for one measurement: its own database, both malls linked, one real worker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial

from bench.propagation import floor
from bench.propagation.town import SimulatedMall
from ichigen.cli.demo import free_port

READY_WITHIN_S = 300.0


def stock_goods(codes: Sequence[str], units: int) -> None:
    """Make a SKU for each code, with `units` on hand."""
    from ichigen.services.stock.receive import receive_stock
    from ichigen.store.goods import Location, Product, Sku

    location = Location.objects.get().pk
    for code in codes:
        sku = Sku.objects.create(product=Product.objects.create(code=code, title=code), code=code, title=code)
        receive_stock(sku.pk, location, units, "棚卸")


def link(malls: Sequence[SimulatedMall], *, news: bool) -> dict[str, int]:
    """Link every mall as a person does, in a practice installation: the pace of the day at any hour. Account ids by mall.

    `news` False: no queue is named.
    """
    from ichigen.mallkit.registry import mall
    from ichigen.services.accounts.link import link_account
    from ichigen.services.installation.kind import decide_kind

    decide_kind(practice=True)
    accounts: dict[str, int] = {}
    for one in malls:
        kind = mall(one.id)
        endpoints = {endpoint.name: one.card["base_url"] for endpoint in kind.endpoints}
        queue = kind.signals.queue_setting if kind.signals and not news else ""
        values = {name: value for name, value in one.card["credentials"].items() if name != queue}
        linked = link_account(one.id, one.id, values, endpoints, None)
        assert linked.account_id is not None, linked.errors
        accounts[one.id] = linked.account_id
    return accounts


@contextmanager
def server(*, heard: bool) -> Iterator[None]:
    """`ichigen serve` as a process of its own, where the malls post their news; none where nothing is to be heard."""
    if not heard:
        yield
        return
    bind = f"127.0.0.1:{free_port()}"
    os.environ["ICHIGEN_PUBLIC_URL"] = f"http://{bind}"
    try:
        with _process("serve", "--bind", bind):
            yield
    finally:
        del os.environ["ICHIGEN_PUBLIC_URL"]


@contextmanager
def worker_of(malls: Sequence[SimulatedMall], *, news: bool) -> Iterator[dict[str, int]]:
    """Every mall linked, and `ichigen worker` as a process of its own. Account ids by mall."""
    accounts = link(malls, news=news)
    with _process("worker"):
        yield accounts


def telling() -> frozenset[str]:
    """Return the malls whose accounts hear their news: by a queue they name, or by an address the mall posts to."""
    from ichigen.mallkit.registry import mall
    from ichigen.services.signals.loop import has_queue
    from ichigen.store.accounts import Account

    found = set()
    for account in Account.objects.all():
        feed = mall(account.mall_id).signals
        if feed and (account.hook_key or has_queue(feed, account)):
            found.add(account.mall_id)
    return frozenset(found)


@contextmanager
def _process(*command: str) -> Iterator[None]:
    """A part of the product."""
    process = subprocess.Popen([sys.executable, "-m", "ichigen", *command], stdout=sys.stderr)
    try:
        yield
        assert process.poll() is None, f"{command[0]} ended by itself"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(40)
        process.kill()
        process.wait()


def start(account_ids: Iterable[int], listings: int) -> None:
    """Start 在庫連動 once the worker has read everything in; return when it has looked at everything again."""
    from ichigen.services.catalogue.read_in import match_listings
    from ichigen.services.wake import wake
    from ichigen.store.listings import Listing

    _until("listed", lambda: Listing.objects.count() == listings)
    for account_id in account_ids:
        match_listings(account_id)
        wake(account_id, "stock")
    _until(
        "read in", lambda: Listing.objects.filter(components__isnull=False, seen_at__isnull=False).count() == listings
    )
    for account_id in account_ids:
        _until("started", partial(_started, account_id))
    _until("settled", lambda: _scanned() and not Listing.objects.filter(confirmed_at=None).exists())


def _started(account_id: int) -> bool:
    """Was 在庫連動 started? Refused while a number is still to be read."""
    from ichigen.services.accounts.start import start_stock_sync

    return start_stock_sync(account_id, None) is None


def _scanned() -> bool:
    """Did every scan of every mall run once?"""
    from ichigen.mallkit.registry import mall
    from ichigen.store.accounts import Account, LoopState

    scans = sum(len(mall(account.mall_id).orders.scans) for account in Account.objects.all())
    return scans <= sum(len(state.position.get("ran_at", {})) for state in LoopState.objects.filter(kind="intake"))


def _until(what: str, holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + READY_WITHIN_S
    while not holds():
        assert time.monotonic() < ends, f"not {what} within {READY_WITHIN_S:.0f} s"
        time.sleep(0.5)


def burst_floor_s(mall_id: str, orders: int, within_s: float) -> float:
    """Return the floor of `bench.propagation.floor` for a mall of the registry."""
    from ichigen.mallkit.registry import mall

    return floor.burst_floor_s(mall(mall_id), orders, within_s)


def idle_floor_s(mall_id: str) -> float:
    """Return the longest wait of `bench.propagation.floor` for a mall of the registry."""
    from ichigen.mallkit.registry import mall

    return floor.idle_floor_s(mall(mall_id), 1.0)


def taken_in(account_id: int, since: datetime) -> tuple[int, datetime | None]:
    """Return how many orders of an account were taken in since an instant, and when the last one was."""
    from django.db.models import Count, Max

    from ichigen.store.orders import Order

    found = Order.objects.filter(account_id=account_id, created_at__gte=since).aggregate(
        n=Count("id"), last=Max("created_at")
    )
    return found["n"], found["last"]
