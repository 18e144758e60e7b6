"""A run of the stock loop looks at what is due, never at a whole account: the plans at 50,000 listings say so."""

import re
from typing import Any

import pytest
from django.db import transaction

from ichigen.store import stock_reading, stock_writing
from ichigen.store.hot import run
from tests.store.shop import make_account

pytestmark = pytest.mark.django_db(transaction=True)

LISTINGS = 50_000

FILL = """
insert into store_listing (account_id, code, match_code, title, product_code, variant, jan, on_sale,
  provisional, sending, sent_version, sent_mode, drift, failures, error_code, error_message, expected_low,
  expected_quantity, seen_at, exists_at, expected_at, unshown, unproved, read_due_at)
select %(account)s, 'code-' || n, 'code-' || n, '商品', '', '', '', true, (n %% 5000 = 0)::int, false, 0,
  '', 0, 0, '', '', 5, 5, now() - interval '2 seconds' - n * interval '0.02 milliseconds', now(), now(), 0, 0,
  case when n %% 1000 = 0 then now() end
from generate_series(1, %(listings)s) n
"""
MARKS = """
update store_listingmark m set dirty = true
from store_listing l where l.id = m.listing_id and substr(l.code, 6)::int %% 2500 = 0
"""
ITEMS = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, closed_at,
  resolution)
select 'listing_missing:' || l.id, 'listing_missing', false, '', '', '', l.account_id, l.id, now(),
  case when l.id %% 100 <> 0 then now() end, ''
from store_listing l
"""


@pytest.fixture
def account() -> int:
    account = make_account().pk
    run(FILL, {"account": account, "listings": LISTINGS})
    run(MARKS)
    run(ITEMS)
    run("analyze store_listing, store_listingmark, store_worklistitem")
    return account


def plan(statement: str, values: dict[str, Any]) -> str:
    with transaction.atomic():
        rows = run(f"explain (analyze, costs off, timing off, summary off, buffers off) {statement}", values).fetchall()
        transaction.set_rollback(True)
    return "\n".join(row[0] for row in rows)


def looked_at(found: str) -> int:
    """The most rows that one step of the plan returned or threw away."""
    rows = [float(text) for text in re.findall(r"actual rows=([\d.]+)", found)]
    removed = [int(text) for text in re.findall(r"Rows Removed by \w+: (\d+)", found)]
    return int(max([*rows, *removed]))


def test_statements_of_every_run_use_their_indexes_and_look_at_few_rows(account: int) -> None:
    expected = {
        "listing_due": plan(
            stock_reading.NEXT_READ, {"account": account, "every": "60 seconds", "watch": None, "settle": "5 seconds"}
        ),
        "mark_dirty": plan(stock_writing.LOCK_DIRTY, {"account": account, "limit": 400, "after": 0, "open": True}),
        "listing_provisional": plan(stock_reading.CHANGED_ON_MALL, {"account": account, "window": "300 seconds"}),
        "worklist_open": plan(stock_reading.CLOSE_SETTLED, {"account": account}),
    }
    for index, found in expected.items():
        assert index in found, found
        assert "Seq Scan on store_listing" not in found, found
        assert looked_at(found) <= 500, found


def test_reading_first_looks_at_dirty_listings_only(account: int) -> None:
    found = plan(stock_writing.READ_FIRST, {"account": account})

    assert "mark_dirty" in found, found
    assert looked_at(found) <= 100, found


@pytest.mark.parametrize(
    ("every_s", "watch"),
    [(3600, None), (1, None), (3600, "1 second")],
    ids=["nothing is old", "everything is old", "everything watched is old"],
)
def test_what_is_due_to_be_read_comes_off_two_indexes_a_batch_at_most(
    account: int, every_s: int, watch: str | None
) -> None:
    if watch:
        run("update store_listing set desired_quantity = 5")
        run("analyze store_listing")
    values = {"account": account, "every": f"{every_s} seconds", "watch": watch, "limit": 400}

    found = plan(stock_reading.DUE_READS, values)

    assert "listing_due" in found, found
    assert "listing_seen" in found, found
    assert "Seq Scan" not in found, found
    assert looked_at(found) <= 850, found
