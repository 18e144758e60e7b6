"""Writing back: what is planned, what is sent, and what a fresh order proves (page sections 3.6 and 3.7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, GuardRefusal, Proof, ProofState, Ship, StepPlan
from ichigen.mallkit.errors import AuthExpired, Refused, Retryable, Throttled
from ichigen.malls.amazon.client_orders import ship_date
from ichigen.malls.amazon.handles import CANCEL_REFUSED, Remaining
from ichigen.malls.amazon.translate_changes import plan, prove, split
from tests.malls.amazon import documents
from tests.malls.amazon.account import NOW, Account, RunTokens, error, said, signed_in
from tests.malls.amazon.test_orders import NUMBER, ours
from tests.malls.amazon.untimed import UNTIMED

PARCEL = Parcel("yamato", "4000-0000-0011", date(2026, 11, 22))


def steps(order: MallOrder, *parcels: Parcel) -> tuple[StepPlan, ...]:
    planned = plan(Ship(parcels), order)
    assert not isinstance(planned, GuardRefusal), planned
    return planned


def refusal(intent: Ship | Cancel, order: MallOrder) -> str:
    planned = plan(intent, order)
    assert isinstance(planned, GuardRefusal)
    assert planned.message
    return planned.code


def sent(order: MallOrder, step: StepPlan, **settings: str) -> Any:
    account = Account([said(None, 204)], settings)
    account.client().send_step(order, step)
    assert account.paths() == [f"/orders/v0/orders/{NUMBER}/shipmentConfirmation"]
    return account.body(0)


def test_a_ship_notice_as_the_mall_wants_it_section_3_6() -> None:
    order = ours(documents.order())

    assert sent(order, steps(order, PARCEL)[0]) == {
        "marketplaceId": "A1VC38T7YXB528",
        "packageDetail": {
            "packageReferenceId": "1",
            "carrierCode": "YAMATO",
            "trackingNumber": "4000-0000-0011",
            "shipDate": "2026-11-22T03:00:00.000Z",
            "orderItems": [{"orderItemId": "11111111111101", "quantity": 2}],
        },
    }


def test_cash_on_delivery_names_how_it_is_collected_section_3_6() -> None:
    order = ours(documents.order(payment={"paymentExecutions": [{"paymentMethod": "CashOnDelivery"}]}))

    assert sent(order, steps(order, PARCEL)[0])["codCollectionMethod"] == "DirectPayment"


@pytest.mark.parametrize(
    ("carrier", "settings", "code", "name"),
    [
        ("sagawa", {}, "SAGAWA", None),
        ("japan_post", {}, "JP_EXPRESS", None),
        ("seino", {}, "Seino", None),
        ("yamato", {"carrier_yamato": "YamatoTransport"}, "YamatoTransport", None),
        ("yamato", {"carrier_yamato": "Other"}, "Other", "ヤマト運輸"),
        ("fukuyama", {}, "Other", "福山通運"),
        ("unheard-of", {}, "Other", "その他"),
    ],
)
def test_carriers_go_by_a_table_that_the_shop_can_change_section_3_6(
    carrier: str, settings: dict[str, str], code: str, name: str | None
) -> None:
    order = ours(documents.order())

    detail = sent(order, steps(order, Parcel(carrier, "1"))[0], **settings)["packageDetail"]

    assert (detail["carrierCode"], detail.get("carrierName")) == (code, name)


def test_several_parcels_are_calls_of_their_own_with_units_of_their_own_section_3_6() -> None:
    order = ours(documents.order(orderItems=[documents.item(), documents.item(orderItemId="2")]))

    planned = steps(order, PARCEL, Parcel("sagawa", "22"), Parcel("sagawa", "33"))

    assert [(step.payload["packageReferenceId"], step.payload["orderItems"]) for step in planned] == [
        ("1", [{"orderItemId": "11111111111101", "quantity": 2}]),
        ("2", [{"orderItemId": "2", "quantity": 1}]),
        ("3", [{"orderItemId": "2", "quantity": 1}]),
    ]


def test_more_parcels_than_units_name_the_numbers_that_cannot_be_told() -> None:
    one = documents.item(quantityOrdered=1, fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": 1})
    order = ours(documents.order(orderItems=[one]))

    planned = steps(order, Parcel("sagawa", "22"), Parcel("sagawa", "33"))

    assert [step.label for step in planned] == ["出荷通知を送る(22)(Amazonに登録できない番号: 33)"]


@UNTIMED
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 9))
def test_a_split_loses_no_unit_and_leaves_no_parcel_empty(units: list[int], parcels: int) -> None:
    items = [Remaining(str(at), count) for at, count in enumerate(units)]

    shares = split(items, parcels)

    assert len(shares) == min(parcels, sum(units))
    assert all(share for share in shares)
    assert {item.item_id: sum(i.units for s in shares for i in s if i.item_id == item.item_id) for item in items} == {
        item.item_id: item.units for item in items
    }


def test_the_rest_of_a_partly_shipped_order_gets_a_number_of_its_own_section_3_6() -> None:
    left = documents.item(quantityOrdered=3, fulfillment={"quantityFulfilled": 2, "quantityUnfulfilled": 1})
    order = ours(documents.order("PARTIALLY_SHIPPED", orderItems=[left], packages=[documents.package("7")]))

    again = steps(order, PARCEL, Parcel("sagawa", "22"))

    assert [(s.payload["packageReferenceId"], s.payload["trackingNumber"], s.payload["orderItems"]) for s in again] == [
        ("8", "22", [{"orderItemId": "11111111111101", "quantity": 1}])
    ]


def test_a_number_that_staff_used_by_hand_meanwhile_is_not_used_again_section_3_6() -> None:
    """The same number again edits that parcel: the number is chosen from the order as it is when the step is sent."""
    step = steps(ours(documents.order(orderItems=[documents.item(quantityOrdered=3)])), Parcel("sagawa", "22"))[0]
    left = documents.item(quantityOrdered=4, fulfillment={"quantityFulfilled": 2, "quantityUnfulfilled": 2})
    by_hand = documents.order("PARTIALLY_SHIPPED", orderItems=[left], packages=[documents.package("1", "77")])

    assert step.payload["packageReferenceId"] == "1"
    assert sent(ours(by_hand), step)["packageDetail"]["packageReferenceId"] == "2"


def test_a_number_of_a_parcel_that_was_taken_back_is_not_used_again_either() -> None:
    step = steps(ours(documents.order()), Parcel("sagawa", "22"))[0]
    gone = documents.package("1", "77") | {"packageStatus": {"status": "CANCELLED"}}

    assert sent(ours(documents.order(packages=[gone])), step)["packageDetail"]["packageReferenceId"] == "2"


def test_where_staff_sent_everything_by_hand_meanwhile_a_person_is_asked_and_nothing_is_overwritten() -> None:
    step = steps(ours(documents.order()), Parcel("sagawa", "22"))[0]
    shipped = documents.item(fulfillment={"quantityFulfilled": 2, "quantityUnfulfilled": 0})
    by_hand = ours(documents.order("SHIPPED", orderItems=[shipped], packages=[documents.package("1", "77")]))
    account = Account()

    with pytest.raises(Refused) as caught:
        account.client().send_step(by_hand, step)

    assert (caught.value.code, account.asked) == ("shipped_by_hand", [])


def test_our_own_parcel_without_a_carrier_is_edited_under_its_number_section_3_6() -> None:
    """Retried after the shop mended the spelling of the carrier."""
    step = steps(ours(documents.order()), PARCEL)[0]
    shipped = documents.item(fulfillment={"quantityFulfilled": 2, "quantityUnfulfilled": 0})
    packages = [documents.package("1", "77"), documents.package("5", carrier="")]

    again = sent(ours(documents.order("SHIPPED", orderItems=[shipped], packages=packages)), step)

    assert again["packageDetail"]["packageReferenceId"] == "5"


def test_what_the_mall_shows_already_is_not_told_again() -> None:
    order = ours(documents.order("SHIPPED", packages=[documents.package()]))

    assert steps(order, PARCEL) == ()


def test_what_cannot_be_shipped_is_refused_with_a_reason() -> None:
    shipped = documents.item(fulfillment={"quantityFulfilled": 2, "quantityUnfulfilled": 0})
    elsewhere = ours(documents.order("SHIPPED", orderItems=[shipped], packages=[documents.package(number="9")]))

    assert refusal(Ship(()), ours(documents.order())) == "no_parcel"
    assert refusal(Ship((Parcel("yamato", " "),)), ours(documents.order())) == "tracking_number_missing"
    assert refusal(Ship((PARCEL,)), elsewhere) == "already_shipped"
    assert refusal(Ship((PARCEL,)), ours(documents.pending())) == "payment_due"
    assert refusal(Ship((PARCEL,)), ours(documents.order("CANCELLED"))) == "order_cancelled"


def test_a_held_order_is_not_sent_even_where_it_was_planned_before() -> None:
    step = steps(ours(documents.order()), PARCEL)[0]
    wish = {"cancellationRequest": {"requester": "BUYER"}}
    held = ours(documents.order(orderItems=[documents.item(cancellation=wish)]))
    account = Account()

    with pytest.raises(Refused) as caught:
        account.client().send_step(held, step)

    assert (caught.value.code, account.asked) == ("held_by_mall", [])


@pytest.mark.parametrize(
    ("packages", "state"),
    [
        ([], ProofState.ABSENT),
        ([documents.package()], ProofState.DONE),
        ([documents.package("9", "400000000011", "Sagawa")], ProofState.DONE),
        ([documents.package(carrier="")], ProofState.ABSENT),
        ([documents.package(number="5")], ProofState.ABSENT),
    ],
)
def test_only_a_parcel_with_a_carrier_proves_a_ship_notice_trap_3(
    packages: list[dict[str, Any]], state: ProofState
) -> None:
    step = steps(ours(documents.order()), PARCEL)[0]

    proof = prove(ours(documents.order("SHIPPED", packages=packages)), step)

    assert proof.state is state
    assert proof.seen["status"] == "SHIPPED"


def test_a_ship_notice_for_a_cancelled_order_is_impossible() -> None:
    step = steps(ours(documents.order()), PARCEL)[0]

    assert prove(ours(documents.order("CANCELLED")), step).state is ProofState.IMPOSSIBLE


@pytest.mark.parametrize(
    ("day", "now", "expected"),
    [
        ("2026-11-22", datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 22, 3, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, 1, 30, tzinfo=UTC), datetime(2026, 11, 22, 1, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 22, 1, 0, 1, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ("", datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)),
    ],
)
def test_the_moment_of_shipping_is_noon_of_its_day_but_not_before_the_order(
    day: str, now: datetime, expected: datetime
) -> None:
    assert ship_date(day, datetime(2026, 11, 22, 1, tzinfo=UTC), now) == expected


def test_what_is_ordered_and_shipped_in_one_afternoon_is_shipped_after_the_order() -> None:
    ordered = datetime(2026, 11, 22, 5, 0, 0, 123_000, tzinfo=UTC)  # told without its last digits

    assert ship_date("2026-11-22", ordered, ordered + timedelta(hours=1)) == ordered + timedelta(seconds=1)
    assert ship_date("2026-11-22", ordered, ordered + timedelta(milliseconds=400)) == ordered + timedelta(
        milliseconds=400
    )


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said(None, 200), Retryable),
        (error(400, "InvalidInput", "quantity too large"), Refused),
        (error(429, "QuotaExceeded"), Throttled),
        (error(403, "Unauthorized"), AuthExpired),
    ],
)
def test_what_is_no_204_is_not_accepted(answer: Any, kind: type[Exception]) -> None:
    order = ours(documents.order())

    with pytest.raises(kind):
        Account([answer]).client().send_step(order, steps(order, PARCEL)[0])


def test_a_cancel_goes_by_the_acknowledgement_feed_section_3_7() -> None:
    order = ours(documents.order(orderItems=[documents.item(), documents.item(orderItemId="2")]))
    planned = plan(Cancel(CancelReason.OUT_OF_STOCK), order)
    assert isinstance(planned, tuple)
    account = Account([_place(), said(None), said({"feedId": "f-9"}, 202)])

    account.client().send_step(order, planned[0])

    assert account.paths() == ["/feeds/2021-06-30/documents", "/up", "/feeds/2021-06-30/feeds"]
    assert account.asked[1].content.decode() == (
        "order-id\tcancellation-reason-code\tamazon-order-item-code\r\n"
        f"{NUMBER}\tNoInventory\t11111111111101\r\n"
        f"{NUMBER}\tNoInventory\t2\r\n"
    )
    assert account.body(2) == {
        "feedType": "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
        "marketplaceIds": ["A1VC38T7YXB528"],
        "inputFeedDocumentId": "d-1",
    }


def test_a_cancel_by_call_is_used_only_where_the_account_says_so_section_3_7() -> None:
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    account = Account([said(None, 202)], {"cancel_by_call": "API"})

    account.client().send_step(order, planned[0])

    assert account.asked[0].method == "PUT"
    assert account.paths() == [f"/orders/2026-01-01/orders/{NUMBER}/cancellation"]
    assert account.body(0) == {"cancelReasonCode": "BUYER_CANCELLED"}


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        ("CANCELLED", CancelReason.BUYER, "order_cancelled"),
        ("PENDING", CancelReason.UNPAID, "order_pending"),
        ("PENDING_AVAILABILITY", CancelReason.BUYER, "order_pending"),
        ("PARTIALLY_SHIPPED", CancelReason.BUYER, "partially_shipped"),
        ("SHIPPED", CancelReason.BUYER, "shipped"),
        ("SOMETHING_NEW", CancelReason.BUYER, "state_unknown"),
        ("UNSHIPPED", CancelReason.UNPAID, "cancel_reason"),
        ("UNSHIPPED", CancelReason.OTHER, "cancel_reason"),
    ],
)
def test_where_a_cancel_is_not_safe_a_person_is_told_what_to_do(status: str, reason: CancelReason, code: str) -> None:
    assert refusal(Cancel(reason), ours(documents.order(status))) == code


def test_an_order_whose_buyer_wants_it_cancelled_can_be_cancelled() -> None:
    wish = {"cancellationRequest": {"requester": "BUYER"}}
    held = ours(documents.order(orderItems=[documents.item(cancellation=wish)]))

    assert isinstance(plan(Cancel(CancelReason.BUYER), held), tuple)


def test_the_report_of_a_refused_cancel_is_the_reason_section_3_7() -> None:
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    report = b"original-record-number\terror-code\terror-type\terror-message\n1\t18028\tError\tOrder is shipped\n"
    account = Account(
        [
            *(_place(), said(None), said({"feedId": "f-9"}, 202)),
            *(said({"order": documents.order()}), said(_feed("IN_PROGRESS"))),
            *(said({"order": documents.order()}), said(_feed("DONE", "r-1")), said(_address()), _text(report)),
            said({"order": documents.order()}),
            said({"order": documents.order()}),
        ]
    )
    client = account.client()

    client.send_step(order, planned[0])
    proofs = [prove_again(account, planned[0]) for _ in range(3)]
    account.now += timedelta(minutes=16)
    proofs.append(prove_again(account, planned[0]))

    assert [proof.state for proof in proofs] == [
        ProofState.ABSENT,
        ProofState.IMPOSSIBLE,
        ProofState.IMPOSSIBLE,
        ProofState.ABSENT,
    ]
    assert "Order is shipped" in proofs[1].reason
    assert account.answers == []


@pytest.mark.parametrize(
    ("charset", "content_type"),
    [
        ("cp932", "text/plain; charset=Shift_JIS"),
        ("cp932", 'text/plain;charset="windows-31j"'),
        ("cp932", "text/plain"),
        ("cp932", "text/plain; charset=UTF-8"),
        ("utf-8", "text/plain; charset=UTF-8"),
        ("utf-8", "text/plain; charset=no-such"),
    ],
)
def test_the_report_of_a_cancel_is_read_in_the_characters_it_was_written_in_section_6(
    charset: str, content_type: str
) -> None:
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    report = "レコード番号\tエラーコード\tエラータイプ\tエラーメッセージ\n1\t18028\tエラー\t注文①は出荷済みです\n"
    written = httpx2.Response(200, content=report.encode(charset), headers={"content-type": content_type})
    account = Account([_place(), said(None), said({"feedId": "f-9"}, 202), said({"order": documents.order()})])
    account.answers += [said(_feed("DONE", "r-1")), said(_address()), written]
    account.client().send_step(order, planned[0])

    proof = prove_again(account, planned[0])

    assert (proof.state, proof.seen["refused"]) == (ProofState.IMPOSSIBLE, "注文①は出荷済みです")


def test_a_refused_cancel_is_sent_again_as_soon_as_a_person_asks_for_it_section_3_7() -> None:
    """Its outcome is known, and what became of the first feed says nothing of the next."""
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    refusing = [said({"order": documents.order()}), said(_feed("FATAL"))]
    account = Account([_place(), said(None), said({"feedId": "f-8"}, 202), *refusing])
    account.client().send_step(order, planned[0])
    assert prove_again(account, planned[0]).state is ProofState.IMPOSSIBLE

    account.answers = [said({"order": documents.order()}), _place(), said(None), said({"feedId": "f-9"}, 202)]
    before = prove_again(account, replace(planned[0], unsent=True))
    account.client().send_step(order, planned[0])
    account.answers = [said({"order": documents.order()}), said(_feed("IN_QUEUE"))]
    after = prove_again(account, planned[0])

    assert (before.state, after.state) == (ProofState.ABSENT, ProofState.ABSENT)
    assert account.paths()[-1] == "/feeds/2021-06-30/feeds/f-9"


def test_two_runs_that_know_nothing_of_each_other_lose_no_cancel_section_3_7() -> None:
    """A run reads the tokens that stood when it began; here both began before either handed in its feed."""
    shared = signed_in()
    cancels = []
    for number, feed in (("250-0000001-0000001", "f-1"), ("250-0000002-0000002", "f-2")):
        order = ours(documents.order(orderId=number))
        planned = plan(Cancel(CancelReason.BUYER), order)
        assert isinstance(planned, tuple)
        account = Account([_place(), said(None), said({"feedId": feed}, 202)], tokens=RunTokens(shared))
        cancels.append((account, order, planned[0]))
    for account, order, step in cancels:
        account.client().send_step(order, step)

    told = []
    for _, order, step in cancels:
        shown = said({"order": documents.order(orderId=order.number)})
        later = Account([shown, said(_feed("FATAL"))], tokens=RunTokens(shared))
        told.append(prove(later.client().fetch_orders([order.number]).orders[0], step).seen["refused"])

    assert told == ["FATAL", "FATAL"]


def test_a_cancelled_order_proves_the_cancel_and_asks_for_no_report() -> None:
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    answers = [_place(), said(None), said({"feedId": "f-9"}, 202), said({"order": documents.order("CANCELLED")})]
    account = Account(answers)
    account.client().send_step(order, planned[0])

    assert prove_again(account, planned[0]).state is ProofState.DONE


def test_a_report_that_cannot_be_read_now_leaves_the_order_readable() -> None:
    order = ours(documents.order())
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)
    answers = [_place(), said(None), said({"feedId": "f-9"}, 202), said({"order": documents.order()})]
    account = Account([*answers, error(429, "QuotaExceeded")])
    account.client().send_step(order, planned[0])

    proof = prove_again(account, planned[0])

    assert (proof.state, proof.seen) == (ProofState.ABSENT, {"status": "UNSHIPPED", "refused": ""})


def test_an_order_shipped_meanwhile_cannot_be_cancelled() -> None:
    planned = plan(Cancel(CancelReason.BUYER), ours(documents.order()))
    assert isinstance(planned, tuple)

    assert prove(ours(documents.order("SHIPPED")), planned[0]).state is ProofState.IMPOSSIBLE


def test_the_mall_knows_no_confirmation() -> None:
    order = ours(documents.order())

    assert plan(Confirm(), order) == ()
    assert not order.confirmable
    assert CANCEL_REFUSED not in order.handles


def prove_again(account: Account, step: StepPlan) -> Proof:
    return prove(account.client().fetch_orders([NUMBER]).orders[0], step)


def _place() -> Any:
    return said({"feedDocumentId": "d-1", "url": "http://127.0.0.1:9/up?signature=x"}, 201)


def _address() -> dict[str, str]:
    return {"feedDocumentId": "r-1", "url": "http://127.0.0.1:9/down"}


def _feed(status: str, result: str = "") -> dict[str, str]:
    found = {"feedId": "f-9", "feedType": "X", "createdTime": NOW.isoformat(), "processingStatus": status}
    return found | ({"resultFeedDocumentId": result} if result else {})


def _text(content: bytes) -> Any:
    return httpx2.Response(200, content=content, headers={"content-type": "text/plain"})
