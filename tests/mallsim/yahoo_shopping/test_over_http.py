"""The same store through the control API, as tests of a hub and people use it."""

from tests.mallsim.town import Town

TEE = "tee-200:tee-200-bk-m"


def test_codes_with_a_sub_code_go_through_the_control_api() -> None:
    town = Town("yahoo_shopping")
    town.put(TEE, quantity=5, title="見本Tシャツ", price=2200, choices={"サイズ": "M"})
    assert (town.item(TEE)["quantity"], town.item("tee-200-bk-m")["code"]) == (5, TEE)
    number = town.buy((TEE, 2), paid=True, read_only=False)
    assert number == "demo-store-10000001"
    assert town.item(TEE)["quantity"] == 3
    more = town.control.post("/malls/yahoo_shopping/orders", json={"lines": [{"code": TEE, "quantity": 4}]})
    assert (more.status_code, more.json()["error"]["code"]) == (409, "sold_out")
    view = town.act(number, "ship", company="1002", date="2026-04-02")
    assert [(parcel["carrier"], parcel["date"]) for parcel in view["parcels"]] == [("1002", "2026-04-02")]
    assert [(one["kind"], one["by"]) for one in town.order(number)["mutations"]] == [("ship", "control")]


def test_ten_minutes_are_the_default_and_time_ends_them() -> None:
    town = Town("yahoo_shopping")
    town.put("mug-7", quantity=3)
    number = town.buy(("mug-7", 1))
    assert town.order(number)["content"]["IsReadOnly"] == "1"
    town.control.post("/clock", json={"advance_s": 600})
    assert town.order(number)["content"]["IsReadOnly"] == "0"


def test_the_card_names_everything_a_hub_needs() -> None:
    card = Town("yahoo_shopping").control.get("/malls").json()[0]
    assert (card["mall"], card["label"]) == ("yahoo_shopping", "Yahoo!ショッピング")
    assert sorted(card["credentials"]) == [
        "client_id",
        "client_secret",
        "public_key",
        "public_key_version",
        "refresh_token",
        "seller_id",
    ]


def test_settings_and_faults() -> None:
    town = Town("yahoo_shopping", goods=True)
    assert town.configure(stock_all_or_nothing=True)["stock_all_or_nothing"] is True
    town.fault("http_500", operation="stock.*")
    assert town.mall.post("/ShoppingWebService/V1/setStock").status_code == 500
    assert town.mall.post("/ShoppingWebService/V1/editItem").status_code == 401
    assert [(call["operation"], call["status"]) for call in town.calls()] == [("stock.write", 500), ("item.write", 401)]
