"""Stock movements through the product against the same row work as bare SQL: 10,000 SKUs, 50,000 listings, 5 malls.

One movement changes one stock row, appends one ledger row and marks five listings. All listings are marked already (the
burst case), in the baseline as in the product; in both, the listings of one mall lie together, as they are read in, so
the five of a SKU lie on five pages. fsync is on.
"""

import random
from collections.abc import Callable, Mapping

import psycopg

from bench.database import fresh_database
from bench.harness import Measured, Variant, measure, ratio
from bench.outcome import Outcome

SKUS, MALLS, BATCH = 10_000, 5, 1_000

RAW_TABLES = """
create table raw_stock (id bigint primary key, on_hand int not null, allocated int not null, version bigint not null)
  with (fillfactor = 70);
create table raw_ledger (id bigint generated always as identity primary key, stock_id bigint not null, delta int not null,
  balance int not null, reason text not null, ref text not null, at timestamptz not null);
create index on raw_ledger (stock_id, id);
create table raw_listing (id bigint primary key, account_id bigint not null, code text not null, stock_id bigint not null,
  desired_quantity int, desired_version bigint not null, dirty boolean not null, unique (account_id, code))
  with (fillfactor = 70);
create index on raw_listing (stock_id);
create index on raw_listing (account_id) where dirty;
insert into raw_stock select n, 1000, 0, 0 from generate_series(1, %(skus)s) n;
insert into raw_listing
  select (m - 1) * %(skus)s + n, m, 'code-' || n, n, 1000, 0, true
  from generate_series(1, %(malls)s) m, generate_series(1, %(skus)s) n order by m, n;
"""

RAW_ONE = """
with s as (
  update raw_stock set on_hand = on_hand + %(delta)s, version = version + 1 where id = %(id)s
  returning id, on_hand, on_hand - allocated as available, version
), l as (
  insert into raw_ledger (stock_id, delta, balance, reason, ref, at)
  select id, %(delta)s, on_hand, 'receive', 'ref', now() from s
)
update raw_listing c set desired_quantity = s.available, desired_version = s.version, dirty = true
from s where c.stock_id = s.id
"""

RAW_MANY = """
with m as (select * from unnest(%(ids)s::bigint[], %(deltas)s::int[]) m (id, d)
), agg as (select id, sum(d)::int d, count(*) n from m group by id
), lk as materialized (select s.id from raw_stock s join agg using (id) order by s.id for update of s
), s as (
  update raw_stock t set on_hand = on_hand + agg.d, version = version + agg.n
  from agg join lk using (id) where t.id = agg.id
  returning t.id, t.on_hand, t.on_hand - t.allocated as available, t.version
), l as (
  insert into raw_ledger (stock_id, delta, balance, reason, ref, at)
  select m.id, m.d, s.on_hand, 'receive', 'ref-' || m.id, now() from m join s using (id)
)
update raw_listing c set desired_quantity = s.available, desired_version = s.version, dirty = true
from s where c.stock_id = s.id
"""

GOODS = """
insert into store_product (code, title, created_at) select 'P-' || n, '商品 ' || n, now() from generate_series(1, %(skus)s) n;
insert into store_sku (product_id, code, title, variant, jan, one_off, created_at)
  select id, code, title, '', '', false, now() from store_product order by id;
insert into store_stocklevel (sku_id, location_id, on_hand, reserved)
  select s.id, l.id, 1000, 0 from store_sku s, store_location l;
insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, note)
  select sku_id, location_id, 'opening', 1000, 0, now(), '' from store_stocklevel;
"""


def run() -> Outcome:
    """Measure on a database of its own."""
    with fresh_database() as url, psycopg.connect(url, autocommit=True) as raw:
        sku_ids = _fill(raw)
        measured = measure(_variants(raw, sku_ids), lambda: _tidy(raw))
        return _outcome(measured)


