"""商品CSV: looked at first, taken in as chosen, undone where nothing changed since."""

import pytest

from ichigen.domain.sheets.problems import Fault
from ichigen.services.sheets.apply import start_apply
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.goods import Product, Sku
from ichigen.store.worklist import AuditLog
from tests.builders import make_sku
from tests.services.sheets.bringing import bring, take, undo

pytestmark = pytest.mark.django_db

TEXT = """商品コード,SKUコード,商品名,JAN,価格
A-1,A-1,新しい名前,4901234567894,"1,280"
TS,TS-RED,Tシャツ 赤,,
TS,TS-BLUE,Tシャツ 青,,１９８０
A-2,A-2,商品 A-2,,
X,X-1,,12,
TS,TS-RED,もう一度,,
"""


@pytest.fixture
def made() -> CsvImport:
    make_sku("A-1", 2)
    make_sku("A-2")
    return bring(TEXT)


def faults(made: CsvImport) -> list[tuple[int, str, str]]:
    rows = made.rows.exclude(problems=[]).order_by("line")
    return [(row.line, problem["column"], problem["fault"]) for row in rows for problem in row.problems]


def test_a_file_is_judged_before_anything_changes(made: CsvImport) -> None:
    assert (made.state, made.counts) == ("checked", {"changed": 1, "new": 2, "unchanged": 1, "error": 2})
    assert faults(made) == [(6, "商品名", "E_REQUIRED"), (6, "JAN", "E_JAN"), (7, "", "E_DUP_LINE")]
    assert Sku.objects.count() == 2


def test_the_good_rows_are_taken_in_and_the_others_stay_listed(made: CsvImport) -> None:
    made = take(made)

    assert (made.state, made.counts["applied"], made.counts["error"]) == ("applied", 3, 2)
    assert Sku.objects.values_list("title", "jan", "price").get(code="A-1") == ("新しい名前", "4901234567894", 1280)
    assert list(Sku.objects.filter(product__code="TS").order_by("code").values_list("code", "title", "price")) == [
        ("TS-BLUE", "Tシャツ 青", 1980),
        ("TS-RED", "Tシャツ 赤", None),
    ]
    assert Product.objects.get(code="TS").title == "Tシャツ 赤"
    assert AuditLog.objects.filter(action="csv.apply", subject_id=made.pk).count() == 1


def test_all_or_nothing_with_a_faulty_row_takes_nothing(made: CsvImport) -> None:
    with pytest.raises(SheetsRefused) as refused:
        start_apply(made.pk, "all", None)

    assert refused.value.code == "has_errors"
    assert Sku.objects.count() == 2


def test_all_or_nothing_takes_everything_back_when_a_row_fails_at_the_last_moment() -> None:
    make_sku("A-1")
    made = bring("SKU,商品名\nA-1,新しい名前\nB-1,新商品\n")
    Sku.objects.filter(code="A-1").update(title="他の人の名前")

    made = take(made, "all")

    assert (made.state, made.counts) == ("checked", {"new": 1, "error": 1})
    assert faults(made) == [(2, "商品名", "E_CHANGED_SINCE")]
    assert list(Sku.objects.values_list("code", "title")) == [("A-1", "他の人の名前")]


def test_a_row_whose_sku_was_changed_after_the_look_is_not_overwritten() -> None:
    make_sku("A-1")
    made = bring("SKU,商品名\nA-1,新しい名前\nB-1,新商品\n")
    Sku.objects.filter(code="A-1").update(title="他の人の名前")

    made = take(made)

    assert made.counts == {"changed": 1, "new": 1, "applied": 1, "failed": 1}
    assert Sku.objects.get(code="A-1").title == "他の人の名前"
    assert made.operation is not None
    assert made.operation.errors == [{"row": 2, "code": "E_CHANGED_SINCE", "message": ""}]


def test_undo_puts_fields_back_and_removes_what_was_made(made: CsvImport) -> None:
    undone = undo(take(made))

    assert (undone.state, undone.counts["undone"]) == ("undone", 3)
    assert list(Sku.objects.order_by("code").values_list("code", "title", "jan", "price")) == [
        ("A-1", "商品 A-1", "", None),
        ("A-2", "商品 A-2", "", None),
    ]
    assert not Product.objects.filter(code="TS").exists()


def test_undo_lists_what_was_changed_since_and_what_is_in_use(made: CsvImport) -> None:
    from ichigen.services.stock.receive import receive_stock
    from tests.builders import main_location

    taken = take(made)
    Sku.objects.filter(code="A-1").update(title="さらに新しい名前")
    receive_stock(Sku.objects.get(code="TS-RED").pk, main_location().pk, 1)

    undone = undo(taken)

    kept = CsvRow.objects.filter(csv_import=undone, outcome="kept").order_by("line")
    assert [(row.code, row.problems[0]["fault"]) for row in kept] == [
        ("A-1", Fault.CHANGED_SINCE),
        ("TS-RED", Fault.IN_USE),
    ]
    assert Sku.objects.get(code="A-1").price == 1280
    assert set(Sku.objects.values_list("code", flat=True)) == {"A-1", "A-2", "TS-RED"}
    assert Product.objects.filter(code="TS").exists()


def test_nothing_is_undone_or_taken_in_twice(made: CsvImport) -> None:
    undone = undo(take(made))

    with pytest.raises(SheetsRefused):
        undo(undone)
    with pytest.raises(SheetsRefused):
        take(undone)


def test_a_file_that_cannot_be_read_is_refused_as_a_whole() -> None:
    made = bring("名前,値段\nx,1\n")

    assert (made.state, made.refusal["fault"], made.refusal["column"]) == ("refused", "E_HEADER_MISSING", "SKUコード")
    assert made.rows.count() == 0
