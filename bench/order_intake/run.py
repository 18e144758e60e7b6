"""Two-line orders from the bytes of a mall's answer to the commit: matched, 確保, in the ledger, listings marked, woken.

10,000 SKUs, each sold on two accounts; no listing waits at first. Every batch is followed by its baseline: a bare COPY
of exactly the rows it wrote into tables of the same shape. Last, both accounts are taken in at once. fsync is on.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import psycopg

from bench.database import fresh_database
from bench.harness import server_cpu_s
from bench.order_intake.at_once import Batch, seconds
from bench.order_intake.copying import WRITTEN, Raw, copy_rows, make_tables, rows_of
from bench.order_intake.statements import statements_of
from bench.order_intake.wire import Answers, Wire, densest_mall, template
from bench.outcome import Outcome
from ichigen.domain.json import Json

SKUS, ACCOUNTS = 10_000, 2
SIZES: Mapping[int, int] = {100: 20, 1_000: 7}
ALONE = 60
AT_ONCE, TIMES = 1_000, 4
GOAL = (
    "≥ 0.25 of COPY and ≤ 0.9 ms CPU an order in batches of 1,000, ≥ 2,000 orders/s with two accounts at once,"
    " one alone p50 ≤ 15 ms"
)


@dataclass(frozen=True, slots=True)
class Round:
    """One batch: seconds and CPU seconds of client and server, and the seconds of its baseline."""

    orders: int
    rows: int
    product_s: float
    client_s: float
    server_s: float
    copy_s: float
    copy_client_s: float
    copy_server_s: float


def run() -> Outcome:
    """Measure on a database of its own."""
    mall = densest_mall()
    made = template(mall)
    with fresh_database() as url, psycopg.connect(url, autocommit=True) as raw:
        wires = [Wire(mall, made.credentials) for _ in range(ACCOUNTS)]
        bench = Bench(raw, wires, Answers(made.document, codes()), mall.orders.fetch_batch, mall.id)
        bench.fill()
        for size in SIZES:
            bench.round(size)
        rounds = {size: [bench.round(size) for _ in range(count)] for size, count in SIZES.items()}
        statements = {str(size): bench.statements(size) for size in (1, 10, *SIZES)}
        alone = bench.all_alone(ALONE)
        at_once = [bench.at_once(AT_ONCE, TIMES) for _ in range(5)]
    return _outcome(rounds, statements, alone, at_once)


def codes() -> list[str]:
    """The SKU codes."""
    return [f"P-{number}" for number in range(1, SKUS + 1)]


class Bench:
    """The product on one connection, the baseline on another."""

    def __init__(self, raw: Raw, wires: Sequence[Wire], answers: Answers, per_answer: int, mall_id: str) -> None:
        self._raw, self._wires, self._answers, self._per_answer, self._mall_id = (
            raw,
            wires,
            answers,
            per_answer,
            mall_id,
        )

    def fill(self) -> None:
        """Goods, stock, and an account for each wire that sells all of it."""
        from bench.order_intake.goods import fill
        from ichigen.services.loops import begin_run

        accounts = fill(self._raw, self._mall_id, SKUS, len(self._wires))
        make_tables(self._raw)
        self._raw.execute("vacuum (analyze)")
        self._runs = [begin_run(account.pk, "intake", stall_s=3600) for account in accounts]

    def round(self, size: int) -> Round:
        """Take in one batch, then copy what it wrote."""
        self._tidy()
        taking = self._batch(size)
        product = _timed(taking, self._backend())
        copied = rows_of(self._raw, self._newest(size))
        copying = _timed(lambda: copy_rows(self._raw, copied), self._raw.info.backend_pid)
        return Round(size, copied.count, *product, *copying)

    def statements(self, size: int) -> int:
        """How many statements a batch of this size takes."""
        from django.db import connection

        taking = self._batch(size)
        connection.ensure_connection()
        return statements_of(connection.connection, taking)

    def all_alone(self, times: int) -> list[float]:
        """Milliseconds for single orders, ascending."""
        self._tidy()
        self._alone()
        return sorted(self._alone() for _ in range(times))

    def at_once(self, size: int, times: int) -> float:
        """Orders per second while every account takes in so many batches, each in a thread of its own."""
        self._tidy()
        shares = [[self._batch(size, at) for _ in range(times)] for at in range(len(self._wires))]
        return len(shares) * times * size / seconds(shares)

    def _alone(self) -> float:
        """Milliseconds for one order, the loops asleep before it."""
        self._raw.execute("delete from procrastinate_jobs")
        taking = self._batch(1)
        began = time.perf_counter()
        taking()
        return (time.perf_counter() - began) * 1000

    def _batch(self, size: int, at: int = 0) -> Batch:
        """Prepare the answers for one of the accounts; what is returned reads them and takes the orders in."""
        from ichigen.services.clock import now
        from ichigen.services.orders.take_in import Source, take_in_fenced

        step = min(size, self._per_answer)
        bodies = [self._answers.numbers_and_bytes(step) for _ in range(size // step)]
        run, wire = self._runs[at], self._wires[at]
        source = Source(run.account_id, now(), now() - timedelta(days=400))

        def take() -> None:
            orders = [order for numbers, body in bodies for order in wire.read(numbers, body)]
            assert take_in_fenced(run, source, orders).new == size

        return take

    def _newest(self, size: int) -> list[int]:
        return [row[0] for row in self._raw.execute("select id from store_order order by id desc limit %s", [size])]

    def _tidy(self) -> None:
        for table in WRITTEN:
            self._raw.execute(f"vacuum (analyze) {table}".encode())

    def _backend(self) -> int:
        from django.db import connection

        connection.ensure_connection()
        pid: int = connection.connection.info.backend_pid
        return pid


def _timed(work: Batch, backend: int) -> tuple[float, float, float]:
    """Seconds, client CPU seconds, server CPU seconds."""
    server, client, began = server_cpu_s(backend), time.process_time(), time.perf_counter()
    work()
    return time.perf_counter() - began, time.process_time() - client, server_cpu_s(backend) - server


def _outcome(
    rounds: Mapping[int, list[Round]], statements: Mapping[str, int], alone: list[float], at_once: list[float]
) -> Outcome:
    result: dict[str, Json] = {f"batches of {size:,}": _figures(found) for size, found in rounds.items()}
    largest = rounds[max(rounds)]
    share = median(one.copy_s / one.product_s for one in largest)
    rate = median(at_once)
    cpu_ms = median((one.client_s + one.server_s) * 1000 / one.orders for one in largest)
    constant = len({count for size, count in statements.items() if int(size) > 1}) == 1
    return Outcome(
        name="order-intake",
        result={
            **result,
            "two accounts at once": {"orders_per_second": round(rate)},
            "statements": dict(statements),
            "alone_ms": {"p50": round(median(alone), 2), "p99": round(alone[int(len(alone) * 0.99)], 2)},
        },
        baseline={f"batches of {size:,}": _copy_figures(found) for size, found in rounds.items()},
        ratio=share,
        goal=GOAL,
        met=share >= 0.25 and rate >= 2_000 and cpu_ms <= 0.9 and median(alone) <= 15 and constant,
    )


def _figures(rounds: list[Round]) -> dict[str, Json]:
    return {
        "orders_per_second": round(median(one.orders / one.product_s for one in rounds)),
        "of_copy": round(median(one.copy_s / one.product_s for one in rounds), 3),
        "client_cpu_ms": round(median(one.client_s * 1000 / one.orders for one in rounds), 3),
        "server_cpu_ms": round(median(one.server_s * 1000 / one.orders for one in rounds), 3),
    }


def _copy_figures(rounds: list[Round]) -> dict[str, Json]:
    return {
        "orders_per_second": round(median(one.orders / one.copy_s for one in rounds)),
        "rows_per_order": round(median(one.rows / one.orders for one in rounds), 1),
        "client_cpu_ms": round(median(one.copy_client_s * 1000 / one.orders for one in rounds), 3),
        "server_cpu_ms": round(median(one.copy_server_s * 1000 / one.orders for one in rounds), 3),
        "sql": "begin; copy raw_order, raw_orderline, raw_reservation, raw_ledgerentry, raw_orderevent, raw_stocklevel,"
        " raw_listing, raw_listingmark from stdin; commit – the same rows into the same columns, indexes and foreign keys",
    }
