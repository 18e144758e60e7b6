"""The status table's two states, the parcel and お届け指定 as requests, and what proves them (page section 3.4)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ichigen.domain.orders import DeliveryWish, MallOrder, Parcel
from ichigen.domain.write_back import Delivery, GuardRefusal, MallState, ProofState, SetStatus, Ship, StepPlan
from ichigen.malls.yahoo_shopping import translate_orders
from ichigen.malls.yahoo_shopping.status_table import TABLE
from ichigen.malls.yahoo_shopping.translate_changes import plan, prove
from ichigen.malls.yahoo_shopping.wire import read_document
from ichigen.malls.yahoo_shopping.wire_orders import read_order_info
from tests.malls.yahoo_shopping import documents

YAMATO = Parcel("yamato", "1234-5678-9012", date(2026, 10, 2))
TARGET = {"OrderId": "hinata-shop-10000001", "IsPointFix": "false", "OperationUser": "Ichigen"}
FIXED = TARGET | {"IsPointFix": "true"}


def order(order_status: int = 2, ship_status: int = 1, paid: int = 1, **document: str) -> MallOrder:
    page = documents.order_info(order_status, paid, ship_status, seen="true", **document)
    return translate_orders.order(read_order_info(read_document(page)), datetime(2026, 10, 2, tzinfo=UTC))


def steps(intent: SetStatus | Ship, about: MallOrder) -> tuple[StepPlan, ...]:
    planned = TABLE.plan(intent, about) if isinstance(intent, SetStatus) else plan(intent, about)
    assert not isinstance(planned, GuardRefusal), planned
    return planned


def said(intent: SetStatus | Ship, about: MallOrder) -> list[tuple[str, object]]:
    return [(step.kind, step.payload["Order"]) for step in steps(intent, about)]


def state(order_code: str, ship_code: str, *parcels: Parcel, **values: object) -> SetStatus:
    return SetStatus(MallState(order_code, ship_code), parcels, **values)  # type: ignore[arg-type]  # test values


def test_g4_18_hold_is_two_requests_and_shippable_is_guarded() -> None:
    hold, shippable = steps(state("3", "1"), order(ship_status=2))

    assert hold == StepPlan(
        "set_order", "注文ステータスを「保留」にする", {"Target": TARGET, "Order": {"OrderStatus": "3"}}
    )
    assert shippable == StepPlan(
        "set_ship",
        "出荷ステータスを「出荷可」にする",
        {"Target": FIXED, "Order": {"Ship": {"ShipStatus": "1"}}},
        guarded=True,
    )


def test_a_ship_notice_whose_row_holds_the_order_does_not_stop_itself() -> None:
    """A held order is not shipped, so the hold comes after the notice (the first picture of G4-28)."""
    assert said(Ship((YAMATO,), MallState("3", "2")), order())[0][0] == "ship"
    assert said(Ship((YAMATO,), MallState("3", "2")), order())[1:] == [("set_order", {"OrderStatus": "3"})]


def test_g4_19_in_process_and_being_shipped_releases_a_hold_first() -> None:
    assert said(state("2", "2"), order(order_status=3)) == [
        ("set_order", {"OrderStatus": "2"}),
        ("set_ship", {"Ship": {"ShipStatus": "2"}}),
    ]


def test_g4_20_completed_comes_last_after_ten_seconds_with_the_parcel_before_it() -> None:
    notice, complete = steps(state("5", "3", YAMATO), order())

    assert notice.payload["Order"] == {
        "Ship": {
            "ShipStatus": "3",
            "ShipCompanyCode": "1001",
            "ShipInvoiceNumber1": "1234-5678-9012",
            "ShipDate": "20261002",
        }
    }
    assert (complete.kind, complete.wait_s) == ("complete", 10.0)


def test_g4_14_g4_15_day_and_hours_go_by_order_change_first() -> None:
    wanted = state("", "2", delivery=Delivery(date(2026, 10, 9), "18:00～20:00"))

    assert said(wanted, order())[0] == (
        "deliver",
        {"Ship": {"ShipRequestDate": "20261009", "ShipRequestTime": "18:00～20:00"}},
    )


def test_g4_15_hours_of_more_than_13_bytes_are_refused_before_the_mall_does() -> None:
    refused = TABLE.plan(state("", "2", delivery=Delivery(slot="18時から20時まで")), order())

    assert isinstance(refused, GuardRefusal)
    assert refused.code == "time_slot_too_long"


@pytest.mark.parametrize(
    ("reason", "code"),
    [("メーカー直送", "101"), ("発送不要", "102"), ("店頭受取", "103"), ("配送会社から直接連絡", "104"),
     ("追跡できない配送方法", "105")],
)  # fmt: skip
def test_g4_16_each_reason_for_no_number_is_the_malls_own_value(reason: str, code: str) -> None:
    parcel = Parcel("other", "", date(2026, 10, 2), reason)

    (kind, group), *_ = said(state("", "3", parcel), order())

    assert (kind, group) == (
        "set_ship",
        {"Ship": {"ShipStatus": "3", "ShipCompanyCode": "1000", "ShipInvoiceNumberEmptyReason": code,
                  "ShipDate": "20261002"}},
    )  # fmt: skip


def test_g4_10_order_status_alone_without_shipping() -> None:
    assert said(state("3", ""), order(ship_status=0, paid=0)) == [("set_order", {"OrderStatus": "3"})]


def test_a_reserved_order_becomes_in_process_by_itself() -> None:
    assert said(state("2", ""), order(order_status=1)) == []


def test_what_stands_is_not_written_again() -> None:
    assert steps(state("2", "2"), order(ship_status=2)) == ()


def test_g4_22_an_override_takes_the_guard_off_the_step() -> None:
    (step,) = steps(state("", "2", before_payment=True), order(ship_status=0, paid=0))

    assert not step.guarded


def test_the_row_of_shipping_decides_what_a_ship_notice_writes() -> None:
    shipped_only = Ship((YAMATO,), MallState("2", "3"))
    arrived = Ship((YAMATO,), MallState("5", "4"))

    assert [kind for kind, _ in said(shipped_only, order())] == ["ship"]
    assert [step.label for step in steps(arrived, order())] == [
        "出荷ステータスを「着荷済み」にする",
        "注文を完了にする",
    ]


@pytest.mark.parametrize(
    ("wanted", "at", "expected"),
    [
        pytest.param(state("", "2"), order(ship_status=1), ProofState.ABSENT, id="not yet"),
        pytest.param(state("", "2"), order(ship_status=2), ProofState.DONE, id="there"),
        pytest.param(state("", "2"), order(ship_status=3), ProofState.DONE, id="left meanwhile"),
        pytest.param(state("3", ""), order(order_status=3), ProofState.DONE, id="held"),
        pytest.param(state("3", ""), order(order_status=5, ship_status=3), ProofState.IMPOSSIBLE, id="completed"),
        pytest.param(state("3", ""), order(order_status=4), ProofState.IMPOSSIBLE, id="cancelled"),
    ],
)
def test_a_fresh_order_proves_a_state(wanted: SetStatus, at: MallOrder, expected: ProofState) -> None:
    step = steps(wanted, order(ship_status=0))[0]

    assert prove(at, step).state is expected


def test_a_fresh_order_proves_the_delivery_wish_however_its_hours_are_written() -> None:
    (step,) = steps(state("", "", delivery=Delivery(date(2026, 10, 9), "18:00～20:00")), order())
    changed = replace(order(), delivery=DeliveryWish("宅配便", date(2026, 10, 9), "18:00〜20:00"))

    assert prove(order(), step).state is ProofState.ABSENT
    assert prove(changed, step).state is ProofState.DONE


def test_a_number_is_proved_with_its_carrier_and_day() -> None:
    step = steps(state("", "3", YAMATO), order())[0]
    ship = "<ShipCompanyCode>{}</ShipCompanyCode><ShipInvoiceNumber1>123456789012</ShipInvoiceNumber1>"
    ship += "<ShipDate>2026-10-02</ShipDate>"

    assert prove(order(ship_status=3, ship=ship.format(1001)), step).state is ProofState.DONE
    assert prove(order(ship_status=3, ship=ship.format(1002)), step).state is ProofState.ABSENT
