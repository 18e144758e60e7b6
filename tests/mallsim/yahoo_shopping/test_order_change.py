"""Section 3.4: orderChange and orderCount."""

import pytest

from tests.mallsim.yahoo_shopping.store import Store, change, fixture, parsed, same_xml


def test_s3_4_change_sample(store: Store) -> None:
    made = store.order("tee-100")
    answer = store.xml("orderChange", fixture("change_request.xml"))
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("changed_answer.xml"))
    seen = store.info(made, "IsSeen,Notes,OrderStatus")
    assert [cell.text for cell in seen] == ["true", "hub取込済", "2"]


def test_s3_4_line_quantity_moves_stock_and_total(store: Store) -> None:
    made = store.order("tee-100", quantity=3)
    item = "<Item><LineId>1</LineId><Quantity>1</Quantity></Item>"
    assert store.xml("orderChange", change(made, order=item)).status_code == 200
    assert store.quantity("tee-100") == 9
    assert store.info(made, "TotalPrice").findtext("Detail/TotalPrice") == str(2200 + 550)


def test_s3_4_line_quantity_above_the_stock_changes_nothing(store: Store) -> None:
    made = store.order("mug-7", "tee-100")
    items = "<Item><LineId>2</LineId><Quantity>2</Quantity></Item><Item><LineId>1</LineId><Quantity>4</Quantity></Item>"
    assert store.xml("orderChange", change(made, order=items)).status_code == 400
    assert (store.quantity("mug-7"), store.quantity("tee-100")) == (2, 9)
    assert store.mall.order(made).mutations == []


@pytest.mark.parametrize(
    "order",
    [
        "<Item><Quantity>1</Quantity></Item>",
        "<Item><LineId>9</LineId><Quantity>1</Quantity></Item>",
        "<Item><LineId>1</LineId><Quantity>x</Quantity></Item>",
        "<Item><LineId>1</LineId><Quantity>1000</Quantity></Item>",
        "<OrderStatus>4</OrderStatus>",
        "<Memo>x</Memo>",
        "<Detail><Discount>-1</Discount></Detail>",
        "<Detail><TotalPrice>1</TotalPrice></Detail>",
        "<Ship><ShipRequestDate>2026-10-05</ShipRequestDate></Ship>",
        "<IsSeen>1</IsSeen>",
    ],
)
def test_s3_4_changes_of_the_wrong_form(store: Store, order: str) -> None:
    made = store.order("tee-100")
    assert store.xml("orderChange", change(made, order=order)).status_code == 400
    assert store.mall.order(made).content["IsSeen"] == "false"


def test_s3_4_dates_and_amounts(store: Store) -> None:
    made = store.order("tee-100")
    order = (
        "<Ship><ShipRequestDate>20261005</ShipRequestDate><ShipRequestTime>14:00～16:00</ShipRequestTime></Ship>"
        "<Detail><ShipCharge>0</ShipCharge><Adjustments>-100</Adjustments></Detail>"
    )
    assert store.xml("orderChange", change(made, order=order)).status_code == 200
    content = store.mall.order(made).content
    assert [content[key] for key in ("ShipRequestDate", "ShipRequestTime", "TotalPrice")] == [
        "2026-10-05",
        "14:00～16:00",
        "2100",
    ]


@pytest.mark.parametrize(("hours", "status"), [("18:00～20:00", 200), ("午前中", 200), ("18時から20時まで", 400)])
def test_s3_3_hours_of_at_most_13_bytes(store: Store, hours: str, status: int) -> None:
    made = store.order("tee-100")
    order = f"<Ship><ShipRequestTime>{hours}</ShipRequestTime></Ship>"
    assert store.xml("orderChange", change(made, order=order)).status_code == status


def test_s3_4_a_locked_order_is_shown_and_takes_no_change_until_it_is_unlocked(store: Store) -> None:
    made = store.order("tee-100")
    store.mall.act(made, "lock", {})
    refused = store.xml("orderChange", change(made, order="<Notes>x</Notes>"))
    assert (refused.status_code, "od91192" in refused.text) == (400, True)
    assert store.info(made, "OrderId").findtext("OrderId") == made
    store.mall.act(made, "unlock", {})
    assert store.xml("orderChange", change(made, order="<Notes>x</Notes>")).status_code == 200


def test_s3_4_cancelled_orders_take_no_change(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "4")
    assert store.xml("orderChange", change(made, order="<Notes>x</Notes>")).status_code == 400


def test_s3_4_last_update_time_moves_with_every_change(store: Store) -> None:
    made = store.order("tee-100")
    store.pass_time(60)
    store.xml("orderChange", change(made, order="<Notes>x</Notes>"))
    assert store.info(made, "LastUpdateTime").findtext("LastUpdateTime") == "2026-10-01T09:13:41+09:00"


@pytest.mark.parametrize("parameter", ["sellerId", "seller_id"])
def test_s3_4_order_count_sample(store: Store, parameter: str) -> None:
    store.order("tee-100")
    store.order("tee-100")
    store.order("tee-100", payment="prepaid", paid=False)
    store.order("tee-100", read_only=True)
    answer = store.get("orderCount", **{parameter: "demo-store"})
    assert answer.status_code == 200
    document = parsed(answer)
    count = document.find("Result/Count")
    assert count is not None
    members = [cell.tag for cell in count]
    assert members == [
        "NewOrder", "NewReserve", "WaitPayment", "WaitShipping", "Shipping", "Reserve", "Holding", "WaitDone",
        "Suspect", "SettleError", "Refund", "AutoDone", "AutoWorking", "Release", "NoPayNumber",
        *(f"StoreStatus{n}" for n in range(1, 11)),
    ]  # fmt: skip
    assert all((cell.text or "").isdigit() for cell in count)
    text = answer.text
    for cell in list(count)[7:]:
        text = text.replace(f"<{cell.tag}>{cell.text}</{cell.tag}>", "")
    assert same_xml(text, fixture("order_count_answer.xml"))
