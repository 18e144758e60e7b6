"""Stock: what is written is what is read back, and what is refused changed nothing."""

import pytest

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.testing.shop import PATIENCE_S, Goods, Shop


class StockConformance:
    """`write_stock` and `read_stock`."""

    mall_id: str

    def test_an_absolute_number_is_read_back(self, shop: Shop) -> None:
        _needs(shop, StockMode.ABSOLUTE)
        goods = shop.goods(5)
        answer = shop.client.write_stock([StockWrite(goods.listing.code, StockMode.ABSOLUTE, 8)])
        assert answer.accepted == {goods.listing.code}
        assert answer.refused == ()
        assert shop.becomes(goods.code, 8) == 8
        _read_back(shop, goods, 8)

    def test_relative_numbers_are_added(self, shop: Shop) -> None:
        _needs(shop, StockMode.RELATIVE)
        first, second = shop.goods(5), shop.goods(5)
        rows = [
            StockWrite(first.listing.code, StockMode.RELATIVE, -2),
            StockWrite(second.listing.code, StockMode.RELATIVE, 3),
        ]
        assert shop.client.write_stock(rows).accepted == {first.listing.code, second.listing.code}
        assert (shop.control.quantity(first.code), shop.control.quantity(second.code)) == (3, 8)
        _read_back(shop, first, 3)

    def test_compare_and_set_writes_only_over_the_expected_number(self, shop: Shop) -> None:
        _needs(shop, StockMode.COMPARE_AND_SET)
        right, wrong = shop.goods(5), shop.goods(5)
        answer = shop.client.write_stock([StockWrite(right.listing.code, StockMode.COMPARE_AND_SET, 4, 5)])
        assert answer.accepted == {right.listing.code}
        assert _refused(shop, [StockWrite(wrong.listing.code, StockMode.COMPARE_AND_SET, 4, 6)])
        assert (shop.control.quantity(right.code), shop.control.quantity(wrong.code)) == (4, 5)

    def test_a_number_above_the_maximum_is_refused_alone(self, shop: Shop) -> None:
        """One bad row: the call names it, or is refused whole and nothing is written. The loop bisects then.

        A good row that is neither accepted nor refused is open: the mall may or may not have written it.
        """
        good, bad = shop.goods(5), shop.goods(5)
        rows = [_set(shop, good, 4), _set(shop, bad, shop.mall.stock.maximum + 1)]
        outcomes = [_outcome(shop, rows[at : at + shop.mall.stock.write_batch]) for at in _batches(shop, rows)]
        accepted = frozenset(code for taken, _ in outcomes for code in taken)
        named = next((code for _, code in outcomes if code), None)
        assert (accepted, named) in (
            (frozenset(), None),
            (frozenset(), bad.listing.code),
            (frozenset({good.listing.code}), bad.listing.code),
        )
        if accepted:
            assert shop.becomes(good.code, 4) == 4
        assert shop.control.quantity(good.code) in ({4} if accepted else {4, 5} if named else {5})
        assert shop.control.quantity(bad.code) == 5

    def test_a_difference_below_zero_is_refused_or_shown_as_it_is(self, shop: Shop) -> None:
        """Malls differ: refused, cut at zero, or really negative. What counts is that the reading tells."""
        _needs(shop, StockMode.RELATIVE)
        goods = shop.goods(2)
        refused = _refused(shop, [StockWrite(goods.listing.code, StockMode.RELATIVE, -3)])
        left = shop.control.quantity(goods.code)
        assert (refused, left) in ((True, 2), (False, 0), (False, -1))
        _read_back(shop, goods, left)

    def test_the_simulator_notes_which_reading_showed_a_new_number_first(self, shop: Shop) -> None:
        """What measurements and scenarios take as the moment at which a sale could be known (docs/develop/simulators.md)."""
        goods = shop.goods(5)
        _read_back(shop, goods, 5)
        shop.control.buy(goods.code, 2)
        before = len(_told(shop, goods))
        _read_back(shop, goods, 3)
        _read_back(shop, goods, 3)
        told = _told(shop, goods)[before:]
        assert told == [{"code": goods.code, "quantity": 3}]

    def test_an_unknown_code_reads_as_no_record(self, shop: Shop) -> None:
        goods = shop.goods(5)
        unknown = _unlike(goods.listing.code)
        reading = shop.client.read_stock([unknown, goods.listing.code])
        assert {row.code: row.quantity for row in reading.rows if row.quantity is not None} == {goods.listing.code: 5}
        assert StockSeen(unknown, None) in reading.rows or unknown in {problem.where for problem in reading.problems}

    def test_writing_an_unknown_code_does_what_the_manifest_says(self, shop: Shop) -> None:
        unknown = _unlike(shop.goods(5).listing.code)
        mode = StockMode.ABSOLUTE if StockMode.ABSOLUTE in shop.mall.stock.modes else StockMode.COMPARE_AND_SET
        refused = _refused(shop, [StockWrite(unknown, mode, 1, 0)])
        assert refused is not shop.mall.stock.creates_unknown

    def test_a_full_batch_is_read(self, shop: Shop) -> None:
        known = sorted({listing.code for listing in shop.listings().values()})[: shop.mall.stock.read_batch]
        reading = shop.client.read_stock(known)
        assert sorted(row.code for row in reading.rows if row.quantity is not None) == known
        assert reading.problems == ()

    def test_more_than_a_batch_is_not_sent(self, shop: Shop) -> None:
        code = shop.goods(5).listing.code
        calls = len(shop.gate.calls)
        with pytest.raises(ValueError, match="at most"):
            shop.client.read_stock([f"{code}{n}" for n in range(shop.mall.stock.read_batch + 1)])
        with pytest.raises(ValueError, match="at most"):
            shop.client.write_stock(
                [
                    StockWrite(f"{code}{n}", shop.mall.stock.modes[0], 1, 0)
                    for n in range(shop.mall.stock.write_batch + 1)
                ]
            )
        assert len(shop.gate.calls) == calls

    def test_an_empty_batch_is_no_call(self, shop: Shop) -> None:
        calls = len(shop.gate.calls)
        assert shop.client.write_stock([]).accepted == frozenset()
        assert shop.client.read_stock([]).rows == ()
        assert shop.client.fetch_orders([]).orders == ()
        assert len(shop.gate.calls) == calls


