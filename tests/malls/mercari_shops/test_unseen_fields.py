"""What the page does not establish is asked of the schema, and stays unknown where it has none of the names (section 6)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.orders import Party, Withheld
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired
from ichigen.malls.mercari_shops.unseen_fields import KEPT, Unseen, to_text
from tests.malls.mercari_shops.account import LATER, NOW, Account, KeptTokens
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


PRICED = Unseen(line_price="price")
OTHER = order() | {"id": "OT2"}


def kept(found: Unseen, until: datetime = LATER) -> KeptTokens:
    """What is known of the schema."""
    return KeptTokens({KEPT: Token(to_text(found), until)})


def at_path(code: str, *path: str) -> dict[str, Any]:
    """An error of one field."""
    return {"message": "no", "path": list(path), "extensions": {"code": code}}


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(failure("GRAPHQL_VALIDATION_FAILED", "Cannot query field"), id="the document"),
        pytest.param(
            failure("FORBIDDEN", "not yours", "o0", "products", "price"), id="a member that needs more rights"
        ),
        pytest.param({"data": None, "errors": [at_path("INVALID", "o0", "products")]}, id="a member that fails all"),
    ],
)
def test_orders_that_are_refused_with_a_guess_come_without_it_and_it_is_left_out_for_an_hour(refused: Any) -> None:
    tokens = kept(PRICED)
    account = Account([refused, data(o0=order(), o1=OTHER), data(p0=product())], tokens=tokens)
    found = account.client().fetch_orders(["OT20261004A1", "OT2"])
    assert ([one.number for one in found.orders], found.problems) == (["OT20261004A1", "OT2"], ())
    assert "price" not in asked(account)
    assert tokens.tokens[KEPT] == Token(to_text(Unseen()), NOW + timedelta(hours=1))


def test_one_order_that_is_refused_with_a_guess_is_asked_for_again_alone() -> None:
    first = data(o0=None, o1=OTHER) | {"errors": [at_path("INVALID", "o0", "products", "price")]}
    account = Account([first, data(p0=product()), data(o0=order()), data(p0=product())], tokens=kept(PRICED))
    found = account.client().fetch_orders(["OT20261004A1", "OT2"])
    assert ([one.number for one in found.orders], found.problems) == (["OT2", "OT20261004A1"], ())


def test_one_order_that_is_refused_without_a_guess_too_is_a_problem_and_the_guess_stays() -> None:
    tokens = kept(PRICED)
    bad = data(o0=None) | {"errors": [at_path("INVALID", "o0")]}
    account = Account([bad, bad], tokens=tokens)
    found = account.client().fetch_orders(["OT20261004A1"])
    assert (found.orders, [problem.where for problem in found.problems]) == ((), ["OT20261004A1"])
    assert tokens.tokens[KEPT].expires_at == LATER


def test_a_shop_that_is_closed_is_closed_with_and_without_guesses() -> None:
    closed = failure("PERMISSION_DENIED", "permission denied")
    with pytest.raises(AuthExpired):
        Account([closed, closed], tokens=kept(PRICED)).client().fetch_orders(["OT20261004A1"])


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(Token(to_text(Unseen()), NOW), id="its time is over"),
        pytest.param(Token('["",{},"","",""]', LATER), id="written before the names were told apart"),
        pytest.param(Token('["of-another-release","",{},"","",""]', LATER), id="an upgrade knows other names"),
    ],
)
def test_the_schema_is_asked_again_when_a_day_or_an_upgrade_has_passed(token: Token) -> None:
    schema = data(order=fields("id"), line=fields("productId", "price"), variant=fields("id"))
    account = Account([schema, data(o0=order("WAITING_FOR_SHIPPING", line(price=1980))), data(p0=product())],
                      tokens=KeptTokens({KEPT: token}))  # fmt: skip
    (found,) = account.client().fetch_orders(["OT20261004A1"]).orders
    assert found.lines[0].unit_price == 1980
