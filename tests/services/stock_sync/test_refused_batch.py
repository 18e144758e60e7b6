"""A refused batch is divided until one bad row has cost one row, whatever the mall says of it (design: stock 7)."""

from collections.abc import Sequence

import pytest

from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.exchange import StockAnswer, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.services.stock_sync.loop import send
from ichigen.store.listings import Listing
from tests.builders import make_account, make_sku
from tests.services.stock_sync.bulk_mall import BulkMall
from tests.services.stock_sync.runs import Steps, listed

pytestmark = pytest.mark.django_db

CODES = ("A", "B", "C", "D", "E")


class StrictMall(BulkMall):
    """Takes no batch with D in it; `names_row`: it says which row. Silent from the call `silent_from` on."""

    def __init__(self, *, names_row: bool, silent_from: int = 99) -> None:
        super().__init__()
        self.batches: list[str] = []
        self._names_row = names_row
        self._silent_from = silent_from

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        codes = [row.code for row in rows]
        self.batches.append("".join(codes))
        if len(self.batches) >= self._silent_from:
            raise Retryable("network.no_answer", "応答がありません。", unknown_effect=True)
        if "D" in codes:
            raise Refused("IE0117", "在庫数が範囲外です。", row=codes.index("D") if self._names_row else None)
        return StockAnswer(frozenset(codes))


def claimed() -> tuple[Steps, list[StockWrite]]:
    """Five listings whose mall has 5 and should have 3, claimed as one batch."""
    account = make_account()
    for code in CODES:
        listed(account, make_sku(code, on_hand=3))
    steps = Steps(account)
    rows = steps.claim()
    assert [(row.code, row.mode, row.quantity) for row in rows] == [(code, StockMode.RELATIVE, -2) for code in CODES]
    return steps, rows


def state(code: str) -> tuple[bool, bool, int | None, str]:
    """(sending, dirty, expected, error) of a listing."""
    row = Listing.objects.select_related("mark").get(code=code)
    return row.sending, row.mark.dirty, row.expected_quantity, row.error_code


@pytest.mark.parametrize(
    ("names_row", "batches"),
    [(False, ["ABCDE", "AB", "CDE", "C", "DE", "D", "E"]), (True, ["ABCDE", "ABCE"])],
    ids=["halved", "named"],
)
def test_one_bad_row_costs_one_row(names_row: bool, batches: list[str]) -> None:
    steps, rows = claimed()
    mall = StrictMall(names_row=names_row)

    send(steps.run(), mall, steps.stock, rows)

    assert mall.batches == batches
    assert [state(code) for code in "ABCE"] == [(False, False, 3, "")] * 4
    assert state("D") == (False, True, 5, "IE0117")


def test_a_time_out_between_the_halves_opens_its_rows_and_frees_those_not_sent() -> None:
    steps, rows = claimed()
    mall = StrictMall(names_row=False, silent_from=2)

    with pytest.raises(Retryable):
        send(steps.run(), mall, steps.stock, rows)

    assert mall.batches == ["ABCDE", "AB"]
    lows = {row.code: (row.sending, row.expected_low, row.expected_quantity) for row in Listing.objects.all()}
    assert [lows[code] for code in "AB"] == [(False, 3, 5)] * 2
    assert [lows[code] for code in "CDE"] == [(False, 5, 5)] * 3