def _needs(shop: Shop, mode: StockMode) -> None:
    if mode not in shop.mall.stock.modes:
        pytest.skip(f"{shop.mall.id} does not claim {mode}")


def _set(shop: Shop, goods: Goods, quantity: int) -> StockWrite:
    """A row that sets a number, by whatever mode the mall has for it."""
    if StockMode.ABSOLUTE in shop.mall.stock.modes:
        return StockWrite(goods.listing.code, StockMode.ABSOLUTE, quantity)
    return StockWrite(goods.listing.code, StockMode.COMPARE_AND_SET, quantity, shop.control.quantity(goods.code))


def _refused(shop: Shop, rows: list[StockWrite]) -> bool:
    """Write rows, and say whether the mall refused them; one way or the other it must say so."""
    try:
        answer = shop.client.write_stock(rows)
    except Refused:
        return True
    assert len(answer.accepted) + len(answer.refused) == len(rows)
    return bool(answer.refused)


def _batches(shop: Shop, rows: list[StockWrite]) -> range:
    """Where each batch of the rows begins: some malls take one row a call."""
    return range(0, len(rows), shop.mall.stock.write_batch)


def _outcome(shop: Shop, rows: list[StockWrite]) -> tuple[frozenset[str], str | None]:
    """Return the accepted codes, and the code of the row the mall names as bad."""
    try:
        answer = shop.client.write_stock(rows)
    except Refused as error:
        return frozenset(), None if error.row is None else rows[error.row].code
    return answer.accepted, answer.refused[0].code if answer.refused else None


def _read_back(shop: Shop, goods: Goods, quantity: int) -> None:
    """Read until the number shows; the mall may take its settle time."""
    deadline = shop.time.monotonic() + min(shop.mall.stock.settle_s, PATIENCE_S)
    while True:
        rows = shop.client.read_stock([goods.listing.code]).rows
        if rows == (StockSeen(goods.listing.code, quantity),):
            return
        assert shop.time.monotonic() < deadline, rows
        shop.time.sleep(0.2)


def _unlike(code: str) -> str:
    return code[:-2] + ("zz" if code[-2:] != "zz" else "yy")


def _told(shop: Shop, goods: Goods) -> list[dict[str, object]]:
    return [row for call in shop.control.calls() for row in call["numbers"] if row["code"] == goods.code]
