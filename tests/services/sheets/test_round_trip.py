"""What is written out and read in again changes nothing, whatever the goods are called."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichigen.domain.sheets.decode import Encoding
from ichigen.services.sheets.export import export_goods, export_stock
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.stock import LedgerEntry
from tests.builders import make_sku
from tests.services.sheets.bringing import bring

pytestmark = pytest.mark.django_db

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
CODES = st.text("ABCabc019-_=+@'\",あ", min_size=1, max_size=12)


GOODS = st.lists(
    st.tuples(CODES, WORDS, WORDS, WORDS, st.none() | st.integers(0, 10_000)),
    unique_by=lambda row: row[0].strip(),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GOODS)
def test_goods_written_and_read_again_are_unchanged(goods: list[tuple[str, str, str, str, int | None]]) -> None:
    Sku.objects.all().delete()
    product = Product.objects.get_or_create(code="=P", defaults={"title": "x"})[0]
    for code, title, variant, jan, price in goods:
        Sku.objects.create(product=product, code=code, title=title, variant=variant, jan=jan[:20], price=price)

    made = bring(export_goods(Encoding.UTF8_SIG))

    assert made.counts == {"unchanged": len(goods)}
    assert made.encoding == "utf-8-sig"


def test_goods_and_stock_in_both_encodings() -> None:
    make_sku("A-1", 5, jan="4901234567894", price=1280)
    make_sku("髙-①", 0, one_off=True)
    Location.objects.create(code="=2", name="二号店")

    for encoding in (Encoding.UTF8_SIG, Encoding.CP932):
        assert bring(export_goods(encoding)).counts == {"unchanged": 2}
        assert bring(export_stock(encoding), "count").counts == {"unchanged": 4}


def test_stock_below_zero_goes_out_and_in_unchanged() -> None:
    from ichigen.domain.stock import MovementKind
    from ichigen.store import ledger
    from tests.builders import main_location

    sku = make_sku("A-1")
    ledger.move_one(ledger.Movement(sku.pk, main_location().pk, MovementKind.SHIP, -2))

    assert bring(export_stock(Encoding.UTF8_SIG), "count").counts == {"unchanged": 1}
    assert LedgerEntry.objects.count() == 1


def test_a_character_that_cp932_lacks_is_refused_by_name_and_not_replaced() -> None:
    make_sku("EMOJI-1").product.skus.update(title="猫🐈")

    with pytest.raises(SheetsRefused, match=r"EMOJI-1.*🐈"):
        export_goods(Encoding.CP932)
    assert "猫🐈" in export_goods(Encoding.UTF8_SIG).decode("utf-8-sig")


def test_formulas_are_guarded_in_texts_and_numbers_stay_numbers() -> None:
    make_sku("A-1", 3).product.skus.update(title='=HYPERLINK("http://x")')

    goods, stock = (export(Encoding.UTF8_SIG).decode("utf-8-sig") for export in (export_goods, export_stock))

    assert '"\'=HYPERLINK(""http://x"")"' in goods
    assert stock.splitlines()[1].endswith(",3,0,3")