def _outcome(measured: Mapping[str, Measured]) -> Outcome:
    one = ratio(measured["one movement"], measured["raw one"])
    woken = ratio(measured["one movement, loops woken"], measured["raw one"])
    many = ratio(measured["batches of 1,000"], measured["raw batches of 1,000"])
    rate = measured["batches of 1,000"].median
    figures = {name: measure.as_json() for name, measure in measured.items()}
    return Outcome(
        name="stock-write",
        result={
            **{name: figure for name, figure in figures.items() if not name.startswith("raw")},
            "ratios": {"one": round(one, 3), "woken": round(woken, 3), "batch": round(many, 3)},
        },
        baseline={
            **{name: figure for name, figure in figures.items() if name.startswith("raw")},
            "sql": {"one": RAW_ONE.strip(), "batch": RAW_MANY.strip()},
        },
        ratio=one,
        goal="one ≥ 0.5 of raw, woken ≥ 0.4 of raw one, batch ≥ 0.8 of raw batch and ≥ 15,000 movements/s",
        met=one >= 0.5 and woken >= 0.4 and many >= 0.8 and rate >= 15_000,
    )


def _fill(raw: "psycopg.Connection[tuple[int, ...]]") -> list[int]:
    from ichigen.store.accounts import Account
    from ichigen.store.listings import Listing

    cursor = psycopg.ClientCursor(raw)
    cursor.execute(RAW_TABLES, {"skus": SKUS, "malls": MALLS})
    cursor.execute(GOODS, {"skus": SKUS})
    for number in range(MALLS):
        account = Account.objects.create(
            mall_id=f"mall_{number}", label=str(number), shop_identity=str(number), credentials={}, tokens={}
        )
        Listing.objects.bulk_create(
            (Listing(account=account, code=f"P-{n}") for n in range(1, SKUS + 1)), batch_size=SKUS
        )
    cursor.execute(
        """insert into store_listingcomponent (listing_id, sku_id, quantity)
           select l.id, s.id, 1 from store_listing l join store_sku s using (code)"""
    )
    raw.execute("update store_listingmark set dirty = true")
    raw.execute("vacuum (analyze)")
    return [row[0] for row in raw.execute("select id from store_sku order by id").fetchall()]


def _tidy(raw: "psycopg.Connection[tuple[int, ...]]") -> None:
    for table in (
        "raw_stock",
        "raw_ledger",
        "raw_listing",
        "store_stocklevel",
        "store_ledgerentry",
        "store_listingmark",
    ):
        raw.execute(f"vacuum (analyze) {table}".encode())


def _variants(raw: "psycopg.Connection[tuple[int, ...]]", sku_ids: list[int]) -> list[Variant]:
    from django.db import connection, transaction

    from ichigen.domain.stock import MovementKind
    from ichigen.services.stock.receive import receive_stock
    from ichigen.services.wake import wake_many
    from ichigen.store import ledger
    from ichigen.store.goods import Location
    from ichigen.store.ledger import Movement

    location = Location.objects.get().pk
    choose = random.Random(1)

    def movement() -> Movement:
        return Movement(choose.choice(sku_ids), location, MovementKind.RECEIVE, on_hand=1)

    def raw_one() -> int:
        raw.execute(RAW_ONE, {"id": choose.randint(1, SKUS), "delta": 1}, prepare=True)
        return 1

    def raw_many() -> int:
        ids = [choose.randint(1, SKUS) for _ in range(BATCH)]
        raw.execute(RAW_MANY, {"ids": ids, "deltas": [1] * BATCH}, prepare=True)
        return BATCH

    def one() -> int:
        ledger.move_one(movement())
        return 1

    def woken() -> int:
        moved = ledger.move_one(movement())
        wake_many((account_id, "stock") for account_id in moved.account_ids)
        return 1

    def use_case() -> int:
        receive_stock(choose.choice(sku_ids), location, 1, "納品書")
        return 1

    def many() -> int:
        movements = [movement() for _ in range(BATCH)]
        with transaction.atomic():
            ledger.move_many(movements)
        return BATCH

    steps: dict[str, Callable[[], int]] = {
        "one movement": one,
        "one movement, loops woken": woken,
        "received by a person": use_case,
        "batches of 1,000": many,
    }
    connection.ensure_connection()
    product: int = connection.connection.info.backend_pid
    bare = raw.info.backend_pid
    return [
        Variant("raw one", raw_one, bare),
        *(Variant(name, step, product) for name, step in steps.items()),
        Variant("raw batches of 1,000", raw_many, bare),
    ]
