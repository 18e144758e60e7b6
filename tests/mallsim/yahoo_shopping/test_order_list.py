"""Section 3.2: orderList."""

import pytest

from tests.mallsim.yahoo_shopping.store import Store, change, error_of, fixture, parsed, same_xml

MANY = "<Result>2000</Result>"


def test_s3_2_sample(store: Store) -> None:
    assert store.order("tee-100") == "demo-store-10000001"
    seen = store.order("mug-7")
    store.mall.act(seen, "confirm", {})
    answer = store.xml("orderList", fixture("order_list_request.xml"))
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("order_list_answer.xml"))


def test_s3_2_no_match(store: Store) -> None:
    answer = store.search()
    assert parsed(answer).tag == "Result"
    assert same_xml(answer.text, "<Result><Status>OK</Status><Search><TotalCount>0</TotalCount></Search></Result>")


@pytest.mark.parametrize("search", ["<Result>0</Result>", "<Start>11</Start>"])
def test_s3_2_result_zero_or_start_beyond_the_end(store: Store, search: str) -> None:
    for _ in range(10):
        store.order("tee-100")
    expected = "<Result><Status>OK</Status><Search><TotalCount>10</TotalCount><OrderInfo /></Search></Result>"
    assert same_xml(store.search(search=search).text, expected)


def test_s3_2_paging(store: Store) -> None:
    store.item("pen-1", quantity=50)
    made = []
    for _ in range(23):
        store.pass_time(1)
        made.append(store.order("pen-1"))
    assert store.found() == made[:10]
    assert store.found(search="<Result>10</Result><Start>11</Start>") == made[10:20]
    assert store.found(search="<Result>10</Result><Start>21</Start>") == made[20:]
    assert store.found(search=MANY + "<Sort>-order_time</Sort>") == made[::-1]


@pytest.mark.parametrize("search", ["<Result>2001</Result>", "<Start>0</Start>", "<Sort>order_time</Sort>"])
def test_s3_2_search_values_out_of_range(store: Store, search: str) -> None:
    assert store.search(search=search).status_code == 400


@pytest.mark.parametrize("condition", ["<OrderStatus>2</OrderStatus>", "<ShipDateFrom>20260101</ShipDateFrom>"])
def test_s3_2_a_mandatory_condition_is_missing(store: Store, condition: str) -> None:
    assert store.search(condition).status_code == 400


@pytest.mark.parametrize(
    "condition",
    [
        "<OrderTimeFrom>2026-10-01</OrderTimeFrom>",
        "<OrderTimeFrom>20261001</OrderTimeFrom>",
        "<OrderTimeFrom>20261301000000</OrderTimeFrom>",
        "<OrderTimeFrom>20260101000000</OrderTimeFrom><LastUpdateTimeFrom>20260101000000</LastUpdateTimeFrom>",
        "<OrderTimeFrom>20260101000000</OrderTimeFrom><ReadOnlyMode>3</ReadOnlyMode>",
    ],
)
def test_s3_2_conditions_of_the_wrong_form(store: Store, condition: str) -> None:
    store.order("tee-100")
    assert store.search(condition).status_code == 400


def test_s3_2_field_is_required_and_known(store: Store) -> None:
    assert store.search(fields="").status_code == 400
    assert store.search(fields="OrderId,OrderNo").status_code == 400


def test_s3_2_never_lines_nor_addresses(store: Store) -> None:
    store.order("tee-100")
    found = parsed(store.search(fields="OrderId,ShipAddress1,ItemId,UnitPrice,ShipPrefecture")).find("Search/OrderInfo")
    assert found is not None
    assert [cell.tag for cell in found] == ["Index", "OrderId", "ShipPrefecture"]


