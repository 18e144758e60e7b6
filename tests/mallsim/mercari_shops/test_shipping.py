"""The three calls of a shipment (section 3.5, traps 4 to 7; G3-21 to G3-26)."""

from typing import Any

import pytest

from tests.mallsim.mercari_shops.counter import COMPLETE, ORDER, SHIP, TRACK, Counter


def unshipped(shop: Counter, number: str) -> dict[str, int]:
    """unshippedQuantity by SKUコード."""
    order = shop.data(ORDER, id=number)["orderTransaction"]
    return {row["variant"]["skuCode"]: row["unshippedQuantity"] for row in order["products"]}


def test_3_5_three_calls_ship_an_order(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    made = shop.data(SHIP, i=shop.shipping_input(number, "ship-000123-1", TS_RED_M=2))
    assert made["createOrderShipping"]["orderShipping"] == {
        "id": "OS000001",
        "status": "CREATED",
        "shippingMethod": "SELLER_ARRANGED",
        "trackingCode": None,
        "shippedAt": None,
        "completedAt": None,
    }
    ids = {"orderShippingId": "OS000001", "orderTransactionId": number}
    text = "ヤマト運輸\n300012345673"
    tracked = shop.data(TRACK, i={**ids, "trackingCode": text})["updateOrderShippingTrackingCode"]
    assert tracked == {"orderShipping": {"id": "OS000001", "status": "CREATED", "trackingCode": text}}
    assert shop.status(number) == "WAITING_FOR_SHIPPING"
    assert shop.data(COMPLETE, i=ids) == {"completeOrderShipping": {"orderShippingId": "OS000001"}}
    view = shop.order(number)
    assert [(m["kind"], m["by"]) for m in view["mutations"]] == [
        ("ship_create", "shop"),
        ("ship_track", "shop"),
        ("ship_complete", "shop"),
    ]
    assert view["parcels"] == [
        {"id": "OS000001-1", "carrier": "ヤマト運輸", "number": "300012345673", "date": "2026-04-01"}
    ]
    assert [mail["kind"] for mail in view["mails"]] == ["ordered", "shipped"]


def test_the_call_log_tells_the_three_effects(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shipping = shop.ship(number, TS_RED_M=1)
    shop.track(number, shipping)
    shop.complete(number, shipping)
    assert [(call["operation"], call["effect"]) for call in shop.calls()] == [
        ("order.ship_create", [{"order": number, "mutation": "ship_create"}]),
        ("order.ship_track", [{"order": number, "mutation": "ship_track"}]),
        ("order.ship_complete", [{"order": number, "mutation": "ship_complete"}]),
    ]


def test_3_4_completing_becomes_completed_later(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.complete(number, shop.ship(number, TS_RED_M=1))
    assert (shop.status(number), shop.order(number)["open"]) == ("COMPLETING", False)
    shop.time += 299
    assert shop.status(number) == "COMPLETING"
    shop.time += 1
    order = shop.data(ORDER, id=number)["orderTransaction"]
    assert (order["status"], order["completedAt"]) == ("COMPLETED", "2026-04-01T03:05:00Z")


def test_3_4_the_time_scale_shortens_the_wait() -> None:
    shop = Counter(time_scale=100)
    shop.put("A-1", quantity=1)
    number = shop.buy(("A-1", 1))
    shop.complete(number, shop.ship(number, A_1=1))
    shop.time += 3
    assert shop.status(number) == "COMPLETED"


def test_trap_6_a_completing_order_is_not_shipped_again(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.complete(number, shop.ship(number, TS_RED_M=1))
    assert shop.code(SHIP, i=shop.shipping_input(number, "other", TS_RED_M=1)) == "FAILED_PRECONDITION"
    assert len(shop.order(number)["parcels"]) == 1


def test_trap_4_one_order_is_many_lines_and_several_shippings(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 3), ("MUG-7", 1))
    first = shop.ship(number, "k-1", TS_RED_M=2)
    assert unshipped(shop, number) == {"TS-RED-M": 1, "MUG-7": 1}
    shop.track(number, first)
    shop.complete(number, first)
    assert (shop.status(number), shop.order(number)["open"]) == ("WAITING_FOR_SHIPPING", True)
    second = shop.ship(number, "k-2", TS_RED_M=1, MUG_7=1)
    shop.complete(number, second)
    assert (unshipped(shop, number), shop.status(number)) == ({"TS-RED-M": 0, "MUG-7": 0}, "COMPLETING")
    assert [mail["kind"] for mail in shop.order(number)["mails"]] == ["ordered", "shipped", "shipped"]


def test_3_5_unshipped_quantity_can_fall_at_completion_instead(shop: Counter) -> None:
    shop.configure(unshipped_falls_at="complete")
    number = shop.buy(("TS-RED-M", 2))
    shipping = shop.ship(number, TS_RED_M=2)
    assert unshipped(shop, number) == {"TS-RED-M": 2}
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-2", TS_RED_M=1)) == "FAILED_PRECONDITION"
    shop.complete(number, shipping)
    assert unshipped(shop, number) == {"TS-RED-M": 0}


def test_3_5_nothing_left_to_ship(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-1", TS_RED_M=3)) == "FAILED_PRECONDITION"
    shop.ship(number, "k-2", TS_RED_M=2)
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-3", TS_RED_M=1)) == "FAILED_PRECONDITION"


def test_3_5_the_same_key_gives_the_same_shipping(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    first = shop.ship(number, "ship-1", TS_RED_M=2)
    assert shop.ship(number, "ship-1", TS_RED_M=2) == first
    assert [call["effect"] for call in shop.calls()] == [[{"order": number, "mutation": "ship_create"}], []]
    shop.complete(number, first)
    assert shop.ship(number, "ship-1", TS_RED_M=2) == first


def test_3_5_a_key_with_other_content_is_refused_or_gives_the_first_by_setting(shop: Counter) -> None:
    number, other = shop.buy(("TS-RED-M", 2)), shop.buy(("TS-RED-M", 1))
    first = shop.ship(number, "ship-1", TS_RED_M=1)
    assert shop.code(SHIP, i=shop.shipping_input(number, "ship-1", TS_RED_M=2)) == "INVALID_ARGUMENT"
    assert shop.code(SHIP, i=shop.shipping_input(other, "ship-1", TS_RED_M=1)) == "INVALID_ARGUMENT"
    shop.configure(reused_key="first_shipping")
    assert shop.ship(other, "ship-1", TS_RED_M=1) == first


def test_3_5_a_lost_answer_is_asked_for_again_with_the_key(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.ship(number, "ship-1", TS_RED_M=1)
    assert unshipped(shop, number) == {"TS-RED-M": 0}
    assert shop.status(number) == "WAITING_FOR_SHIPPING"
    shop.complete(number, shop.ship(number, "ship-1", TS_RED_M=1))
    assert shop.status(number) == "COMPLETING"


@pytest.mark.parametrize(
    "change",
    [
        {"idempotencyKey": " "},
        {"products": []},
        {"products": [{"productId": "PRD000001", "variantId": "VAR000001", "quantity": 0}]},
        {"products": [{"productId": "PRD000001", "variantId": "VAR000002", "quantity": 1}]},
        {"products": [{"productId": "PRD000001", "variantId": "VAR000001", "quantity": 1}] * 2},
    ],
)
def test_3_5_malformed_shippings(shop: Counter, change: dict[str, Any]) -> None:
    number = shop.buy(("TS-RED-M", 2))
    given = shop.shipping_input(number, "k-1", TS_RED_M=1) | change
    assert shop.code(SHIP, i=given) == "INVALID_ARGUMENT"
    assert shop.order(number)["content"]["shippings"] == []


def test_3_5_the_key_is_a_must(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    given = shop.shipping_input(number, "k-1", TS_RED_M=1)
    del given["idempotencyKey"]
    assert "idempotencyKey" in shop.error(SHIP, i=given)["message"]


def test_3_5_a_shipping_has_one_shipping_method(shop: Counter) -> None:
    shop.put("YAHO-1", quantity=1, delivery="rakuraku")
    number = shop.buy(("TS-RED-M", 1), ("YAHO-1", 1))
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-1", TS_RED_M=1, YAHO_1=1)) == "INVALID_ARGUMENT"
    shop.complete(number, shop.ship(number, "k-2", TS_RED_M=1))
    assert shop.status(number) == "WAITING_FOR_SHIPPING"


@pytest.mark.parametrize(("delivery", "spelled"), [("rakuraku", "RAKURAKU_MERCARI"), ("yuyu", "YUYU_MERCARI")])
def test_trap_7_and_g3_26_merukari_bin_is_shipped_on_the_malls_screen_only(
    shop: Counter, delivery: str, spelled: str
) -> None:
    number = shop.buy(("TS-RED-M", 1), delivery=delivery)
    order = shop.data(ORDER, id=number)["orderTransaction"]
    assert order["products"][0]["shippingMethod"] == spelled
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-1", TS_RED_M=1)) == "FAILED_PRECONDITION"
    shop.act(number, "ship", company="らくらくメルカリ便")
    assert shop.status(number) == "COMPLETING"
    assert [(m["kind"], m["by"]) for m in shop.order(number)["mutations"]] == [
        ("ship_create", "shop_screen"),
        ("ship_complete", "shop_screen"),
    ]


def test_3_5_the_spellings_of_shipping_methods_are_placeholders(shop: Counter) -> None:
    shop.configure(seller_method="OTHER", rakuraku_method="RAKU")
    number = shop.buy(("TS-RED-M", 1))
    anonymous = shop.buy(("TS-RED-M", 1), delivery="rakuraku")
    methods = [
        shop.data(ORDER, id=each)["orderTransaction"]["products"][0]["shippingMethod"] for each in (number, anonymous)
    ]
    assert methods == ["OTHER", "RAKU"]


def test_trap_5_and_g3_24_the_tracking_code_is_the_text_the_buyer_gets(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    shipping = shop.ship(number, TS_RED_M=2)
    text = "ヤマト運輸\n300012345673\n\n佐川急便\n400012345674"
    shop.track(number, shipping, text)
    assert shop.order(number)["content"]["notices"] == []
    shop.complete(number, shipping)
    view = shop.order(number)
    assert view["content"]["notices"] == [text]
    assert [(parcel["carrier"], parcel["number"]) for parcel in view["parcels"]] == [
        ("ヤマト運輸", "300012345673"),
        ("佐川急便", "400012345674"),
    ]


def test_g3_21_a_shipping_may_go_without_a_number_unless_the_setting_asks_for_one(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    first, second = shop.ship(number, "k-1", TS_RED_M=1), shop.ship(number, "k-2", TS_RED_M=1)
    shop.complete(number, first)
    shop.configure(tracking_code_required=True)
    ids = {"orderShippingId": second, "orderTransactionId": number}
    assert shop.code(COMPLETE, i=ids) == "FAILED_PRECONDITION"
    shop.track(number, second, "日本郵便")
    shop.complete(number, second)
    assert [(p["carrier"], p["number"]) for p in shop.order(number)["parcels"]] == [("", ""), ("日本郵便", "")]


def test_3_5_a_completed_shipping_takes_no_change(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    shipping = shop.ship(number, TS_RED_M=1)
    shop.complete(number, shipping)
    ids = {"orderShippingId": shipping, "orderTransactionId": number}
    assert shop.code(COMPLETE, i=ids) == "FAILED_PRECONDITION"
    assert shop.code(TRACK, i={**ids, "trackingCode": "ヤマト運輸\n1"}) == "FAILED_PRECONDITION"


def test_3_5_a_shipping_belongs_to_its_order(shop: Counter) -> None:
    number, other = shop.buy(("TS-RED-M", 1)), shop.buy(("TS-RED-M", 1))
    shipping = shop.ship(number, TS_RED_M=1)
    assert shop.code(COMPLETE, i={"orderShippingId": shipping, "orderTransactionId": other}) == "NOT_FOUND"
    assert shop.code(COMPLETE, i={"orderShippingId": shipping, "orderTransactionId": "OT1"}) == "NOT_FOUND"
    ids = {"orderShippingId": shipping, "orderTransactionId": number}
    assert shop.code(TRACK, i={**ids, "trackingCode": "\n"}) == "INVALID_ARGUMENT"


def test_3_4_an_unpaid_order_is_not_shipped(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1), paid=False, payment="prepaid")
    assert shop.code(SHIP, i=shop.shipping_input(number, "k", TS_RED_M=1)) == "FAILED_PRECONDITION"
    shop.act(number, "pay")
    shop.ship(number, TS_RED_M=1)


@pytest.mark.parametrize("field", ["completeOrder", "updateShippingTrackingCode"])
def test_3_5_the_older_mutations_are_gone(shop: Counter, field: str) -> None:
    message = shop.error(f'mutation {{ {field}(input: {{id: "1"}}) {{ id }} }}')["message"]
    assert message.startswith(f"Cannot query field '{field}' on type 'Mutation'.")


def test_a_shipping_silently_dropped_is_not_there(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.fault("silent_drop", times=1)
    shipping = shop.ship(number, "k-1", TS_RED_M=1)
    assert unshipped(shop, number) == {"TS-RED-M": 1}
    ids = {"orderShippingId": shipping, "orderTransactionId": number}
    assert shop.code(TRACK, i={**ids, "trackingCode": "ヤマト運輸\n1"}) == "NOT_FOUND"
    shop.complete(number, shop.ship(number, "k-1", TS_RED_M=1))
    assert shop.status(number) == "COMPLETING"


def test_a_late_answer_has_its_effect_and_the_key_finds_it(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.fault("late", times=1, seconds_late=0)
    first = shop.ship(number, "k-1", TS_RED_M=1)
    assert shop.ship(number, "k-1", TS_RED_M=1) == first
    assert [len(call["effect"]) for call in shop.calls()] == [1, 0]
