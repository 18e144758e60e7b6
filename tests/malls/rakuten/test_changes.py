"""Our change as their request, and its proof (sections 2.4, 2.5, 2.7)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, GuardRefusal, Intent, ProofState, Ship, StepPlan
from ichigen.malls.rakuten.baskets import Basket, Row, Wanted, is_shipped_as, shipping_request
from ichigen.malls.rakuten.translate_changes import plan, prove, rebased
from tests.malls.rakuten import documents
from tests.malls.rakuten.test_orders import translated

PARCEL = Parcel(Carrier.YAMATO, "400000000011", date(2026, 4, 2))
SENT = {"deliveryCompany": "1001", "shippingNumber": "400000000011", "shippingDate": "2026-04-02"}


def _order(progress: int = 300, *rows: dict[str, Any], **changes: Any) -> MallOrder:
    return translated(progress, **({"PackageModelList": [documents.package(ShippingModelList=list(rows))]} | changes))


def _step(intent: Intent, order: MallOrder) -> StepPlan:
    planned = plan(intent, order)
    assert isinstance(planned, tuple)
    (step,) = planned
    return step


def _code(intent: Intent, order: MallOrder) -> str:
    refusal = plan(intent, order)
    assert isinstance(refusal, GuardRefusal)
    assert refusal.message
    return refusal.code


def _rows(step: StepPlan) -> Any:
    baskets: Any = step.payload["BasketidModelList"]
    return [basket["ShippingModelList"] for basket in baskets]


def test_confirm_is_one_request() -> None:
    step = _step(Confirm(), _order(100))
    assert (step.kind, step.payload) == ("confirm", {"orderNumberList": [documents.NUMBER]})


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (_order(300), "already_confirmed"),
        (_order(900), "order_cancelled"),
        (_order(100, postagePrice=-9999), "postage_undetermined"),
    ],
)
def test_confirm_is_refused(order: MallOrder, code: str) -> None:
    assert _code(Confirm(), order) == code


def test_a_first_ship_notice_adds_a_row() -> None:
    step = _step(Ship((PARCEL,)), _order())
    assert step.payload == {
        "orderNumber": documents.NUMBER,
        "BasketidModelList": [{"basketId": 20000001, "ShippingModelList": [SENT]}],
    }


def test_every_package_gets_the_parcels() -> None:
    packages = [documents.package(20000001), documents.package(20000002)]
    step = _step(Ship((PARCEL,)), translated(PackageModelList=packages))
    assert _rows(step) == [[SENT], [SENT]]


def test_a_blank_row_is_filled_and_a_second_one_deleted() -> None:
    """Trap 8."""
    step = _step(Ship((PARCEL,)), _order(300, documents.shipping_row(7), documents.shipping_row(8, "1002")))
    assert _rows(step) == [[{"shippingDetailId": 7} | SENT, {"shippingDetailId": 8, "shippingDeleteFlag": 1}]]


def test_the_same_parcel_keeps_its_row() -> None:
    step = _step(
        Ship((PARCEL,)),
        _order(
            300,
            documents.shipping_row(7),
            documents.shipping_row(8, "1001", "400000000011", "2026-04-02"),
        ),
    )
    assert _rows(step) == [[{"shippingDetailId": 8} | SENT, {"shippingDetailId": 7, "shippingDeleteFlag": 1}]]


def test_a_resend_is_laid_over_the_rows_of_now() -> None:
    """A planned addition becomes an update where the row has appeared meanwhile."""
    step = _step(Ship((PARCEL,)), _order())
    later = _order(300, documents.shipping_row(9, "1001", "400000000011", "2026-04-02"))
    assert _rows(rebased(later, step)) == [[{"shippingDetailId": 9} | SENT]]


def test_a_parcel_without_number_goes_as_other_carrier() -> None:
    """Section 2.5, completion rule: only その他 is complete without a number."""
    step = _step(Ship((Parcel(Carrier.JAPAN_POST, "", date(2026, 4, 2), "定形外"),)), _order())
    assert _rows(step) == [[{"deliveryCompany": "1000", "shippingDate": "2026-04-02"}]]


@pytest.mark.parametrize(
    ("order", "parcels", "code"),
    [
        (_order(100), (PARCEL,), "not_confirmed"),
        (_order(200), (PARCEL,), "held_by_mall"),
        (_order(400), (PARCEL,), "held_by_mall"),
        (_order(900), (PARCEL,), "order_cancelled"),
        (_order(300, rakutenConfirmFlag=1), (PARCEL,), "held_by_mall"),
        (_order(), (), "no_parcel"),
        (_order(), (PARCEL,) * 21, "too_many_parcels"),
        (_order(), (Parcel(Carrier.YAMATO, "1"),), "ship_date_missing"),
        (_order(), (Parcel(Carrier.YAMATO, "1" * 121, date(2026, 4, 2)),), "number_too_long"),
        (translated(PackageModelList=[]), (PARCEL,), "no_package"),
    ],
)
def test_shipping_is_refused(order: MallOrder, parcels: tuple[Parcel, ...], code: str) -> None:
    assert _code(Ship(parcels), order) == code


@pytest.mark.parametrize(
    ("progress", "kind"),
    [
        (100, "cancel"),
        (200, "cancel"),
        (300, "cancel"),
        (500, "cancel_after_shipping"),
        (600, "cancel_after_shipping"),
        (700, "cancel_after_shipping"),
    ],
)
def test_cancel_goes_by_state(progress: int, kind: str) -> None:
    """Section 2.7."""
    assert _step(Cancel(CancelReason.BUYER), _order(progress)).kind == kind


@pytest.mark.parametrize(
    ("progress", "code"),
    [(400, "change_pending"), (800, "cancel_pending"), (900, "order_cancelled"), (950, "unknown_state")],
)
def test_cancel_is_refused(progress: int, code: str) -> None:
    assert _code(Cancel(CancelReason.BUYER), _order(progress)) == code


@pytest.mark.parametrize(
    ("cancel", "restore", "reason"),
    [
        (Cancel(CancelReason.BUYER), 2, 1),
        (Cancel(CancelReason.UNPAID, restock=True), 1, 4),
        (Cancel(CancelReason.ADDRESS), 2, 6),
        (Cancel(CancelReason.OUT_OF_STOCK), 2, 8),
        (Cancel(CancelReason.OTHER), 2, 10),
    ],
)
def test_cancel_says_reason_and_restock(cancel: Cancel, restore: int, reason: int) -> None:
    assert _step(cancel, _order()).payload == {
        "orderNumber": documents.NUMBER,
        "inventoryRestoreType": restore,
        "changeReasonDetailApply": reason,
    }


DONE, ABSENT, IMPOSSIBLE = ProofState.DONE, ProofState.ABSENT, ProofState.IMPOSSIBLE
COMPLETE = documents.shipping_row(9, "1001", "400000000011", "2026-04-02")


@pytest.mark.parametrize(
    ("intent", "planned_at", "seen", "state"),
    [
        (Confirm(), _order(100), _order(100), ABSENT),
        (Confirm(), _order(100), _order(200), DONE),
        (Confirm(), _order(100), _order(300), DONE),
        (Confirm(), _order(100), _order(900), IMPOSSIBLE),
        (Ship((PARCEL,)), _order(), _order(), ABSENT),
        (Ship((PARCEL,)), _order(), _order(500, COMPLETE), DONE),
        (Ship((PARCEL,)), _order(), _order(300, COMPLETE, documents.shipping_row(7)), ABSENT),
        (Ship((PARCEL,)), _order(), _order(300, documents.shipping_row(9, "1001", "400000000011")), ABSENT),
        (Ship((PARCEL,)), _order(), _order(300, documents.shipping_row(9, "1002", "4", "2026-04-02")), ABSENT),
        (Ship((PARCEL,)), _order(), _order(300, COMPLETE, COMPLETE | {"shippingDetailId": 10}), ABSENT),
        (Ship((PARCEL,)), _order(), _order(900), IMPOSSIBLE),
        (Cancel(CancelReason.BUYER), _order(), _order(300), ABSENT),
        (Cancel(CancelReason.BUYER), _order(), _order(800), DONE),
        (Cancel(CancelReason.BUYER), _order(), _order(900), DONE),
        (Cancel(CancelReason.BUYER), _order(), _order(500), IMPOSSIBLE),
        (Cancel(CancelReason.BUYER), _order(500), _order(500), ABSENT),
        (Cancel(CancelReason.BUYER), _order(500), _order(900), DONE),
    ],
)
def test_proofs(intent: Intent, planned_at: MallOrder, seen: MallOrder, state: ProofState) -> None:
    proof = prove(seen, _step(intent, planned_at))
    assert proof.state is state
    assert bool(proof.reason) is (state is IMPOSSIBLE)


_COMPANIES = st.sampled_from(["", "1000", "1001", "1002"])
_NUMBERS = st.sampled_from(["", "1", "2"])
_DAYS = st.sampled_from(["", "2026-04-02"])
_EXISTING = st.lists(st.tuples(_COMPANIES, _NUMBERS, _DAYS), max_size=4)
_WANTED = st.lists(
    st.builds(Wanted, st.just("1001"), st.sampled_from(["1", "2", "3"]), st.just("2026-04-02")), min_size=1
)


@given(_EXISTING, _WANTED)
def test_after_the_request_every_package_is_as_wanted(
    existing: list[tuple[str, str, str]], wished: list[Wanted]
) -> None:
    """Whatever rows a person left there: by the rules of section 2.5 the proof then holds, and a resend adds none."""
    wanted = tuple(dict.fromkeys(wished))
    before = Basket(1, tuple(Row(n, *row) for n, row in enumerate(existing, start=1)))
    after = _applied(before, shipping_request("n", [before], wanted))
    assert len(_applied(after, shipping_request("n", [after], wanted)).rows) == len(after.rows)
    assert is_shipped_as([after], wanted)


def _applied(basket: Basket, request: Any) -> Basket:
    """The rows after a request: an id updates or deletes its row, no id adds one (section 2.5)."""
    rows = {row.detail_id: row for row in basket.rows}
    for sent in request["BasketidModelList"][0]["ShippingModelList"]:
        detail_id = sent.get("shippingDetailId", max(rows, default=0) + 1)
        if sent.get("shippingDeleteFlag"):
            del rows[detail_id]
        else:
            number = sent.get("shippingNumber", "")
            rows[detail_id] = Row(detail_id, sent["deliveryCompany"], number, sent["shippingDate"])
    return Basket(basket.basket_id, tuple(rows.values()))


@pytest.mark.parametrize("progress", [500, 600, 700])
def test_a_cancel_planned_before_shipping_is_impossible_once_it_was_shipped(progress: int) -> None:
    step = _step(Cancel(CancelReason.BUYER), _order(300))

    assert prove(_order(progress), step).state is ProofState.IMPOSSIBLE
    assert prove(_order(400), step).state is ProofState.IMPOSSIBLE