def test_s3_2_order_time_range_is_in_jst_and_includes_its_ends(store: Store) -> None:
    made = store.order("tee-100")
    day = "<OrderTimeFrom>20261001091240</OrderTimeFrom><OrderTimeTo>20261001091240</OrderTimeTo>"
    assert store.found(day) == [made]
    assert store.found("<OrderTimeFrom>20261001091241</OrderTimeFrom>") == []
    assert store.found("<OrderTimeTo>20261001001240</OrderTimeTo>") == []


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ("<OrderStatus>1,2</OrderStatus>", True),
        ("<OrderStatus>3,4,5</OrderStatus>", False),
        ("<PayStatus>1</PayStatus>", True),
        ("<ShipStatus>0,1</ShipStatus>", True),
        ("<ItemId>tee-200</ItemId>", True),
        ("<ItemId>demo-store_tee-200</ItemId>", False),
        ("<SubCode>tee-200-bk-m</SubCode>", True),
        ("<Title>Tシャツ</Title>", True),
        ("<IsYahooAuctionOrder>true</IsYahooAuctionOrder>", False),
        ("<ShipRequestDateNo>1</ShipRequestDateNo>", False),
        ("<ShipRequestDateNo>2</ShipRequestDateNo>", True),
        ("<Suspect>1</Suspect>", False),
        ("<PayMethod>payment_a1</PayMethod>", True),
    ],
)
def test_s3_2_conditions(store: Store, condition: str, matches: bool) -> None:
    made = store.order("tee-200:tee-200-bk-m")
    assert store.found(f"<OrderId>{made}</OrderId>{condition}") == ([made] if matches else [])


@pytest.mark.parametrize(("mode", "expected"), [("0", ["writable"]), ("1", ["window"]), ("2", ["window", "writable"])])
def test_s3_2_read_only_mode(store: Store, mode: str, expected: list[str]) -> None:
    made = {store.order("tee-100", read_only=True): "window", store.order("tee-100"): "writable"}
    condition = f"<OrderTimeFrom>20260101000000</OrderTimeFrom><ReadOnlyMode>{mode}</ReadOnlyMode>"
    assert [made[found] for found in store.found(condition)] == expected


def test_s3_2_read_only_ends_after_ten_minutes(store: Store) -> None:
    made = store.order("tee-100", read_only=True)
    store.pass_time(598)
    assert store.found() == []
    assert store.found() == [made]


def test_s3_2_the_window_is_scaled_with_the_mall_s_waits() -> None:
    fast = Store(time_scale=60)
    fast.item("tee-100", quantity=1)
    made = fast.order("tee-100", read_only=True)
    fast.pass_time(9.9)
    assert fast.found() == [made]


def test_s3_2_fraud_hold_is_hidden_by_default(store: Store) -> None:
    held = store.order("tee-100", fraud_hold=True)
    since = "<OrderTimeFrom>20260101000000</OrderTimeFrom>"
    assert store.found(since) == []
    assert store.found(since + "<FraudHoldDisplayType>0</FraudHoldDisplayType>") == []
    assert store.found(since + "<FraudHoldDisplayType>1</FraudHoldDisplayType>") == [held]


def test_s3_2_publication_time_is_the_end_of_the_hold(store: Store) -> None:
    held = store.order("tee-100", fraud_hold=True)
    store.pass_time(3 * 24 * 3600)
    store.mall.act(held, "release_fraud", {})
    assert store.found("<OrderTimeFrom>20261004000000</OrderTimeFrom>") == []
    assert store.found("<PublicationTimeFrom>20261004000000</PublicationTimeFrom>") == [held]
    assert store.info(held, "PublicationTime").findtext("PublicationTime") == "2026-10-04T09:12:40+09:00"


def test_s3_2_a_held_order_has_no_publication_time_yet(store: Store) -> None:
    held = store.order("tee-100", fraud_hold=True)
    shown = "<FraudHoldDisplayType>1</FraudHoldDisplayType>"
    assert store.found("<PublicationTimeFrom>20260101000000</PublicationTimeFrom>" + shown) == []
    assert store.info(held, "PublicationTime,FraudHoldStatus").findtext("PublicationTime") == ""


def test_s3_2_update_does_not_move_an_order_in_any_date_condition(store: Store) -> None:
    made = store.order("tee-100")
    store.pass_time(24 * 3600)
    store.xml("orderChange", change(made, order="<Notes>x</Notes>"))
    assert store.found("<OrderTimeFrom>20261002000000</OrderTimeFrom>") == []


def test_s3_2_unknown_store(store: Store) -> None:
    body = "<Req><Search><Condition/><Field>OrderId</Field></Search><SellerId>x</SellerId></Req>"
    assert error_of(store.xml("orderList", body))[0] == 400
