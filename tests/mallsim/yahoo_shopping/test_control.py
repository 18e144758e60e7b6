"""The control side: shoppers, the store's own screen, and the weather."""

from typing import Any

import pytest

from mallsim.core.errors import Invalid, SoldOut, Unknown
from mallsim.core.shopping import parse_order
from mallsim.core.views import OrderView
from mallsim.goods import demo_goods, goods_on
from tests.mallsim.yahoo_shopping.store import Store, change, error_of, parsed

TEE = "tee-200:tee-200-bk-m"


def _content(view: OrderView, *keys: str) -> list[str]:
    return [view.content[key] for key in keys]


def test_items_are_shown_by_matching_code(store: Store) -> None:
    views = {
        view.code: (view.title, view.price, view.quantity, view.on_sale, view.state) for view in store.mall.items()
    }
    assert views == {
        "tee-100": ("見本Tシャツ", 2200, 10, True, "公開"),
        TEE: ("見本Tシャツ", 2200, 5, True, "公開"),
        "mug-7": ("見本マグ", 1200, 3, True, "公開"),
    }


def test_sub_code_alone_names_the_item_too(store: Store) -> None:
    assert store.mall.get_item("tee-200-bk-m").code == TEE


def test_put_keeps_what_it_does_not_name(store: Store) -> None:
    store.item("mug-7", quantity=8)
    view = store.mall.get_item("mug-7")
    assert (view.title, view.price, view.quantity) == ("見本マグ", 1200, 8)


