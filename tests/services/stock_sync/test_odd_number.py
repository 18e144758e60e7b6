"""A number that no column holds costs its own listing: the others of the batch are read."""

import pytest

from ichigen.mallkit.exchange import StockReading, StockSeen
from ichigen.services.stock_sync.storable import BAD_NUMBER, storable_reading
from ichigen.store.listings import Listing
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account, make_sku
from tests.services.stock_sync.runs import Steps, listed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("odd", [10**9 + 1, -(10**12)])
def test_a_number_beyond_all_stock_is_a_problem_of_its_row(odd: int) -> None:
    steps = Steps(make_account())
    for code in ("A-1", "B-1"):
        listed(steps.account, make_sku(code, 5), code, dirty=False)

    reading = storable_reading(StockReading((StockSeen("A-1", odd), StockSeen("B-1", 5))))
    steps.read({row.code: row.quantity for row in reading.rows}, ("A-1", "B-1"), *reading.problems)

    assert dict(Listing.objects.values_list("code", "seen_quantity")) == {"A-1": None, "B-1": 5}
    item = WorklistItem.objects.get()
    assert (item.code, item.cause) == ("stock_unreadable", BAD_NUMBER)


def test_ordinary_numbers_are_left_as_they_are() -> None:
    reading = StockReading((StockSeen("A-1", 10**9), StockSeen("B-1", -3), StockSeen("C-1", None)))

    assert storable_reading(reading) is reading
