"""Eight writers take in 400 orders for the same two SKUs; one is killed −9 in the middle. No unit may be lost.

The orders come from two malls, half of them for a set of both SKUs, the lines of the others in opposite order. What the
killed writer had not finished is delivered again whole, as the next reading of that mall would.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from bench.database import fresh_database
from bench.outcome import Outcome

WRITERS, ORDERS_EACH, KILLED, KILLED_AFTER = 8, 50, 3, 20
ORDERS = WRITERS * ORDERS_EACH

NAIVE_TABLE = """
create table naive_stock (id bigint primary key, reserved int not null);
insert into naive_stock values (1, 0), (2, 0);
"""
NAIVE_READ = "select reserved from naive_stock where id = %s"
NAIVE_WRITE = "update naive_stock set reserved = %s where id = %s"


def run() -> Outcome:
    """Race on a database of its own; the baseline is reading the number and writing the sum back."""
    with fresh_database() as url:
        accounts = _goods()
        began = time.perf_counter()
        acknowledged = _race(accounts)
        seconds = time.perf_counter() - began
        result = _counted(url, acknowledged)
        naive = _naive(url)
    lost = int(result["lost_units"])
    met = lost == 0 and result["orders"] == ORDERS and result["deadlocks"] == 0 and result["audit_breaks"] == []
    return Outcome(
        name="race",
        result={**result, "seconds": round(seconds, 2)},
        baseline={"lost_units": naive, "of": 2 * ORDERS, "sql": {"read": NAIVE_READ, "write": NAIVE_WRITE}},
        ratio=lost / max(naive, 1),
        goal="0 units lost, every order once, no deadlock, the audit finds no break",
        met=met,
    )


def _goods() -> Sequence[int]:
    """Two SKUs; on each of two malls a listing of each, and one of both. Returns the accounts."""
    from ichigen.domain.stock import MovementKind
    from ichigen.store import ledger
    from ichigen.store.accounts import Account
    from ichigen.store.goods import Location, Product, Sku
    from ichigen.store.ledger import Movement
    from ichigen.store.listings import Listing, ListingComponent

    skus = []
    for code in ("A", "B"):
        product = Product.objects.create(code=code, title=code)
        skus.append(Sku.objects.create(product=product, code=code, title=code))
        location = Location.objects.get(code="main").pk
        ledger.move_one(Movement(skus[-1].pk, location, MovementKind.RECEIVE, on_hand=2 * ORDERS))
    accounts = []
    for mall in range(2):
        account = Account.objects.create(
            mall_id=f"mall_{mall}", label=str(mall), shop_identity=str(mall), credentials={}, tokens={}
        )
        accounts.append(account.pk)
        for code, parts in (("A", skus[:1]), ("B", skus[1:]), ("A+B", skus)):
            listing = Listing.objects.create(account=account, code=code)
            for sku in parts:
                ListingComponent.objects.create(listing=listing, sku=sku)
    return accounts


def _race(accounts: Sequence[int]) -> int:
    """Start all writers, kill one, deliver its orders again; return how many orders were acknowledged before."""
    writers = [_writer(accounts[n % 2], n) for n in range(WRITERS)]
    counts = [0] * WRITERS

    def follow(n: int) -> None:
        stdout = writers[n].stdout
        assert stdout is not None
        for _ in stdout:
            counts[n] += 1
            if n == KILLED and counts[n] == KILLED_AFTER:
                writers[n].send_signal(signal.SIGKILL)

    followers = [threading.Thread(target=follow, args=(n,)) for n in range(WRITERS)]
    for follower in followers:
        follower.start()
    for follower in followers:
        follower.join()
    codes = [writer.wait() for writer in writers]
    expected = [-signal.SIGKILL if n == KILLED else 0 for n in range(WRITERS)]
    if codes != expected:
        raise RuntimeError(f"writers ended with {codes}")
    again = _writer(accounts[KILLED % 2], KILLED)
    again.communicate()
    if again.returncode:
        raise RuntimeError("the orders of the killed writer could not be delivered again")
    return sum(counts)


def _writer(account_id: int, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.race_writer", str(account_id), str(number), str(ORDERS_EACH)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment())


def _environment() -> dict[str, str]:
    """The writers import what this process imports."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def _counted(url: str, acknowledged: int) -> dict[str, Any]:
    from ichigen.services.audit.run import audit

    with psycopg.connect(url) as connection:
        row = connection.execute(
            """select (select count(*) from store_order),
                      (select sum(abs(reserved - %(orders)s)) from store_stocklevel),
                      (select deadlocks from pg_stat_database where datname = current_database())""",
            {"orders": ORDERS},
        ).fetchone()
    assert row is not None  # a select without a table answers one row
    return {
        "writers": WRITERS,
        "orders": row[0],
        "acknowledged_before_redelivery": acknowledged,
        "lost_units": int(row[1]),
        "deadlocks": row[2],
        "audit_breaks": [json.dumps([found.code, found.subject], ensure_ascii=False) for found in audit().breaks],
    }


def _naive(url: str) -> int:
    """Units lost by the same number of writers that read, add and write."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(NAIVE_TABLE)
    barrier = threading.Barrier(WRITERS)

    def write() -> None:
        with psycopg.connect(url) as connection:
            barrier.wait()
            for _ in range(ORDERS_EACH):
                for stock in (1, 2):
                    row = connection.execute(NAIVE_READ, [stock]).fetchone()
                    assert row is not None  # two rows were inserted
                    connection.execute(NAIVE_WRITE, [row[0] + 1, stock])
                connection.commit()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(url) as connection:
        row = connection.execute("select sum(%s - reserved) from naive_stock", [ORDERS]).fetchone()
    assert row is not None  # an aggregate always answers one row
    return int(row[0])
