"""What people call an order, where that is not its number on the mall."""

from dataclasses import replace
from datetime import UTC, datetime

from ichigen.domain.order_search import searched_text
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.search import field
from ichigen.domain.snapshots import order_from_json, order_to_json

PLAIN = MallOrder("5550001", datetime(2026, 11, 22, tzinfo=UTC), Phase.READY, "", "", ())
NAMED = replace(PLAIN, name="#1001")


def test_an_order_is_called_by_its_name_or_else_by_its_number() -> None:
    assert (PLAIN.called, NAMED.called) == ("5550001", "#1001")


def test_a_name_is_kept_and_an_order_without_one_is_stored_as_before() -> None:
    assert order_from_json(order_to_json(NAMED)) == NAMED
    assert "name" not in order_to_json(PLAIN)
    assert order_from_json(order_to_json(PLAIN)) == PLAIN


def test_an_order_is_found_by_its_name_and_by_its_number() -> None:
    assert field("#1001") in searched_text(NAMED)
    assert field("5550001") in searched_text(NAMED)
