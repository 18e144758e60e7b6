"""Reading the mall's documents: roots, one row or many, empty elements, bad rows, any damaged document."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.malls.yahoo_shopping.wire import Unreadable, moment, read_document
from ichigen.malls.yahoo_shopping.wire_items import read_categories, read_item, read_item_codes
from ichigen.malls.yahoo_shopping.wire_orders import read_change, read_order_info, read_order_list
from ichigen.malls.yahoo_shopping.wire_stock import StockRow, WrittenRow, read_stock_rows, read_written
from tests.malls.yahoo_shopping import documents

READERS = {
    read_order_list: documents.ORDER_LIST,
    read_order_info: documents.order_info(),
    read_change: documents.CHANGED,
    read_written: documents.SET_STOCK_PARTIAL,
    read_stock_rows: documents.GET_STOCK,
    read_item: documents.ITEM,
    read_item_codes: documents.ITEM_LIST,
    read_categories: documents.ITEM_LIST,
}


def test_one_bad_row_of_order_list_does_not_cost_the_page() -> None:
    page = read_order_list(read_document(documents.ORDER_LIST))

    assert page.total == 2
    assert [row.order_id for row in page.rows] == ["hinata-shop-10000001"]
    assert [(problem.where, problem.code) for problem in page.problems] == [("hinata-shop-10000002", "unreadable")]


@pytest.mark.parametrize(("document", "total"), [(documents.NO_ORDERS, 0), (documents.PAST_THE_END, 10)])
def test_a_list_without_orders_has_no_rows_section_3_2(document: bytes, total: int) -> None:
    page = read_order_list(read_document(document))

    assert (page.total, page.rows, page.problems) == (total, (), ())


def test_an_order_with_several_items_keeps_their_order() -> None:
    line = "<Item><LineId>{0}</LineId><ItemId>a-{0}</ItemId><UnitPrice>100</UnitPrice><Quantity>{0}</Quantity></Item>"
    items = "".join(line.format(number) for number in (1, 2, 3))

    detail = read_order_info(read_document(documents.order_info(items=items)))

    assert [(item.line_id, item.item_id, item.quantity) for item in detail.items] == [
        (1, "a-1", 1),
        (2, "a-2", 2),
        (3, "a-3", 3),
    ]


def test_an_unreadable_quantity_costs_the_whole_order_and_names_the_member_only() -> None:
    item = "<Item><LineId>1</LineId><ItemId>a</ItemId><UnitPrice>100</UnitPrice><Quantity>many</Quantity></Item>"

    with pytest.raises(Unreadable) as caught:
        read_order_info(read_document(documents.order_info(items=item)))

    assert str(caught.value) == "unreadable: Quantity"


def test_the_repr_of_an_order_shows_no_person() -> None:
    detail = read_order_info(read_document(documents.order_info()))

    assert "日向" not in repr(detail)
    assert "置き配" not in repr(detail)


def test_stock_rows_are_found_missing_or_unlimited_section_4_2() -> None:
    rows, problems = read_stock_rows(read_document(documents.GET_STOCK))

    assert rows == (
        StockRow("cup-7:cup-7-blue", True, 10, "1"),
        StockRow("fan-1", False, None, "0"),
        StockRow("old-1", True, None, "0"),
    )
    assert problems == ()


def test_a_partial_stock_answer_keeps_the_error_of_its_row_section_4_1() -> None:
    rows, _ = read_written(read_document(documents.SET_STOCK_PARTIAL))

    assert rows == (WrittenRow("cup-7:cup-7-blue", 11, ""), WrittenRow("fan-1", None, "st-02104"))


def test_an_item_gives_its_variations_with_oversold_numbers() -> None:
    item = read_item(read_document(documents.ITEM))

    assert [(sub.code, sub.quantity, sub.choice) for sub in item.sub_codes] == [
        ("cup-7-blue", 10, "色:藍"),
        ("cup-7-red", -1, "色:紅"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-10-01T09:12:40+09:00", datetime(2026, 10, 1, 0, 12, 40, tzinfo=UTC)),
        ("20261001091240", datetime(2026, 10, 1, 0, 12, 40, tzinfo=UTC)),
        ("2026-10-01 09:12:40", datetime(2026, 10, 1, 0, 12, 40, tzinfo=UTC)),
        ("20261001", datetime(2026, 9, 30, 15, 0, tzinfo=UTC)),
        ("2026-10-01", datetime(2026, 9, 30, 15, 0, tzinfo=UTC)),
        ("", None),
        ("2026-13-01", None),
        ("0001-01-01", None),
    ],
)
def test_times_come_in_several_forms_and_are_jst_without_offset_trap_6(value: str, expected: datetime | None) -> None:
    assert moment(value) == expected


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "x">]><Result>&a;</Result>'

    with pytest.raises(Unreadable):
        read_document(bomb)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_unreadable(content: bytes) -> None:
    _read_all(content)


@given(st.sampled_from(sorted(READERS.values())), st.data())
def test_damaged_documents_raise_nothing_but_unreadable(document: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(start, min(len(document), start + 40)))
    patch = data.draw(st.sampled_from([b"", b"x", b"-", b"99999999999999999999", b"<a/>", "１２".encode(), b"\x00"]))
    _read_all(document[:start] + patch + document[end:])


@given(st.sampled_from(sorted(READERS.values())), st.data())
def test_documents_with_other_values_raise_nothing_but_unreadable(document: bytes, data: st.DataObject) -> None:
    root = read_document(document)
    elements = list(root.iter())
    for _ in range(data.draw(st.integers(1, 4))):
        element: Element = data.draw(st.sampled_from(elements))
        element.text = data.draw(st.one_of(st.none(), st.text(max_size=30)))
        element.tag = data.draw(st.sampled_from([element.tag, "Other", "{urn:yahoo:api}" + element.tag]))
    for read in READERS:
        try:
            read(root)
        except Unreadable:
            continue


def _read_all(content: bytes) -> None:
    for read in READERS:
        try:
            read(read_document(content))
        except Unreadable:
            continue