@pytest.mark.parametrize(("code", "fields"), [("mug-7", {"colour": "x"}), ("a_b", {}), ("mug-7", {"quantity": "3"})])
def test_put_refuses(store: Store, code: str, fields: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        store.mall.put_item(code, fields)


def test_unknown_items_and_orders(store: Store) -> None:
    for ask in (store.mall.get_item, store.mall.delete_item, store.mall.order):
        with pytest.raises(Unknown):
            ask("no-such")
    with pytest.raises(Unknown):
        store.order("no-such")


@pytest.mark.parametrize("fields", [{"quantity": 1}, {"stock_close": True}, {"values": {"display": "0"}}])
def test_sold_out(store: Store, fields: dict[str, object]) -> None:
    store.item("mug-7", **fields)
    with pytest.raises(SoldOut):
        store.order("mug-7", quantity=2)


def test_the_same_code_twice_is_counted_together(store: Store) -> None:
    with pytest.raises(SoldOut):
        store.order("mug-7", "mug-7", quantity=2)
    assert store.quantity("mug-7") == 3


def test_overdraft_sells_below_zero(store: Store) -> None:
    store.item("mug-7", quantity=0, allow_overdraft=True)
    store.order("mug-7", quantity=2)
    assert store.quantity("mug-7") == -2


def test_unpublished_items_are_not_sold(store: Store) -> None:
    store.form("editItem", item_code="cap-1", path="帽子", name="帽", product_category="1", price="1")
    store.form("setStock", item_code="cap-1", quantity="5")
    assert store.mall.get_item("cap-1").state == "未反映"
    with pytest.raises(SoldOut):
        store.order("cap-1")


def test_sale_price_counts_in_its_period(store: Store) -> None:
    sale = {"sale_price": "900", "sale_period_start": "2026100109", "sale_period_end": "2026100110"}
    store.item("mug-7", values=sale)
    assert store.mall.get_item("mug-7").price == 900
    store.pass_time(3600)
    assert store.mall.get_item("mug-7").price == 1200


@pytest.mark.parametrize(
    "payload", [{"colour": 1}, {"values": {"ItemId": "x"}}, {"values": {"No": "x"}}, {"pay_type": 2}]
)
def test_orders_with_unknown_fields_are_refused(store: Store, payload: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        store.order("mug-7", **payload)


def test_buyer_cancels_within_the_ten_minutes_only(store: Store) -> None:
    made = store.order("tee-100", quantity=2, read_only=True)
    view = store.mall.act(made, "cancel", {"by": "buyer", "reason": "330"})
    assert (view.cancelled, view.cancel_reason, store.quantity("tee-100")) == (True, "330", 10)
    assert [(one.kind, one.by) for one in view.mutations] == [("cancel", "buyer")]
    assert _content(view, "IsReadOnly", "OrderStatus") == ["0", "4"]
    late = store.order("tee-100", read_only=True)
    store.pass_time(600)
    with pytest.raises(Invalid):
        store.mall.act(late, "cancel", {"by": "buyer"})


@pytest.mark.parametrize(("by", "reason"), [("buyer", "210"), ("shop", "300"), ("mall", "210"), ("someone", "0")])
def test_cancel_reasons_belong_to_who_cancels(store: Store, by: str, reason: str) -> None:
    made = store.order("tee-100", read_only=True)
    with pytest.raises(Invalid):
        store.mall.act(made, "cancel", {"by": by, "reason": reason})


def test_the_shop_s_own_screen(store: Store) -> None:
    made = store.order("tee-100", "mug-7", quantity=2)
    assert _content(store.mall.act(made, "confirm", {}), "IsSeen", "OrderStatus") == ["true", "2"]
    assert store.mall.act(made, "hold", {}).status == "保留"
    assert store.status(made, "2").status_code == 200
    view = store.mall.act(made, "partial_cancel", {"code": "mug-7", "quantity": 1})
    assert [(line.code, line.quantity) for line in view.lines] == [("tee-100", 2), ("mug-7", 1)]
    assert store.quantity("mug-7") == 2
    view = store.mall.act(made, "edit_lines", {"lines": [{"line_id": "1", "quantity": 3}]})
    assert (view.lines[0].quantity, store.quantity("tee-100")) == (3, 7)
    view = store.mall.act(made, "ship", {"company": "1002", "number": "12-34"})
    assert [(p.carrier, p.number, p.date) for p in view.parcels] == [("1002", "12-34", "2026-10-01")]
    assert (view.open, store.mall.act(made, "complete", {}).status) == (False, "完了")
    assert [one.by for one in store.mall.order(made).mutations if one.by != "control"] == ["shop"]


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("bid", {}),
        ("release_fraud", {}),
        ("edit_lines", {}),
        ("edit_lines", {"lines": [{"line_id": "9", "quantity": 1}]}),
        ("edit_lines", {"lines": [{"line_id": "1", "quantity": 99}]}),
        ("partial_cancel", {"line_id": "1", "quantity": 2}),
        ("partial_cancel", {"code": "mug-7"}),
    ],
)
def test_impossible_actions(store: Store, action: str, payload: dict[str, object]) -> None:
    made = store.order("tee-100")
    with pytest.raises(Invalid):
        store.mall.act(made, action, payload)


def test_credentials_have_the_manifest_names_and_a_living_refresh_token(store: Store) -> None:
    names = {"seller_id", "client_id", "client_secret", "refresh_token", "public_key", "public_key_version"}
    first = store.mall.credentials()
    assert set(first) == names
    assert first["public_key"].startswith("-----BEGIN PUBLIC KEY-----\n")
    store.mall.configure({"password_changed": True})
    assert store.mall.credentials()["refresh_token"] != first["refresh_token"]


@pytest.mark.parametrize("changes", [{"no_such": True}, {"source_registered": "no"}, {"cancel_later_s": True}])
def test_configure_refuses(store: Store, changes: dict[str, object]) -> None:
    before = store.mall.settings()
    with pytest.raises(Invalid):
        store.mall.configure(changes)
    assert store.mall.settings() == before


def test_reset_forgets_goods_orders_and_settings_but_not_credentials(store: Store) -> None:
    token = store.mall.credentials()["refresh_token"]
    store.order("tee-100")
    store.mall.configure({"source_registered": False})
    store.mall.reset()
    assert (store.mall.items(), store.mall.orders()) == ([], [])
    assert store.mall.settings()["source_registered"] is True
    assert store.mall.credentials()["refresh_token"] == token


