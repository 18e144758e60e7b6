"""Section 4: fulfilment orders and fulfilments."""

from typing import Any

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import Store, order_id
from tests.mallsim.town import Town

YAMATO = {
    "company": "Yamato (JA)",
    "number": "123456789012",
    "url": "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01=123456789012",
}


def part(fo: dict[str, Any], *quantities: int) -> dict[str, Any]:
    """One entry of lineItemsByFulfillmentOrder; without quantities everything."""
    given: dict[str, Any] = {"fulfillmentOrderId": fo["id"]}
    if quantities:
        lines = zip(fo["lineItems"]["nodes"], quantities, strict=True)
        given["fulfillmentOrderLineItems"] = [{"id": line["id"], "quantity": quantity} for line, quantity in lines]
    return given


def test_s4_what_is_to_ship(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 2), ("MUG-7", 1))
    fo = store.fulfilment_orders(number)[0]
    assert (fo["status"], fo["requestStatus"], fo["fulfillBy"]) == ("OPEN", "UNSUBMITTED", None)
    assert fo["assignedLocation"]["name"] == "本店倉庫"
    assert {"action": "CREATE_FULFILLMENT"} in fo["supportedActions"]
    rows = [(row["sku"], row["totalQuantity"], row["remainingQuantity"]) for row in fo["lineItems"]["nodes"]]
    assert rows == [("TEE-W-M", 2, 2), ("MUG-7", 1, 1)]
    ids = [line["id"] for line in store.order(number)["lineItems"]["nodes"]]
    assert [row["lineItem"]["id"] for row in fo["lineItems"]["nodes"]] == ids


def test_s4_shipping_everything_closes_order_and_fulfilment_order(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 2))
    fo = store.fulfilment_orders(number)[0]
    payload = store.ship(part(fo, 2), trackingInfo=YAMATO, notifyCustomer=True)
    assert payload["userErrors"] == []
    assert payload["fulfillment"]["status"] == "SUCCESS"
    assert payload["fulfillment"]["trackingInfo"] == [YAMATO]
    assert store.fulfilment_orders(number) == []
    order = store.order(number)
    assert (order["displayFulfillmentStatus"], order["closedAt"]) == ("FULFILLED", "2026-04-01T03:00:00Z")
    assert order["fulfillments"][0]["name"] == "#1001-F1"
    seen = town.order(number)
    assert [(one["carrier"], one["number"], one["date"]) for one in seen["parcels"]] == [
        ("Yamato (JA)", "123456789012", "2026-04-01")
    ]
    assert [mail["kind"] for mail in seen["mails"]] == ["ordered", "shipped"]
    assert seen["open"] is False
    assert store.numbers("TEE-W-M") == {"available": 8, "on_hand": 8, "committed": 0}


def test_s4_without_notify_customer_no_mail_goes(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 1))
    store.ship(part(store.fulfilment_orders(number)[0]))
    assert [mail["kind"] for mail in town.order(number)["mails"]] == ["ordered"]


def test_s4_a_closed_fulfilment_order_is_refused_in_the_recorded_words(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 1))
    fo = store.fulfilment_orders(number)[0]
    store.ship(part(fo))
    again = store.ship(part(fo))
    id = fo["id"].rpartition("/")[2]
    message = f"Fulfillment order {id} has an unfulfillable status= closed."
    assert again == {"fulfillment": None, "userErrors": [{"field": ["fulfillment"], "message": message}]}
    assert len(town.order(number)["parcels"]) == 1


def test_s4_a_partial_shipment_leaves_the_rest_in_progress(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 3))
    fo = store.fulfilment_orders(number)[0]
    store.ship(part(fo, 1), trackingInfo=YAMATO)
    rest = store.fulfilment_orders(number)[0]
    assert (rest["id"], rest["status"]) == (fo["id"], "IN_PROGRESS")
    assert [(row["totalQuantity"], row["remainingQuantity"]) for row in rest["lineItems"]["nodes"]] == [(3, 2)]
    order = store.order(number)
    assert order["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert order["lineItems"]["nodes"][0]["unfulfilledQuantity"] == 2
    assert store.numbers("TEE-W-M") == {"available": 7, "on_hand": 9, "committed": 2}


def test_s4_it_is_not_idempotent_a_resend_makes_a_second_fulfilment(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 3))
    fo = store.fulfilment_orders(number)[0]
    for _ in range(2):
        assert store.ship(part(fo, 1), trackingInfo=YAMATO, notifyCustomer=True)["userErrors"] == []
    seen = town.order(number)
    assert [parcel["number"] for parcel in seen["parcels"]] == ["123456789012", "123456789012"]
    assert [mail["kind"] for mail in seen["mails"]] == ["ordered", "shipped", "shipped"]


