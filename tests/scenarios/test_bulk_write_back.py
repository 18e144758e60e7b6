"""更新実行 of 2,000 orders: a worker dies twice, the mall refuses 60, nothing is written twice (G4-05 to G4-08)."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic, sleep

import pytest
from django.db import connection

from ichigen.domain.snapshots import order_from_json
from ichigen.domain.status_table import Row, StatusTable
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.operations import run_operation
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.views.write_runs import FAILED, RunView, run_rows, write_run
from ichigen.services.write_back.runs import retry_failed, start_run
from ichigen.services.write_back.status_table import rows_in_force, save_table, table_of
from ichigen.services.write_back.targets import preview
from ichigen.store.operations import Operation
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun, WriteRunRow
from ichigen.workers.operations import OPERATIONS
from tests.scenarios.hub import STALL_S, Hub, Shop
from tests.workers.library import this_database
from tests.workers.process import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ORDERS = 2000
#: 3 %: the mall refuses every change of these, for reasons of its own.
REFUSED = 60
PATIENCE_S = 600


@pytest.fixture
def shop(hub: Hub) -> Shop:
    """The shop of the mall that has a status table."""
    return next(shop for shop in hub.shops if shop.mall.status_table)


def many_orders(hub: Hub, shop: Shop, count: int) -> list[str]:
    """Orders on the mall that the shop has opened there, all taken in here, none to be written by the default rows.

    One is read through the mall's API; the others, equal but for their number, are stored as the intake would.
    """
    shop.shoppers.put_item("BULK-1", quantity=count)
    first = buy(shop)
    hub.knows(shop, first)
    one = order_from_json(shop.order(first).snapshot)
    numbers = [first, *(buy(shop) for _ in range(count - 1))]
    take_in(
        Source(shop.account.id, now(), shop.account.started_at), [replace(one, number=number) for number in numbers]
    )
    shop.turn("write_back")
    return numbers


def buy(shop: Shop) -> str:
    """An order without the buyer's ten minutes, opened by the shop."""
    return shop.shoppers.buy("BULK-1", read_only=False, values={"IsSeen": "true"})


def tick_ready(shop: Shop, table: StatusTable) -> None:
    """A person ticks 発送待ち."""
    rows = rows_in_force(shop.account.id, table).values()
    ticked: list[Row] = [replace(row, enabled=row.enabled or row.status == "ready") for row in rows]
    assert not isinstance(save_table(shop.account.id, ticked, 0, "", None), GuardRefusal)


@contextmanager
def worker(shop: Shop, run: WriteRun) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that dies at the end of the block at the latest."""
    options = {"account": shop.account.id, "operation": run.operation_id, "cards": list(shop.town.cards.values())}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios.writing", json.dumps(options)],
        cwd=ROOT,
        env={**os.environ, "ICHIGEN_TEST_DATABASE": this_database(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stderr=subprocess.DEVNULL if "ICHIGEN_TEST_SHOW" not in os.environ else None,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(reached: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Look until it is so; the worker lives until then."""
    until = monotonic() + PATIENCE_S
    while not reached():
        assert monotonic() < until
        assert process.poll() is None
        sleep(0.1)  # looking costs the worker its processor


def progress(run: WriteRun) -> RunView:
    """What the page of the run would show now."""
    found = write_run(run.pk)
    assert found is not None
    return found


def carry_out(hub: Hub, shop: Shop, run: WriteRun) -> None:
    """Work as a worker would, until nothing is left of the run."""
    for _ in range(2000):
        if not progress(run).left:
            return
        shop.turn("write_back")
        hub.town.advance(2)
    raise AssertionError(progress(run))


def test_g4_07_g4_08_two_thousand_orders_sixty_refused_two_deaths_none_twice(hub: Hub, shop: Shop) -> None:
    numbers = many_orders(hub, shop, ORDERS)
    refused = numbers[:: ORDERS // REFUSED][:REFUSED]
    for number in refused:
        shop.shoppers.act(number, "lock")
    table = table_of(shop.mall.id)
    assert table is not None

    tick_ready(shop, table)
    shop.turn("write_back")
    assert not WriteBack.objects.filter(order__number__in=numbers).exists()  # a changed table writes nothing by itself

    seen = preview(shop.account.id, table, 3)
    assert len(seen.targets) == ORDERS
    run = start_run(seen, 1, None)
    assert isinstance(run, WriteRun)
    assert (progress(run).total, progress(run).left) == (ORDERS, ORDERS)

    with worker(shop, run) as first:  # dies while the write-backs are being opened
        wait_for(lambda: WriteRunRow.objects.filter(run=run, write_back__isnull=False).count() >= 200, first)
    opened = WriteRunRow.objects.filter(run=run, write_back__isnull=False).count()
    assert opened < ORDERS

    learn_sizes()
    with worker(shop, run) as second:  # goes on where the first stopped, and dies while they are carried
        wait_for(lambda: progress(run).done >= 100, second)
    half = progress(run)
    assert Operation.objects.get(kind="status_write").state == Operation.State.DONE
    assert (half.total, half.done + half.failed + half.left) == (ORDERS, ORDERS)
    assert 0 < half.finished < ORDERS

    hub.town.advance(STALL_S)
    carry_out(hub, shop, run)

    after = progress(run)
    assert (after.done, after.failed, after.left, after.retryable) == (ORDERS - REFUSED, REFUSED, 0, REFUSED)
    items = WorklistItem.objects.filter(closed_at__isnull=True, code="step_refused")
    assert set(items.values_list("order__number", flat=True)) == set(refused)
    assert items.count() == REFUSED
    assert {row.number for row in run_rows(run.pk, FAILED, 0, ORDERS)[0]} == set(refused)
    assert written(shop) == dict.fromkeys(set(numbers) - set(refused), 1)

    for number in refused:  # the mall's reason is gone
        shop.shoppers.act(number, "unlock")
    assert retry_failed(run.pk, None) == REFUSED
    run_operation(Operation.objects.latest("id").pk, OPERATIONS, lambda: False)
    carry_out(hub, shop, run)

    assert (progress(run).done, progress(run).failed) == (ORDERS, 0)
    assert not items.exists()
    assert written(shop) == dict.fromkeys(numbers, 1)
    assert not WriteBack.objects.exclude(state=WriteBack.State.DONE).exists()


def learn_sizes() -> None:
    """What autovacuum does everywhere but in tests: without it PostgreSQL plans for the tables as they were when empty."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def written(shop: Shop) -> dict[str, int]:
    """How often each order's shipping was changed, by the mall's own log."""
    effects = Counter(
        effect["order"]
        for call in shop.shoppers.writes("order.ship")
        for effect in call["effect"]
        if effect.get("mutation") == "ship"
    )
    return dict(effects)
