"""What the malls' logs are made to say: accounting, percentiles, floors."""

import pytest

from bench.propagation.floor import burst_floor_s, idle_floor_s
from bench.propagation.logs import (
    NEVER,
    MallLog,
    Reads,
    Sale,
    StockRow,
    beyond_limit_s,
    lowered_at,
    own_share_s,
    percentile,
)
from ichigen.mallkit.registry import mall


def seller(*sales: Sale, reads: Reads | None = None) -> MallLog:
    return MallLog({}, list(sales), [], reads or Reads())


def other(*writes: StockRow, sales: tuple[Sale, ...] = (), opening: int = 5) -> MallLog:
    return MallLog({"A": opening, "B": opening}, list(sales), list(writes))


def test_a_sale_is_accounted_for_by_the_first_write_after_it_that_lowers_its_code() -> None:
    writes = other(StockRow(1.0, "B", 4), StockRow(2.0, "A", 4))

    assert lowered_at(seller(Sale(0.0, "A", 1)), writes) == [2.0]


def test_one_write_accounts_for_all_sales_it_covers() -> None:
    assert lowered_at(seller(Sale(0.0, "A", 1), Sale(1.0, "A", 2)), other(StockRow(3.0, "A", 2))) == [3.0, 3.0]


def test_a_write_that_covers_one_sale_leaves_the_next_one_open() -> None:
    assert lowered_at(seller(Sale(0.0, "A", 1), Sale(1.0, "A", 1)), other(StockRow(3.0, "A", 4))) == [3.0, NEVER]


def test_a_write_that_lowers_nothing_or_raises_accounts_for_nothing() -> None:
    writes = other(StockRow(1.0, "A", 5), StockRow(2.0, "A", 6), StockRow(3.0, "A", 4))

    assert lowered_at(seller(Sale(0.0, "A", 1)), writes) == [3.0]


def test_what_the_other_mall_sold_itself_is_not_the_writes_doing() -> None:
    own = other(StockRow(2.0, "A", 4), StockRow(3.0, "A", 3), sales=(Sale(1.0, "A", 1),))

    assert lowered_at(seller(Sale(0.0, "A", 1)), own) == [3.0]


def test_a_write_before_the_sale_never_counts_for_it() -> None:
    assert lowered_at(seller(Sale(2.0, "A", 1)), other(StockRow(1.0, "A", 4))) == [NEVER]


READS = Reads(details={"1": 0.8, "2": 1.9}, stock={"A": [0.9, 1.3], "B": [1.1]})
SALE = Sale(1.0, "A", 1, "2")


def test_our_share_begins_when_the_details_of_the_order_were_answered() -> None:
    assert own_share_s(SALE, READS, 2.0) == pytest.approx(0.1)


def test_our_share_begins_at_the_stock_reading_where_the_write_came_before_the_detail() -> None:
    assert own_share_s(SALE, READS, 1.5) == pytest.approx(0.2)


def test_a_sale_that_was_never_told_has_no_share() -> None:
    assert own_share_s(SALE, READS, NEVER) is None


def test_the_wait_for_the_malls_turn_is_taken_off() -> None:
    writes = other(StockRow(9.5, "B", 4), StockRow(10.6, "A", 4))

    assert beyond_limit_s(0.9, 10.6, writes, 1.0) == pytest.approx(0.1)
    assert beyond_limit_s(0.05, 10.6, writes, 1.0) == pytest.approx(0.05)
    assert beyond_limit_s(0.05, 10.6, other(), 1.0) == pytest.approx(0.05)


def test_percentiles_are_of_the_nearest_rank_and_never_is_the_largest() -> None:
    values = [float(n) for n in range(1, 100)]

    assert percentile(values, 0.5) == 50.0
    assert percentile([*values, NEVER], 0.99) == 99.0
    assert percentile([*values, NEVER], 1.0) == NEVER
    assert percentile([7.0], 0.5) == 7.0
    with pytest.raises(ValueError):
        percentile([], 0.5)


def test_floors_follow_from_the_published_limits() -> None:
    single, many, late = (mall(mall_id) for mall_id in ("yahoo_shopping", "rakuten", "amazon"))

    assert burst_floor_s(single, 600, 60.0) == 600.0
    assert burst_floor_s(many, 600, 60.0) == 61.0
    assert idle_floor_s(many, 0.5) == 0.5
    assert idle_floor_s(single, 1.0) == pytest.approx(86_400 / 50_000)
    assert idle_floor_s(late, 0.5) == pytest.approx(120 + 0.5 / 0.0056)  # nothing of the last two minutes is listed