@pytest.mark.parametrize(
    ("quantity", "message", "field"),
    [
        (4, "Invalid fulfillment order line item quantity requested.", ["fulfillment"]),
        (
            0,
            "Quantity must be greater than 0",
            ["fulfillment", "lineItemsByFulfillmentOrder", "0", "fulfillmentOrderLineItems", "0", "quantity"],
        ),
    ],
)
def test_s4_wrong_quantities(town: Town, store: Store, quantity: int, message: str, field: list[str]) -> None:
    fo = store.fulfilment_orders(town.buy(("TEE-W-M", 3)))[0]
    assert store.ship(part(fo, quantity))["userErrors"] == [{"field": field, "message": message}]


def test_trap_09_order_line_ids_are_no_fulfilment_order_line_ids(town: Town, store: Store) -> None:
    number = town.buy(("TEE-W-M", 1))
    fo = store.fulfilment_orders(number)[0]
    line = fo["lineItems"]["nodes"][0]["lineItem"]["id"]
    given = {"fulfillmentOrderId": fo["id"], "fulfillmentOrderLineItems": [{"id": line, "quantity": 1}]}
    answer = store.run(documents.SHIP, fulfillment={"lineItemsByFulfillmentOrder": [given]})
    assert answer["errors"][0]["message"] == f"Invalid id: {line}"
    same_number = line.replace("LineItem", "FulfillmentOrderLineItem")
    given = {"fulfillmentOrderId": fo["id"], "fulfillmentOrderLineItems": [{"id": same_number, "quantity": 1}]}
    message = "Invalid fulfillment order line item quantity requested."
    assert store.ship(given)["userErrors"] == [{"field": ["fulfillment"], "message": message}]


def test_trap_09_a_move_to_another_place_changes_the_ids(town: Town, store: Store) -> None:
    town.put("TEE-W-M", quantities={"大阪倉庫": 5})
    number = town.buy(("TEE-W-M", 1))
    before = store.fulfilment_orders(number)[0]
    town.act(number, "move", location="大阪倉庫")
    after = store.fulfilment_orders(number)[0]
    assert after["assignedLocation"]["name"] == "大阪倉庫"
    assert after["id"] != before["id"]
    assert "unfulfillable status= closed" in store.ship(part(before))["userErrors"][0]["message"]
    assert [store.numbers("TEE-W-M", place)["available"] for place in (0, 1)] == [10, 4]


def test_s4_an_unknown_fulfilment_order(store: Store) -> None:
    payload = store.ship({"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"})
    assert payload["userErrors"] == [{"field": ["fulfillment"], "message": "Fulfillment order does not exist."}]


def test_s4_one_order_over_two_places_is_two_fulfilment_orders_and_two_calls(town: Town, store: Store) -> None:
    town.put("TEE-W-M", quantity=1, quantities={"大阪倉庫": 5})
    number = town.buy(("TEE-W-M", 3))
    fos = store.fulfilment_orders(number)
    shown = [(fo["assignedLocation"]["name"], fo["lineItems"]["nodes"][0]["totalQuantity"]) for fo in fos]
    assert shown == [("本店倉庫", 1), ("大阪倉庫", 2)]
    together = store.ship(part(fos[0]), part(fos[1]))
    assert together["fulfillment"] is None
    assert together["userErrors"][0]["message"] == (
        "All fulfillment orders must belong to the same order and location."
    )
    assert store.ship(part(fos[0]))["userErrors"] == []
    assert store.order(number)["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert store.ship(part(fos[1]))["userErrors"] == []
    assert store.order(number)["displayFulfillmentStatus"] == "FULFILLED"


def test_s4_two_orders_in_one_call_are_refused(town: Town, store: Store) -> None:
    fos = [store.fulfilment_orders(town.buy(("MUG-7", 1)))[0] for _ in range(2)]
    assert store.ship(*map(part, fos))["fulfillment"] is None


def test_s4_a_held_order_cannot_be_shipped_until_it_is_released(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1), hold=True)
    fo = store.fulfilment_orders(number)[0]
    assert fo["status"] == "ON_HOLD"
    assert {"action": "CREATE_FULFILLMENT"} not in fo["supportedActions"]
    assert store.order(number)["displayFulfillmentStatus"] == "ON_HOLD"
    assert store.ship(part(fo))["userErrors"][0]["message"].endswith("has an unfulfillable status= on_hold.")
    town.act(number, "release")
    assert store.ship(part(fo))["userErrors"] == []


def test_s4_hold_and_release_through_the_api(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    fo = store.fulfilment_orders(number)[0]
    hold = """mutation($id: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: AWAITING_PAYMENT}) {
      fulfillmentHold { reason } fulfillmentOrder { status } userErrors { field message code } } }"""
    release = """mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) {
      fulfillmentOrder { status } userErrors { field message code } } }"""
    assert store.data(hold, id=fo["id"])["fulfillmentOrderHold"] == {
        "fulfillmentHold": {"reason": "AWAITING_PAYMENT"},
        "fulfillmentOrder": {"status": "ON_HOLD"},
        "userErrors": [],
    }
    assert store.data(release, id=fo["id"])["fulfillmentOrderReleaseHold"]["fulfillmentOrder"] == {"status": "OPEN"}
    unknown = store.data(release, id="gid://shopify/FulfillmentOrder/1")["fulfillmentOrderReleaseHold"]
    assert unknown["userErrors"][0]["code"] == "FULFILLMENT_ORDER_NOT_FOUND"


def test_s4_several_parcels_in_one_fulfilment(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2))
    tracking = {"company": "Sagawa (JA)", "numbers": ["500000000001", "500000000002"]}
    payload = store.ship(part(store.fulfilment_orders(number)[0]), trackingInfo=tracking)
    assert [row["number"] for row in payload["fulfillment"]["trackingInfo"]] == ["500000000001", "500000000002"]
    assert [parcel["number"] for parcel in town.order(number)["parcels"]] == ["500000000001", "500000000002"]


