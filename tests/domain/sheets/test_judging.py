"""What a row means for what we have."""

from ichigen.domain.json import Json
from ichigen.domain.sheets.goods import GoodsNow, judge_goods
from ichigen.domain.sheets.problems import Fault
from ichigen.domain.sheets.stock import StockNow, judge_stock
from ichigen.domain.sheets.verdict import Judged, Verdict

FIELDS: dict[str, Json] = {
    "title": "手ぬぐい",
    "variant": "藍",
    "horizontal": "",
    "vertical": "",
    "jan": "123",
    "price": 1280,
    "one_off": False,
}
NOW = GoodsNow("TNG", FIELDS, 3)


def faults(judged: Judged) -> list[Fault]:
    assert judged.verdict is Verdict.ERROR
    return [problem.fault for problem in judged.problems]


def test_a_column_that_is_absent_and_a_cell_that_is_empty_change_nothing() -> None:
    assert judge_goods({"code": "TNG-AI", "title": "", "variant": ""}, NOW, False) == Judged(Verdict.UNCHANGED)


def test_empty_cells_clear_only_where_the_person_says_so() -> None:
    judged = judge_goods({"code": "TNG-AI", "variant": "", "price": "", "title": ""}, NOW, True)

    assert judged == Judged(Verdict.CHANGED, {"variant": "藍", "price": 1280}, {"variant": "", "price": None})


def test_what_is_as_it_was_is_never_found_fault_with() -> None:
    assert judge_goods({"code": "TNG-AI", "jan": "123"}, NOW, False).verdict is Verdict.UNCHANGED
    assert faults(judge_goods({"code": "TNG-AI", "jan": "124"}, NOW, False)) == [Fault.JAN]


def test_every_fault_of_a_row_is_named_at_once() -> None:
    cells = {"code": "TNG-AI", "product": "OTHER", "jan": "x", "price": "1.5", "one_off": "1"}

    assert faults(judge_goods(cells, NOW, False)) == [Fault.PRODUCT_FIXED, Fault.JAN, Fault.NUMBER, Fault.ONE_OFF]


def test_a_new_sku_takes_its_code_from_product_and_axes_where_it_has_none() -> None:
    cells = {
        "code": "",
        "product": "ＴＳ",
        "horizontal": "RED",
        "vertical": "M",
        "title": "Tシャツ",
        "price": "１，９８０",
    }

    judged = judge_goods(cells, None, False)

    assert judged.verdict is Verdict.NEW
    assert judged.after == {
        "code": "TS-RED-M", "product": "TS", "title": "Tシャツ", "horizontal": "RED", "vertical": "M", "price": 1980,
    }  # fmt: skip
    assert faults(judge_goods({"code": "X"}, None, False)) == [Fault.REQUIRED]
    assert faults(judge_goods({"title": "x"}, None, False)) == [Fault.REQUIRED]


def test_a_count_and_a_difference() -> None:
    now = StockNow(1, 1, 5, 5, one_off=False)

    assert judge_stock({"on_hand": "３"}, now, True).after == {"on_hand": 3}
    assert judge_stock({"delta": "-2"}, now, False).after == {"on_hand": 3}
    assert judge_stock({"on_hand": "5"}, now, True).verdict is Verdict.UNCHANGED
    assert judge_stock({"delta": "0"}, now, False).verdict is Verdict.UNCHANGED
    assert faults(judge_stock({"on_hand": "-1"}, now, True)) == [Fault.QTY]
    assert faults(judge_stock({"delta": "-6"}, now, False)) == [Fault.BELOW_ZERO]
    assert faults(judge_stock({"on_hand": ""}, now, True)) == [Fault.REQUIRED]


def test_a_one_off_is_in_stock_once_over_all_locations() -> None:
    elsewhere = StockNow(1, 2, 0, 1, one_off=True)

    assert faults(judge_stock({"on_hand": "1"}, elsewhere, True)) == [Fault.ONE_OFF]
