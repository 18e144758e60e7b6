"""Section 4: setStock and getStock."""

import pytest

from tests.mallsim.yahoo_shopping.store import FORM, V1, Store, error_of, fixture, parsed, same_xml

TEE = "tee-200:tee-200-bk-m"


def _rows(store: Store, **fields: str) -> list[tuple[str | None, ...]]:
    rows = parsed(store.form("setStock", **fields)).iterfind("Result")
    return [tuple(row.findtext(name) for name in ("ItemCode", "SubCode", "Quantity", "ErrorCode")) for row in rows]


def _row(store: Store, code: str) -> dict[str, str]:
    row = parsed(store.form("getStock", item_code=code)).find("Result")
    assert row is not None
    return {cell.tag: cell.text or "" for cell in row}


def test_s4_1_sample(store: Store) -> None:
    answer = store.form("setStock", item_code=f"{TEE},mug-7", quantity="11,+0")
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("set_stock_answer.xml"))
    assert answer.headers["content-type"].startswith("text/xml")


def test_s4_1_partial_sample_is_http_207_and_the_good_row_is_written(store: Store) -> None:
    answer = store.form("setStock", item_code="tee-100,mug-7", quantity="4,INI")
    assert answer.status_code == 207
    assert same_xml(answer.text, fixture("set_stock_partial_answer.xml"))
    assert (store.quantity("tee-100"), store.quantity("mug-7")) == (4, 3)


def test_s4_1_all_or_nothing_is_a_switch(store: Store) -> None:
    store.mall.configure({"stock_all_or_nothing": True})
    answer = store.form("setStock", item_code="tee-100,mug-7", quantity="4,INI")
    assert answer.status_code == 207
    assert (store.quantity("tee-100"), store.quantity("mug-7")) == (10, 3)


@pytest.mark.parametrize(("code", "quantity", "error"), [("mug-7", "x", "st-02104"), ("mug_7", "1", "st-02101")])
def test_s4_1_a_single_bad_row_is_the_error_envelope(store: Store, code: str, quantity: str, error: str) -> None:
    assert error_of(store.form("setStock", item_code=code, quantity=quantity)) == (400, error)


def test_s4_1_several_codes_are_comma_joined(store: Store) -> None:
    assert _rows(store, item_code="mug-7,a:b:c", quantity="1,") == [
        ("mug-7", "", "1", None),
        ("a", "b:c", "", "st-02101,st-02104"),
    ]


def test_s4_1_set_add_subtract(store: Store) -> None:
    assert _rows(store, item_code="mug-7,mug-7,mug-7", quantity="8,+4,-5") == [
        ("mug-7", "", "8", None),
        ("mug-7", "", "12", None),
        ("mug-7", "", "7", None),
    ]
    assert store.quantity("mug-7") == 7


def test_s4_1_subtracting_may_go_below_zero(store: Store) -> None:
    assert _rows(store, item_code="mug-7", quantity="-5") == [("mug-7", "", "-2", None)]


def test_s4_1_plus_sent_bare_is_a_space_and_refused(store: Store) -> None:
    store.world.clock.advance(1.1)
    body = "seller_id=demo-store&item_code=mug-7&quantity=+2"
    answer = store.http("POST", V1 + "setStock", body, {**store.bearer(), "Content-Type": FORM})
    assert error_of(answer) == (400, "st-02104")
    store.world.clock.advance(1.1)
    good = body.replace("+2", "%2B2")
    store.http("POST", V1 + "setStock", good, {**store.bearer(), "Content-Type": FORM})
    assert store.quantity("mug-7") == 5


@pytest.mark.parametrize(("count", "status"), [(1000, 200), (1001, 400)])
def test_s4_1_a_thousand_codes(store: Store, count: int, status: int) -> None:
    codes = ",".join(f"c-{n}" for n in range(count))
    answer = store.form("setStock", item_code=codes, quantity=",".join(["1"] * count))
    assert answer.status_code == status


@pytest.mark.parametrize(("length", "status"), [(99, 200), (100, 400)])
def test_s4_1_code_length(store: Store, length: int, status: int) -> None:
    assert store.form("setStock", item_code="a" * length, quantity="1").status_code == status


@pytest.mark.parametrize(
    "fields",
    [
        {"item_code": "mug-7"},
        {"quantity": "1"},
        {"item_code": "mug-7,tee-100", "quantity": "1"},
        {"item_code": "mug-7", "quantity": "1", "allow_overdraft": "0,1"},
    ],
)
def test_s4_1_lists_of_unequal_length(store: Store, fields: dict[str, str]) -> None:
    assert store.form("setStock", **fields).status_code == 400


