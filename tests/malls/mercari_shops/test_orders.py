"""Orders: lists, details, statuses, lines (page sections 3.2 to 3.4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.orders import Payment, Withheld
from ichigen.domain.phases import Phase
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.exchange import OrderRef, Window
from ichigen.malls.mercari_shops import states
from tests.malls.mercari_shops.account import NOW, Account
from tests.malls.mercari_shops.samples import data, failure, line, order, page, product
from tests.malls.mercari_shops.snapshots import snapshot

WEEK = Window(NOW - timedelta(days=7), NOW)


def test_a_list_gives_references_with_the_mark_of_the_detail() -> None:
    listed, detail = order(), order()
    found = Account([page("orderTransactions", listed)]).client().list_orders("days", WEEK, None)
    assert found.refs == (OrderRef("OT20261004A1", snapshot(detail).mark),)
    assert found.next_page is None


def test_a_list_names_every_status_and_the_beginning_of_its_window() -> None:
    """G3-08 (発送前 and 完了), G3-10 (cancelled before the first fetch)."""
    account = Account([page("orderTransactions", after="c1"), page("orderTransactions")])
    assert account.client().list_orders("days", WEEK, None).next_page == "c1"
    account.client().list_orders("days", WEEK, "c1")
    assert account.variables(0) == {
        "first": 100,
        "after": None,
        "since": "2026-09-27T03:00:00Z",
        "statuses": ["WAITING_FOR_PAYMENT", "WAITING_FOR_SHIPPING", "COMPLETING", "COMPLETED", "CANCELING", "CANCELED"],
    }
    assert account.variables(1)["after"] == "c1"


def test_a_row_that_cannot_be_read_costs_itself() -> None:
    broken = order(id="OT2") | {"status": None}
    found = Account([page("orderTransactions", broken, order(), None)]).client().list_orders("recent", WEEK, None)
    assert [ref.number for ref in found.refs] == ["OT20261004A1"]
    assert [(problem.where, problem.code) for problem in found.problems] == [
        ("OT2", "order.unreadable"),
        ("?", "order.unreadable"),
    ]


def test_a_part_of_a_list_is_not_a_shorter_list() -> None:
    with pytest.raises(Refused):
        Account([failure("INVALID_ARGUMENT", "bad cursor", "orderTransactions")]).client().list_orders(
            "days", WEEK, "x"
        )
    with pytest.raises(Retryable):
        Account([data(orderTransactions={"edges": []})]).client().list_orders("days", WEEK, None)


@pytest.mark.parametrize(
    ("status", "phase", "paid"),
    [
        ("WAITING_FOR_PAYMENT", Phase.UNPAID, False),
        ("WAITING_FOR_SHIPPING", Phase.READY, True),
        ("COMPLETING", Phase.SHIPPED, True),
        ("COMPLETED", Phase.SHIPPED, True),
        ("CANCELING", Phase.HELD, True),
        ("CANCELED", Phase.CANCELLED, True),
        ("NEVER_SEEN", Phase.HELD, True),
    ],
)
def test_every_status_has_its_phase(status: str, phase: Phase, paid: bool) -> None:
    """Section 3.4, trap 6; what nobody described stops the order instead of moving stock."""
    found = snapshot(order(status))
    assert (found.phase, found.payment.paid) == (phase, paid)
    assert found.mall_state == states.LABELS.get(status, status)
    assert bool(found.holds) is (phase is Phase.HELD)
    assert ("未知のステータス" in found.unknown_state) is (status == "NEVER_SEEN")
    assert bool(found.unknown_state) is (found.unknown_state in found.holds)


def test_an_order_is_read_whole() -> None:
    account = Account([data(o0=order()), data(p0=product())])
    (found,) = account.client().fetch_orders(["OT20261004A1"]).orders
    (only,) = found.lines
    assert found.number == "OT20261004A1"
    assert found.ordered_at == datetime(2026, 10, 4, 2, 11, 9, tzinfo=UTC)
    assert found.payment == Payment("メルカリShops", True, True)
    assert found.amounts.total == 4280
    assert found.amounts.goods is None  # the total contains fee and postage (trap 8)
    assert (only.line_id, only.listing_code, only.match_codes) == ("PRD01:VAR01", "VAR01", ("SKU-VAR01",))
    assert (only.quantity, only.unit_price, only.title) == (2, 2140, "Tシャツ 赤")
    assert found.delivery.day is None
    assert account.variables(1) == {"p0": "PRD01"}


def test_a_prefix_of_other_tools_is_no_part_of_the_number() -> None:
    assert snapshot(order(id="order_OT20261004A1")).number == "OT20261004A1"


def test_an_unknown_number_is_no_order_and_no_problem() -> None:
    answer: dict[str, Any] = {
        "data": {"o0": None, "o1": order()},
        "errors": [{"message": "order transaction not found", "path": ["o0"], "extensions": {"code": "NOT_FOUND"}}],
    }
    batch = Account([answer, data(p0=product())]).client().fetch_orders(["OT0", "OT20261004A1"])
    assert [found.number for found in batch.orders] == ["OT20261004A1"]
    assert batch.problems == ()


def test_a_batch_that_one_number_takes_along_is_refused_so_that_it_is_halved() -> None:
    with pytest.raises(Refused):
        Account([failure("NOT_FOUND", "no", "o0")]).client().fetch_orders(["OT0", "OT1"])
    assert Account([failure("NOT_FOUND", "no", "o0")]).client().fetch_orders(["OT0"]).orders == ()


def test_an_order_that_cannot_be_read_is_named() -> None:
    batch = Account([data(o0=order() | {"createdAt": "yesterday"})]).client().fetch_orders(["OT1"])
    assert [(problem.where, problem.code) for problem in batch.problems] == [("OT1", "order.unreadable")]


def test_a_line_without_a_variant_is_left_to_a_person() -> None:
    (only,) = snapshot(order("WAITING_FOR_SHIPPING", line(variant="") | {"variant": None})).lines
    assert (only.listing_code, only.match_codes) == ("product:PRD01", ())


@pytest.mark.parametrize(
    ("status", "method", "withheld"),
    [
        ("WAITING_FOR_PAYMENT", "SELLER_ARRANGED", Withheld.NOT_YET),
        ("WAITING_FOR_SHIPPING", "SELLER_ARRANGED", Withheld.UNTOLD),
        ("WAITING_FOR_SHIPPING", "らくらくメルカリ便", Withheld.ANONYMOUS),
        ("WAITING_FOR_SHIPPING", "MERCARI_SHIPPING", Withheld.ANONYMOUS),
        ("WAITING_FOR_PAYMENT", "ゆうゆうメルカリ便", Withheld.ANONYMOUS),
    ],
)
def test_why_the_receiver_is_unknown_is_said(status: str, method: str, withheld: Withheld) -> None:
    """G3-11, G3-15."""
    found = snapshot(order(status, line(shippingMethod=method)))
    assert (found.buyer, found.ship_to, found.withheld) == (None, None, withheld)


def test_the_mark_moves_with_status_and_payment() -> None:
    assert len({snapshot(order()).mark, snapshot(order("COMPLETING")).mark, snapshot(order(paidAt=None)).mark}) == 3