@pytest.mark.parametrize("pair", [{"number": "1", "numbers": ["1"]}, {"url": "https://a.jp", "urls": ["https://a.jp"]}])
def test_s4_number_and_numbers_exclude_each_other(town: Town, store: Store, pair: dict[str, Any]) -> None:
    fo = store.fulfilment_orders(town.buy(("MUG-7", 1)))[0]
    payload = store.ship(part(fo), trackingInfo={"company": "Yamato (JA)", **pair})
    assert payload["userErrors"][0]["field"] == ["fulfillment", "trackingInfo"]


@pytest.mark.parametrize(
    ("company", "linked"),
    [
        ("Yamato (JA)", True),
        ("Sagawa (EN)", True),
        ("Japan Post (JA)", True),
        ("yamato (ja)", False),
        ("ヤマト", False),
    ],
)
def test_trap_10_only_the_exact_carrier_name_gets_a_link(town: Town, store: Store, company: str, linked: bool) -> None:
    fo = store.fulfilment_orders(town.buy(("MUG-7", 1)))[0]
    payload = store.ship(part(fo), trackingInfo={"company": company, "number": "123456789012"})
    shown = payload["fulfillment"]["trackingInfo"][0]
    assert (shown["company"], shown["url"] is not None) == (company, linked)


def test_s4_tracking_is_corrected_in_place(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    made = store.ship(part(store.fulfilment_orders(number)[0]), trackingInfo=YAMATO)["fulfillment"]["id"]
    wanted = {"company": "Sagawa (JA)", "number": "500000000001"}
    payload = store.data(documents.TRACKING, id=made, tracking=wanted, notify=True)["fulfillmentTrackingInfoUpdate"]
    assert payload["fulfillment"]["trackingInfo"][0]["number"] == "500000000001"
    seen = town.order(number)
    assert [(one["carrier"], one["number"]) for one in seen["parcels"]] == [("Sagawa (JA)", "500000000001")]
    assert [mail["kind"] for mail in seen["mails"]] == ["ordered", "shipping_updated"]


def test_s4_undoing_a_fulfilment_makes_a_new_fulfilment_order(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2))
    old = store.fulfilment_orders(number)[0]
    made = store.ship(part(old))["fulfillment"]["id"]
    assert store.data(documents.UNSHIP, id=made)["fulfillmentCancel"]["fulfillment"] == {"status": "CANCELLED"}
    new = store.fulfilment_orders(number)[0]
    assert (new["id"] != old["id"], new["lineItems"]["nodes"][0]["remainingQuantity"]) == (True, 2)
    assert store.order(number)["displayFulfillmentStatus"] == "UNFULFILLED"
    assert town.order(number)["parcels"] == []
    assert store.numbers("MUG-7") == {"available": 1, "on_hand": 3, "committed": 2}
    again = store.data(documents.UNSHIP, id=made)["fulfillmentCancel"]
    assert again["userErrors"] == [{"field": ["id"], "message": "Fulfillment is already cancelled."}]


def test_s4_the_shop_ships_on_its_own_screen(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    town.act(number, "ship", company="Japan Post (JA)")
    order = store.order(number)
    assert order["fulfillments"][0]["trackingInfo"][0]["company"] == "Japan Post (JA)"
    assert [(one["kind"], one["by"]) for one in town.order(number)["mutations"]] == [("ship", "shop_screen")]


def test_late_a_ship_notice_whose_answer_is_lost_has_been_done(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    fo = store.fulfilment_orders(number)[0]
    town.fault("late", seconds_late=0, operation="order.ship")
    store.ship(part(fo))
    call = town.calls()[-1]
    assert (call["operation"], call["faults"], call["effect"]) == (
        "order.ship",
        ["late"],
        [{"order": number, "mutation": "ship"}],
    )
    assert store.order(number)["displayFulfillmentStatus"] == "FULFILLED"


def test_silent_drop_says_success_and_ships_nothing(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    fo = store.fulfilment_orders(number)[0]
    town.fault("silent_drop", times=1)
    assert store.ship(part(fo))["userErrors"] == []
    assert store.order(number)["displayFulfillmentStatus"] == "UNFULFILLED"
    assert store.ship(part(fo))["userErrors"] == []
    assert [one["id"] for one in town.order(number)["parcels"]] != []
    assert order_id(number) == store.order(number)["id"]
