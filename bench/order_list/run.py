"""受注一覧 at 100,000 orders: 50 rows as HTML through the real view, in process, against the raw SQL of the naive way.

Every request goes through Django's middleware, session, permission check, queries and templates; what is timed is the server's
time for the fragment that a person's filter or search asks for. Counts are never answered from the cache here. The naive way
is one bare statement that finds the same 50 rows and counts them (`ILIKE '%…%'` over names, kana, phones and numbers).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice
from statistics import median
from urllib.parse import urlencode

import psycopg
from psycopg.rows import TupleRow

from bench.database import fresh_database
from bench.order_list.orders import orders
from bench.order_list.times import Times
from bench.outcome import Outcome

ORDERS, WARM_UP, ROUNDS, SKUS, GOAL_MS = 100_000, 2, 11, 5_000, 50.0

QUERIES: Mapping[str, Mapping[str, str]] = {
    "all": {},
    "status": {"status": "ready"},
    "status with most": {"status": "shipped"},
    "1 character, rare": {"q": "楠"},
    "1 character, common": {"q": "田"},
    "2 characters, rare": {"q": "葵楠"},
    "2 characters, common": {"q": "佐藤"},
    "3 characters, rare": {"q": "小鳥遊"},
    "3 characters, common": {"q": "佐藤花"},
    "half-width kana": {"q": "ﾃｼｶﾞﾜﾗ"},
    "hiragana, common": {"q": "さとう"},
    "last four digits of a phone": {"q": "4821"},
    "part of a number": {"q": "20261015-00000"},
    "two words": {"q": "佐藤 花子"},
}

#: Finds every order there is: told, but no search of a person's work, and not in the goal.
ALL_BUT: Mapping[str, Mapping[str, str]] = {"mail of everybody": {"q": "@example.jp"}}

NAIVE = """
with found as (select o.id, o.status_id, o.ordered_at from store_order o where {words})
select (select json_agg(t) from (select status_id, count(*) from found group by status_id) t),
  (select json_agg(r) from (
    select o.id, o.number, o.ordered_at, o.buyer_name, o.total from store_order o join found using (id)
    where {status} order by o.ordered_at desc, o.id desc limit 50) r)
"""


def run() -> Outcome:
    """Measure on a database of its own."""
    with fresh_database() as url, psycopg.connect(url, autocommit=True) as raw:
        _fill(raw)
        product, naive = _measured(raw)
    p50 = {name: times.p50_ms for name, times in product.items() if name not in ALL_BUT}
    return Outcome(
        name="order-list",
        result={"orders": ORDERS, "rows": 50, "queries": {name: times.as_json() for name, times in product.items()}},
        baseline={"queries": {name: times.as_json() for name, times in naive.items()}, "sql": NAIVE.strip()},
        ratio=median(times.p50_ms / naive[name].p50_ms for name, times in product.items()),
        goal=f"p50 ≤ {GOAL_MS:.0f} ms server time for 50 rows, each query but the mail of everybody",
        met=max(p50.values()) <= GOAL_MS,
    )


def _fill(raw: "psycopg.Connection[TupleRow]") -> None:
    from bench.order_intake.goods import fill
    from ichigen.mallkit.registry import malls
    from ichigen.services.clock import now
    from ichigen.services.orders.take_in import Source, take_in

    account = fill(raw, next(iter(malls())), SKUS, 2)
    made, started = orders(ORDERS), now() - timedelta(days=30)
    while batch := list(islice(made, 1_000)):
        assert take_in(Source(account.pk, now(), started), batch).new == len(batch)
    raw.execute("vacuum (analyze)")


def _measured(raw: "psycopg.Connection[TupleRow]") -> tuple[dict[str, Times], dict[str, Times]]:
    """Both ways take turns in every round, so that a busy machine is unfair to both alike."""
    from django.db import connection

    ask = _asking()
    queries = {**QUERIES, **ALL_BUT}
    product, naive = {name: Times() for name in queries}, {name: Times() for name in queries}
    mine, bare = connection.connection.info.backend_pid, raw.info.backend_pid
    for _ in range(WARM_UP):
        for query in queries.values():
            ask(query)
            _naive(raw, query)
    for _ in range(ROUNDS):
        for name, query in queries.items():
            product[name].add(partial(ask, query), mine)
            naive[name].add(partial(_naive, raw, query), bare)
    return product, naive


def _asking() -> Callable[[Mapping[str, str]], None]:
    """Return what asks for the list as the browser does when a person filters: logged in, the fragment, 50 rows."""
    from django.core.cache import cache
    from django.test import Client

    from ichigen.store.staff import Role, Staff

    client = Client(headers={"host": "localhost", "HX-Request": "true"})
    client.force_login(Staff.objects.add("bench", Role.OWNER))

    def ask(query: Mapping[str, str]) -> None:
        cache.clear()
        answer = client.get(f"/orders/?{urlencode(query)}")
        assert answer.status_code == 200, answer.status_code

    return ask


def _naive(raw: "psycopg.Connection[TupleRow]", query: Mapping[str, str]) -> None:
    words = [f"%{word}%" for word in query.get("q", "").split()]
    status = query.get("status", "")
    sql = NAIVE.format(
        words="o.id in (select order_id from store_ordersearch where text ilike all (%(words)s::text[]))"
        if words
        else "true",
        status="o.status_id = (select id from store_status where code = %(status)s)" if status else "true",
    )
    raw.execute(sql.encode(), {"words": words, "status": status}).fetchone()