def test_demo_goods_are_all_on_the_shelves(store: Store) -> None:
    store.mall.reset()
    goods = goods_on("yahoo_shopping", demo_goods(["yahoo_shopping"]))
    store.mall.load_goods(goods)
    wanted = {sku.code: sku.quantity for product in goods for sku in product.skus}
    assert {view.code.rpartition(":")[2]: view.quantity for view in store.mall.items()} == wanted
    assert all(store.mall.get_item(code).state == "公開" for code in wanted)


def test_fault_partial_fails_the_second_half_of_the_rows(store: Store) -> None:
    store.seat.door.weather.post({"kind": "partial", "operation": "stock.*"})
    answer = store.form("setStock", item_code="mug-7,tee-100", quantity="1,1")
    assert (answer.status_code, store.quantity("mug-7"), store.quantity("tee-100")) == (207, 1, 10)


def test_fault_silent_drop_answers_success_and_does_nothing(store: Store) -> None:
    made = store.order("tee-100")
    store.seat.door.weather.post({"kind": "silent_drop"})
    assert store.form("setStock", item_code="mug-7,new-1", quantity="1,1").status_code == 200
    assert store.status(made, "4").status_code == 200
    assert store.form("deleteItem", item_code="tee-100").status_code == 200
    view = store.mall.order(made)
    assert (view.cancelled, len(view.mails), store.quantity("mug-7")) == (False, 1, 3)
    assert [item.code for item in store.mall.items()] == ["tee-100", TEE, "mug-7"]
    assert store.quantity("tee-100") == 9


def test_the_store_works_on_after_a_silent_drop(store: Store) -> None:
    store.seat.door.weather.post({"kind": "silent_drop", "times": 1})
    store.form("setStock", item_code="mug-7", quantity="1")
    store.form("setStock", item_code="mug-7", quantity="2")
    made = store.order("mug-7")
    assert store.quantity("mug-7") == 1
    store.status(made, "4")
    assert store.quantity("mug-7") == 2


def test_fault_stale_read_shows_the_stock_of_before(store: Store) -> None:
    store.pass_time(60)
    store.form("setStock", item_code="mug-7", quantity="1")
    store.seat.door.weather.post({"kind": "stale_read", "seconds": 30})
    assert parsed(store.form("getStock", item_code="mug-7")).findtext("Result/Quantity") == "3"
    store.pass_time(30)
    assert parsed(store.form("getStock", item_code="mug-7")).findtext("Result/Quantity") == "1"


def test_fault_hidden_order_lowers_stock_now_and_shows_the_order_later(store: Store) -> None:
    wish = parse_order({"lines": [{"code": "mug-7", "quantity": 1}], "read_only": False})
    made = store.mall.place_order(wish, hidden_s=60)
    assert (store.quantity("mug-7"), store.found()) == (2, [])
    assert error_of(store.xml("orderInfo", change(made, "<Field>OrderId</Field>")))[0] == 400
    store.pass_time(60)
    assert store.found() == [made]


def test_faults_duplicate_and_reorder(store: Store) -> None:
    first = store.order("tee-100")
    store.pass_time(1)
    second = store.order("tee-100")
    store.seat.door.weather.post({"kind": "reorder"})
    assert store.found() == [second, first]
    store.seat.door.weather.post({"kind": "duplicate"})
    assert store.found() == [second, second, first, first]


@pytest.mark.parametrize(
    ("kind", "status"), [("http_500", 500), ("maintenance", 503), ("auth_expired", 401), ("throttle", 429)]
)
def test_refusing_faults_speak_the_mall_s_language(store: Store, kind: str, status: int) -> None:
    token = store.bearer()
    assert token
    store.seat.door.weather.post({"kind": kind})
    answer = store.search()
    assert answer.status_code == status
    assert parsed(answer).tag == "Error"


def test_refusing_faults_at_the_token_endpoint_are_json(store: Store) -> None:
    store.seat.door.weather.post({"kind": "auth_expired"})
    answer = store.token_answer({"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_calls_are_logged_with_their_effects(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "3")
    store.status(made, "3")
    log = [(call.operation, call.status, call.effects) for call in store.seat.door.calls.since(0)][-2:]
    effect = [{"order": made, "mutation": "status"}]
    assert log == [("order.status", 200, effect), ("order.status", 200, [])]
