"""What the page does not establish is asked of the schema, and stays unknown where it has none of the names (section 6)."""

from typing import Any

import pytest

from ichigen.domain.orders import Party, Withheld
from tests.malls.mercari_shops.account import Account, KeptTokens
from tests.malls.mercari_shops.samples import data, failure, line, order, product

ADDRESS_TYPE = {
    "name": "shippingAddress",
    "type": {"kind": "NON_NULL", "ofType": {"kind": "OBJECT", "name": "Address"}},
}


def fields(*names: str) -> dict[str, Any]:
    """A type with these fields."""
    return {"fields": [{"name": name} for name in names]}


def asked(account: Account) -> str:
    """The last document that asked for orders."""
    return next(str(body["query"]) for body in reversed(account.bodies()) if "orderTransaction(" in body["query"])


def test_what_the_schema_has_is_selected_and_read() -> None:
    schema = data(order={"fields": [ADDRESS_TYPE, {"name": "id", "type": {"kind": "SCALAR", "name": "ID"}}]},
                  line=fields("productId", "price", "name"), variant=fields("id", "name"))  # fmt: skip
    address = data(
        type=fields("lastName", "firstName", "postalCode", "prefecture", "city", "address1", "address2", "phoneNumber")
    )
    shown = order(
        "WAITING_FOR_SHIPPING",
        line(price=1980, name="Tシャツ 赤 M") | {"variant": {"id": "VAR01", "skuCode": "A-1", "name": "赤 / M"}},
        shippingAddress={
            "lastName": "見本", "firstName": "花子", "postalCode": "1000001", "prefecture": "東京都", "city": "千代田区",
            "address1": "千代田1-1", "address2": "", "phoneNumber": "0300000000",
        },
    )  # fmt: skip
    account = Account([schema, address, data(o0=shown)], tokens=KeptTokens({}))
    (found,) = account.client().fetch_orders(["OT20261004A1"]).orders
    assert found.ship_to == Party("見本 花子", "", "1000001", "東京都", "千代田区", "千代田1-1", "0300000000")
    assert found.withheld is Withheld.NOTHING
    assert found.buyer is None  # G3-13: the mall tells no buyer
    assert (found.lines[0].unit_price, found.lines[0].title, found.lines[0].options) == (1980, "Tシャツ 赤 M", "赤 / M")
    assert "shippingAddress{ lastName firstName postalCode prefecture city address1 address2 phoneNumber }" in asked(
        account
    )


def test_the_schema_is_asked_once() -> None:
    tokens = KeptTokens({})
    answers = [data(order=fields("id"), line=fields("productId"), variant=fields("id"))]
    account = Account([*answers, data(o0=order()), data(p0=product())], tokens=tokens)
    account.client().fetch_orders(["OT20261004A1"])
    again = Account([data(o0=order()), data(p0=product())], tokens=tokens)
    again.client().fetch_orders(["OT20261004A1"])
    assert len(again.asked) == 2


def test_a_mall_that_keeps_its_schema_to_itself_is_read_all_the_same() -> None:
    account = Account([failure("FAILED_PRECONDITION", "introspection is off"), data(o0=order()), data(p0=product())],
                      tokens=KeptTokens({}))  # fmt: skip
    (found,) = account.client().fetch_orders(["OT20261004A1"]).orders
    assert (found.ship_to, found.withheld) == (None, Withheld.UNTOLD)
    assert (found.lines[0].unit_price, found.lines[0].title) == (2140, "Tシャツ 赤")


def test_a_hidden_address_is_anonymous_shipping_whatever_the_field_holds() -> None:
    """G3-15: nothing that stands there is a person."""
    schema = data(order={"fields": [ADDRESS_TYPE]}, line=fields(), variant=fields())
    shown = order(
        "WAITING_FOR_SHIPPING", line(shippingMethod="らくらくメルカリ便"), shippingAddress={"name": "匿名配送"}
    )
    account = Account([schema, data(type=fields("name")), data(o0=shown), data(p0=product())], tokens=KeptTokens({}))
    (found,) = account.client().fetch_orders(["OT20261004A1"]).orders
    assert (found.ship_to, found.withheld) == (None, Withheld.ANONYMOUS)


@pytest.mark.parametrize(
    ("name", "told"),
    [("見本 花子", (Party("見本 花子"), Withheld.NOTHING)), ("匿名配送", (None, Withheld.UNTOLD))],
)
def test_where_only_some_lines_go_by_mercari_the_receiver_of_the_others_is_read(
    name: str, told: tuple[Party | None, Withheld]
) -> None:
    """G3-15 and trap 7 are of メルカリ便; the shop sends the other lines itself and needs their 送付先."""
    schema = data(order={"fields": [ADDRESS_TYPE]}, line=fields(), variant=fields())
    lines = (line(), line("PRD02", "VAR02", 1, shippingMethod="らくらくメルカリ便"))
    shown = order("WAITING_FOR_SHIPPING", *lines, shippingAddress={"name": name})
    answers = [schema, data(type=fields("name")), data(o0=shown), data(p0=product(), p1=product())]
    (found,) = Account(answers, tokens=KeptTokens({})).client().fetch_orders(["OT20261004A1"]).orders
    assert (found.ship_to, found.withheld) == told
