"""The control API (design: simulators)."""

from typing import Any

import pytest

from tests.mallsim.town import NOON, Town


@pytest.fixture
def town() -> Town:
    """A shop with three A-1."""
    town = Town()
    town.put("A-1", quantity=3, price=500, title="見本")
    return town


def test_malls_lists_address_and_credentials(town: Town) -> None:
    card = town.control.get("/malls").json()[0]
    assert (card["mall"], card["label"]) == ("rakuten", "楽天市場")
    assert card["control_url"] == "http://127.0.0.1:8900/malls/rakuten"
    assert set(card["credentials"]) == {"serviceSecret", "licenseKey"}


def test_item_made_by_code(town: Town) -> None:
    item = town.item("A-1")
    assert (item["code"], item["quantity"], item["price"], item["title"]) == ("A-1", 3, 500, "見本")
    assert item["content"]["manageNumber"] == "a-1"
    assert item["content"]["variants"]["a-1"]["merchantDefinedSkuId"] == "A-1"


def test_overwriting_is_drift_injection(town: Town) -> None:
    town.put("A-1", quantity=9)
    assert (town.item("A-1")["quantity"], town.item("A-1")["title"]) == (9, "見本")


def test_item_can_be_deleted(town: Town) -> None:
    assert town.control.delete("/malls/rakuten/items/A-1").status_code == 204
    assert town.control.get("/malls/rakuten/items/A-1").status_code == 404


def test_order_lowers_the_stock(town: Town) -> None:
    number = town.buy(("A-1", 2))
    order = town.order(number)
    assert town.item("A-1")["quantity"] == 1
    assert order["lines"] == [{"code": "A-1", "quantity": 2, "price": 500}]
    assert (order["open"], order["cancelled"], order["placed"]) == (True, False, NOON)
    assert order["mails"] == [{"time": NOON, "kind": "ordered"}]


def test_order_above_the_stock_is_409_and_changes_nothing(town: Town) -> None:
    town.put("B-1", quantity=5)
    lines = [{"code": "B-1", "quantity": 1}, {"code": "A-1", "quantity": 4}]
    answer = town.control.post("/malls/rakuten/orders", json={"lines": lines})
    assert answer.status_code == 409
    assert answer.json() == {"error": {"code": "sold_out", "message": "A-1: 4 wanted, 3 in stock"}}
    assert (town.item("A-1")["quantity"], town.item("B-1")["quantity"]) == (3, 5)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"lines": []}, 400),
        ({"lines": [{"code": "A-1", "quantity": 0}]}, 400),
        ({"lines": [{"code": "nothing", "quantity": 1}]}, 404),
        ({"lines": [{"code": "A-1", "quantity": 1}], "colour": "red"}, 400),
        ({"lines": [{"code": "A-1", "quantity": 1}], "buyer": {"age": 3}}, 400),
        ({"lines": [{"code": "A-1", "quantity": 1}], "payment": "gold"}, 400),
    ],
)
def test_bad_orders(town: Town, body: Any, status: int) -> None:
    assert town.control.post("/malls/rakuten/orders", json=body).status_code == status


def test_hidden_item_cannot_be_bought(town: Town) -> None:
    town.put("A-1", hideItem=True)
    answer = town.control.post("/malls/rakuten/orders", json={"lines": [{"code": "A-1", "quantity": 1}]})
    assert answer.status_code == 400


def test_orders_since(town: Town) -> None:
    town.buy(("A-1", 1))
    town.time += 100
    later = town.buy(("A-1", 1))
    for since in (str(NOON + 50), "2026-04-01T12:00:50%2B09:00"):
        orders = town.control.get(f"/malls/rakuten/orders?since={since}").json()
        assert [order["number"] for order in orders] == [later]


def test_unknown_mall_order_and_action(town: Town) -> None:
    number = town.buy(("A-1", 1))
    assert town.control.get("/malls/nowhere/items").status_code == 404
    assert town.control.get("/malls/rakuten/orders/1").status_code == 404
    act = town.control.post(f"/malls/rakuten/orders/{number}/actions", json={"action": "bid"})
    assert (act.status_code, act.json()["error"]["code"]) == (400, "invalid")


def test_mutations_are_logged_on_the_order(town: Town) -> None:
    number = town.buy(("A-1", 1))
    order = town.act(number, "cancel", by="buyer", reason=1)
    assert [(m["kind"], m["by"]) for m in order["mutations"]] == [("cancel", "buyer")]
    assert order["cancel_reason"] == "1"


def test_clock_only_goes_forward(town: Town) -> None:
    before = town.control.get("/clock").json()["epoch"]
    after = town.control.post("/clock", json={"advance_s": 600}).json()["epoch"]
    assert after - before == 600
    assert town.control.post("/clock", json={"advance_s": -1}).status_code == 400


def test_seed_rebuilds_the_shop(town: Town) -> None:
    seed = town.control.get("/malls/rakuten/seed").json()
    assert seed == {"A-1": {"title": "見本", "price": 500, "quantity": 3}}
    town.control.post("/malls/rakuten/reset")
    assert town.control.get("/malls/rakuten/items").json() == []
    for code, fields in seed.items():
        town.put(code, **fields)
    assert town.item("A-1")["quantity"] == 3


def test_unknown_setting_is_refused(town: Town) -> None:
    assert town.control.post("/malls/rakuten/settings", json={"colour": 1}).status_code == 400
    assert town.control.post("/malls/rakuten/settings", json={"migrated": 1}).status_code == 400