def test_s4_1_overflow_in_any_row_fails_the_whole_call(store: Store) -> None:
    answer = store.form("setStock", item_code="mug-7,tee-100", quantity="1,+999999999")
    assert answer.status_code == 400
    assert (store.quantity("mug-7"), store.quantity("tee-100")) == (3, 10)


def test_s4_1_unknown_code_makes_a_row_that_joins_the_item_later(store: Store) -> None:
    assert store.form("setStock", item_code="cap-1", quantity="6").status_code == 200
    view = store.mall.get_item("cap-1")
    assert (view.quantity, view.on_sale, view.state) == (6, False, "在庫のみ")
    assert _row(store, "cap-1")["IsPublished"] == "0"
    store.form("editItem", item_code="cap-1", path="帽子", name="帽子", product_category="2495", price="900")
    store.form("submitItem", item_code="cap-1")
    assert (store.mall.get_item("cap-1").quantity, store.mall.get_item("cap-1").on_sale) == (6, True)
    assert _row(store, "cap-1")["IsPublished"] == "1"


@pytest.mark.parametrize("default", [False, True])
def test_s4_1_allow_overdraft_omitted_writes_the_store_s_default(store: Store, default: bool) -> None:
    store.mall.configure({"default_allow_overdraft": default})
    store.form("setStock", item_code="mug-7", quantity="3", allow_overdraft="01"[not default])
    assert _row(store, "mug-7")["AllowOverdraft"] == str(int(not default))
    store.form("setStock", item_code="mug-7", quantity="3")
    assert _row(store, "mug-7")["AllowOverdraft"] == str(int(default))


def test_s4_1_allow_overdraft_per_element(store: Store) -> None:
    store.form("setStock", item_code="mug-7,tee-100", quantity="3,3", allow_overdraft="1,0")
    assert [_row(store, code)["AllowOverdraft"] for code in ("mug-7", "tee-100")] == ["1", "0"]


@pytest.mark.parametrize(
    ("stock_close", "on_sale"), [({"stock_close": "0"}, True), ({"stock_close": ""}, False), ({}, False)]
)
def test_s4_1_stock_close(store: Store, stock_close: dict[str, str], on_sale: bool) -> None:
    store.item("mug-7", stock_close=True)
    assert not store.mall.get_item("mug-7").on_sale
    assert store.form("setStock", item_code="mug-7", quantity="3", **stock_close).status_code == 200
    assert store.mall.get_item("mug-7").on_sale is on_sale


def test_s4_1_stock_close_cannot_close(store: Store) -> None:
    assert store.form("setStock", item_code="mug-7", quantity="3", stock_close="1").status_code == 400


def test_s4_1_needs_no_publish(store: Store) -> None:
    store.form("setStock", item_code="mug-7", quantity="0")
    assert not store.mall.get_item("mug-7").on_sale


def test_s4_1_effects_are_in_the_call_log(store: Store) -> None:
    store.form("setStock", item_code=f"mug-7,{TEE}", quantity="-1,9")
    last = list(store.seat.door.calls.since(0))[-1]
    assert last.operation == "stock.write"
    assert last.effects == [{"code": "mug-7", "quantity": 2}, {"code": TEE, "quantity": 9}]


def test_s4_2_sample(store: Store) -> None:
    answer = store.form("getStock", item_code=f"{TEE},tee-200:no-such")
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("get_stock_answer.xml"))


def test_s4_2_legacy_infinite_is_an_empty_quantity(store: Store) -> None:
    store.item("mug-7", quantity=None)
    assert _row(store, "mug-7")["Quantity"] == ""
    store.order("mug-7", quantity=500)
    assert _row(store, "mug-7")["Quantity"] == ""


def test_s4_2_an_item_with_sub_codes_has_no_row_of_its_own(store: Store) -> None:
    assert _row(store, "tee-200") == {"ItemCode": "tee-200", "SubCode": "", "Status": "0"}


@pytest.mark.parametrize(("count", "status"), [(1000, 200), (1001, 400)])
def test_s4_2_a_thousand_codes(store: Store, count: int, status: int) -> None:
    assert store.form("getStock", item_code=",".join(["mug-7"] * count)).status_code == status


def test_s4_the_mall_lowers_its_own_stock_when_it_sells(store: Store) -> None:
    store.order(TEE, quantity=2, read_only=True)
    assert _row(store, TEE)["Quantity"] == "3"
