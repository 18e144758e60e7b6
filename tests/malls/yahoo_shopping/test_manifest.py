"""What the manifest claims adds up."""

from fnmatch import fnmatchcase
from math import ceil

from ichigen.malls.yahoo_shopping.caller import GET_STOCK, GET_STOCK_FOR_WRITE, OPERATIONS
from ichigen.malls.yahoo_shopping.manifest import MALL
from ichigen.malls.yahoo_shopping.requests import SCAN_CONDITION

DAY_S, NIGHT_S = 18 * 3600, 6 * 3600


def calls_a_day(every_s: float, every_night_s: float) -> float:
    return DAY_S / every_s + NIGHT_S / every_night_s


def test_a_day_of_1000_listings_and_1000_orders_fits_the_budget_section_2_5() -> None:
    budget = next(limit.per_day for limit in MALL.limits if limit.per_day)
    orders_a_day, listings, open_orders = 1_000, 1_000, 200
    scans = sum(
        calls_a_day(scan.every_s, scan.every_night_s) * ceil(orders_a_day * (scan.lookback_s // DAY) / 2_000)
        for scan in MALL.orders.scans
    )
    stock = calls_a_day(MALL.stock.read_every_s, MALL.stock.read_every_night_s) * listings / MALL.stock.read_batch
    reread = open_orders * DAY / MALL.orders.reread_open_s
    each_order = 7 * orders_a_day  # taken in, 10 minutes over, two steps each with a reading before and after

    assert budget == 50_000
    assert scans + stock + reread + each_order < budget


def test_every_scan_has_its_condition_and_every_operation_its_pace() -> None:
    assert {scan.name for scan in MALL.orders.scans} == set(SCAN_CONDITION)
    paced = [limit.operations for limit in MALL.limits if limit.per_s == 1.0]
    for operation in OPERATIONS:
        assert [glob for glob in paced if fnmatchcase(operation.name, glob)] == [f"{operation.name}*"]
    assert len(paced) == len(OPERATIONS)
    assert fnmatchcase(GET_STOCK_FOR_WRITE.name, f"{GET_STOCK.name}*")
    assert {limit.scope for limit in MALL.limits} == {"client_id"}


DAY = 86_400
