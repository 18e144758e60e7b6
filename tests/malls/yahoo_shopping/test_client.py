"""The client's calls: tokens, signature, orders, stock, catalogue, check – each against scripted answers."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx2
import pytest

from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Ship, StepPlan
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import MallListing, StockSeen, StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.yahoo_shopping.client import YahooShoppingClient
from ichigen.malls.yahoo_shopping.translate_changes import plan
from ichigen.malls.yahoo_shopping.wire import read_document, text
from tests.malls.yahoo_shopping import documents
from tests.malls.yahoo_shopping.account import (
    NOW,
    PUBLIC_PEM,
    TOKEN,
    Account,
    KeptTokens,
    open_signature,
    plain,
    signed,
)

WINDOW = Window(NOW - timedelta(days=2), NOW)
EXPIRED = plain(documents.TOKEN_EXPIRED, 401)


def client(account: Account) -> YahooShoppingClient:
    return YahooShoppingClient(account.connection())


def test_the_signature_opens_with_the_private_key_section_2_2() -> None:
    account = Account([TOKEN, signed(documents.NO_ORDERS)])

    client(account).list_orders("by_order_time", WINDOW, None)

    assert open_signature(account.asked[1]) == f"hinata-shop:{int(NOW.timestamp())}"
    assert account.asked[1].headers["X-sws-signature-version"] == "2"
    assert account.asked[1].headers["Authorization"] == "Bearer at-1"


@pytest.mark.parametrize(
    "pem", [PUBLIC_PEM.replace("\n", "\r\n"), f"  {PUBLIC_PEM}\n", PUBLIC_PEM.replace("\n", "\\n")]
)
def test_a_key_pasted_in_any_way_is_read(pem: str) -> None:
    account = Account([TOKEN, signed(documents.NO_ORDERS)], public_key=pem)

    client(account).list_orders("by_order_time", WINDOW, None)

    assert open_signature(account.asked[1]).startswith("hinata-shop:")


def test_a_pasted_key_that_is_none_names_the_public_key() -> None:
    with pytest.raises(AuthExpired) as caught:
        client(Account([TOKEN], public_key="my key")).list_orders("by_order_time", WINDOW, None)

    assert (caught.value.code, caught.value.permission) == ("public_key_invalid", "public_key")


def test_a_stored_token_is_used_until_it_ends() -> None:
    tokens = KeptTokens({"access_token": Token("at-0", NOW + timedelta(minutes=5))})
    account = Account([signed(documents.NO_ORDERS)], tokens=tokens)

    client(account).list_orders("by_order_time", WINDOW, None)

    assert account.asked[0].headers["Authorization"] == "Bearer at-0"


def test_an_expired_token_is_renewed_once_and_the_call_repeated_also_for_writes() -> None:
    tokens = KeptTokens({"access_token": Token("at-0", NOW + timedelta(minutes=5))})
    stock = plain(documents.GET_STOCK)
    account = Account([stock, EXPIRED, TOKEN, plain(documents.SET_STOCK_OK)], tokens=tokens)

    answer = client(account).write_stock([StockWrite("cup-7:cup-7-blue", StockMode.RELATIVE, 1)])

    assert answer.accepted == {"cup-7:cup-7-blue"}
    assert account.paths() == ["getStock", "setStock", "token", "setStock"]
    assert account.asked[3].headers["Authorization"] == "Bearer at-1"
    assert tokens.tokens["access_token"] == Token("at-1", NOW + timedelta(hours=1))


def test_a_token_that_stays_refused_after_one_renewal_needs_a_person() -> None:
    with pytest.raises(AuthExpired) as caught:
        client(Account([TOKEN, EXPIRED, TOKEN, EXPIRED])).list_orders("by_order_time", WINDOW, None)

    assert (caught.value.code, caught.value.permission) == ("invalid_token", "refresh_token")


def test_a_dead_refresh_token_needs_consent_section_2_1() -> None:
    refused = httpx2.Response(400, json={"error": "invalid_grant", "error_description": "x", "error_code": 4102})

    with pytest.raises(AuthExpired) as caught:
        client(Account([refused])).read_stock(["fan-1"])

    assert (caught.value.code, caught.value.permission) == ("invalid_grant", "refresh_token")


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"[" * 100_000, b"{}", b'{"access_token":"at-1","expires_in":"soon"}',
                b'{"access_token":"at-1","expires_in":99999999999999999999}'])  # fmt: skip
def test_a_token_answer_that_cannot_be_read_is_asked_for_again(content: bytes) -> None:
    with pytest.raises(Retryable) as caught:
        client(Account([httpx2.Response(200, content=content)])).read_stock(["fan-1"])

    assert (caught.value.code, caught.value.unknown_effect) == ("unreadable", False)


def test_a_new_refresh_token_is_kept_and_used_next_time() -> None:
    renewed = {"access_token": "at-1", "expires_in": 3600, "refresh_token": "rt-2"}
    account = Account(
        [httpx2.Response(200, json=renewed), EXPIRED, TOKEN, plain(documents.GET_STOCK)],
        settings={"refresh_token_issued_on": "2026-09-10"},
    )

    client(account).read_stock(["fan-1"])

    expiry = datetime(2026, 10, 7, 15, 0, tzinfo=UTC)  # 2026-09-10 in Japan and four weeks
    assert account.tokens.credentials == {"refresh_token": ("rt-2", expiry)}
    assert account.form(2)["refresh_token"] == "rt-2"


def test_the_list_asks_for_held_and_read_only_orders_without_a_status_filter_trap_2() -> None:
    account = Account([TOKEN, signed(documents.ORDER_LIST)])

    page = client(account).list_orders("by_publication_time", WINDOW, None)

    search = read_document(account.asked[1].content).find("Search")
    condition = search.find("Condition") if search is not None else None
    assert condition is not None
    assert {member.tag: member.text for member in condition} == {
        "PublicationTimeFrom": "20260929120000",
        "PublicationTimeTo": "20261001120000",
        "ReadOnlyMode": "2",
        "FraudHoldDisplayType": "1",
    }
    assert (text(search, "Result"), text(search, "Start"), text(search, "Sort")) == ("2000", "1", "+order_time")
    assert [ref.number for ref in page.refs] == ["hinata-shop-10000001"]
    assert [problem.where for problem in page.problems] == ["hinata-shop-10000002"]
    assert page.next_page is None


def test_pages_follow_until_the_total_section_3_2() -> None:
    many = documents.ORDER_LIST.replace(b"<TotalCount>2<", b"<TotalCount>4001<")
    account = Account([TOKEN, signed(many), signed(many), signed(many)])
    made = client(account)

    pages = [made.list_orders("wide", WINDOW, page).next_page for page in (None, "2001", "4001")]

    assert pages == ["2001", "4001", None]


@pytest.mark.parametrize("status", ["unauthorized", "expired", ""])
def test_a_key_the_mall_does_not_accept_is_reported_with_the_orders_trap_13(status: str) -> None:
    answer = httpx2.Response(200, content=documents.order_info(), headers={"X-SWS-Authorize-Status": status})
    account = Account([TOKEN, answer])

    batch = client(account).fetch_orders(["hinata-shop-10000001"])

    assert [order.number for order in batch.orders] == ["hinata-shop-10000001"]
    assert [(problem.where, problem.code) for problem in batch.problems] == [("public_key", "public_key_not_accepted")]


def test_an_unreadable_order_is_a_problem_and_not_a_missing_order() -> None:
    account = Account([TOKEN, signed(documents.order_info().replace(b"<Quantity>2", b"<Quantity>two"))])

    batch = client(account).fetch_orders(["hinata-shop-10000001"])

    assert batch.orders == ()
    assert [(problem.where, problem.code) for problem in batch.problems] == [("hinata-shop-10000001", "unreadable")]


def test_an_unknown_order_is_in_neither_list() -> None:
    account = Account([TOKEN, plain(documents.error("od00000", "Not Exists"), 400)])

    batch = client(account).fetch_orders(["hinata-shop-99999999"])

    assert (batch.orders, batch.problems) == ((), ())


def test_stock_is_written_signed_and_overdraft_goes_back_as_read_section_4_1() -> None:
    stock = plain(documents.GET_STOCK)
    account = Account([TOKEN, stock, stock, plain(documents.SET_STOCK_OK)])
    made = client(account)
    made.read_stock(["cup-7:cup-7-blue", "fan-1"])

    answer = made.write_stock(
        [StockWrite("cup-7:cup-7-blue", StockMode.RELATIVE, 1), StockWrite("fan-1", StockMode.ABSOLUTE, 0)]
    )

    assert answer.accepted == {"cup-7:cup-7-blue", "fan-1"}
    assert account.paths() == ["token", "getStock", "getStock", "setStock"]
    assert account.form(2)["item_code"] == "fan-1"  # no record so far: looked for once more before it is created
    assert account.form(3) == {
        "seller_id": "hinata-shop",
        "item_code": "cup-7:cup-7-blue,fan-1",
        "quantity": "+1,0",
        "allow_overdraft": "1,0",
    }


def test_the_plus_sign_arrives_encoded() -> None:
    account = Account([TOKEN, plain(documents.GET_STOCK), plain(documents.SET_STOCK_OK)])

    client(account).write_stock(
        [StockWrite("cup-7:cup-7-blue", StockMode.RELATIVE, 2), StockWrite("old-1", StockMode.RELATIVE, -1)]
    )

    assert account.asked[2].content == (
        b"seller_id=hinata-shop&item_code=cup-7%3Acup-7-blue%2Cold-1&quantity=%2B2%2C-1&allow_overdraft=1%2C0"
    )
    assert unquote(account.asked[2].content.decode()).endswith("quantity=+2,-1&allow_overdraft=1,0")


def test_after_a_partial_answer_no_row_counts_as_written_section_4_1() -> None:
    account = Account([TOKEN, plain(documents.GET_STOCK), plain(documents.SET_STOCK_PARTIAL, 207)])

    answer = client(account).write_stock(
        [StockWrite("cup-7:cup-7-blue", StockMode.RELATIVE, 1), StockWrite("fan-1", StockMode.ABSOLUTE, 10**10)]
    )

    assert answer.accepted == frozenset()
    assert [(row.code, row.error, row.reread) for row in answer.refused] == [("fan-1", "st-02104", True)]


def test_rows_missing_in_the_answer_are_left_open() -> None:
    account = Account([TOKEN, plain(documents.GET_STOCK), plain(b"<ResultSet/>")])

    answer = client(account).write_stock([StockWrite("cup-7:cup-7-blue", StockMode.RELATIVE, 1)])

    assert (answer.accepted, answer.refused) == (frozenset(), ())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (StockWrite("fan-1", StockMode.ABSOLUTE, -1), "negative_quantity"),
        (StockWrite("fan-1", StockMode.COMPARE_AND_SET, 1, 2), "mode_not_supported"),
    ],
)
def test_a_plain_negative_number_never_leaves_trap_8(row: StockWrite, code: str) -> None:
    account = Account([])

    with pytest.raises(Refused) as caught:
        client(account).write_stock([StockWrite("cup-7", StockMode.RELATIVE, -1), row])

    assert (caught.value.code, caught.value.row) == (code, 1)
    assert account.asked == []


def test_a_write_whose_answer_is_unreadable_has_an_open_effect() -> None:
    account = Account([TOKEN, plain(documents.GET_STOCK), plain(b"<html>")])

    with pytest.raises(Retryable) as caught:
        client(account).write_stock([StockWrite("fan-1", StockMode.RELATIVE, -1)])

    assert caught.value.unknown_effect is True


def test_an_unlimited_stock_is_a_problem_of_its_row() -> None:
    reading = client(Account([TOKEN, plain(documents.GET_STOCK)])).read_stock(["cup-7:cup-7-blue", "fan-1", "old-1"])

    assert reading.rows == (StockSeen("cup-7:cup-7-blue", 10), StockSeen("fan-1", None))
    assert [(problem.where, problem.code) for problem in reading.problems] == [("old-1", "unlimited_stock")]


def test_the_catalogue_walks_categories_and_asks_each_item_for_its_variations() -> None:
    """E2-18: 個別商品コード is what is matched."""
    categories = plain(b"<ResultSet><Result><PageKey>tops</PageKey></Result></ResultSet>")
    leaf = plain(b"<ResultSet/>")
    codes = plain(documents.ITEM_LIST.replace(b'firstResultPosition="101"', b"").replace(b'="150"', b'="1"'))
    account = Account([TOKEN, categories, leaf, codes, plain(documents.ITEM)])

    page = client(account).list_listings(None)

    assert page.listings == (
        MallListing("cup-7:cup-7-blue", "湯のみ", ("cup-7-blue", "cup-7:cup-7-blue"), 10, 1500, "色:藍", group="cup-7"),
        MallListing("cup-7:cup-7-red", "湯のみ", ("cup-7-red", "cup-7:cup-7-red"), -1, 1500, "色:紅", group="cup-7"),
    )
    assert page.next_page is None
    assert account.paths() == ["token", "stCategoryList", "stCategoryList", "myItemList", "getItem"]


def test_the_catalogue_goes_on_where_it_stopped_and_skips_deleted_items() -> None:
    categories = plain(b"<ResultSet><Result><PageKey>tops</PageKey></Result></ResultSet>")
    rows = b"".join(b"<Result><ItemCode>i-%d</ItemCode></Result>" % number for number in range(100))
    first = b'<ResultSet totalResultsAvailable="101" totalResultsReturned="100">' + rows + b"</ResultSet>"
    last = documents.ITEM_LIST.replace(b'="150"', b'="101"')
    gone = plain(documents.error("it-05002", "指定された商品コードは存在しません。"), 400)
    account = Account([TOKEN, categories, plain(b"<ResultSet/>"), plain(first), *[gone] * 100, plain(last)])
    account.answers.append(plain(documents.ITEM))
    made = client(account)

    page, read = None, 0
    while read < 20:
        answer = made.list_listings(page)
        page, read = answer.next_page, read + 1
        if page is None:
            break

    assert read == 13
    assert [listing.code for listing in answer.listings] == ["cup-7:cup-7-blue", "cup-7:cup-7-red"]
    assert account.asked[-2].url.params["start"] == "101"


def paid_order_and_steps() -> tuple[Account, YahooShoppingClient]:
    account = Account([TOKEN, signed(documents.order_info(seen="true"))])
    return account, client(account)


def test_a_warning_means_that_the_change_was_done_section_3_4() -> None:
    account, made = paid_order_and_steps()
    order = made.fetch_orders(["hinata-shop-10000001"]).orders[0]
    planned = plan(Ship((Parcel("yamato", "1234"),)), order)
    assert isinstance(planned, tuple)
    account.answers.append(signed(documents.CHANGED))

    made.send_step(order, planned[0])

    sent = read_document(account.asked[2].content)
    assert account.paths()[2] == "orderShipStatusChange"
    assert [member.tag for member in sent] == ["Target", "Order", "SellerId"]
    assert text(sent, "Order", "Ship", "ShipInvoiceNumber1") == "1234"
    assert text(sent, "Target", "IsPointFix") == "true"


def test_an_answer_without_ok_is_a_refusal() -> None:
    account, made = paid_order_and_steps()
    order = made.fetch_orders(["hinata-shop-10000001"]).orders[0]
    account.answers.append(signed(b"<ResultSet ok='0' ng='1'><Result><Status>NG</Status></Result></ResultSet>"))

    with pytest.raises(Refused):
        made.send_step(order, cancel_step(made, order.number))


def cancel_step(made: YahooShoppingClient, number: str) -> StepPlan:
    return StepPlan("cancel", "キャンセルにする", {"Target": {"OrderId": number}, "Order": {"OrderStatus": "4"}})


def test_nothing_is_sent_while_the_order_is_read_only_trap_2() -> None:
    account = Account([TOKEN, signed(documents.order_info(order="<IsReadOnly>1</IsReadOnly>"))])
    made = client(account)
    order = made.fetch_orders(["hinata-shop-10000001"]).orders[0]
    planned = plan(Cancel(CancelReason.BUYER), order)
    assert isinstance(planned, tuple)

    with pytest.raises(Throttled) as caught:
        made.send_step(order, planned[0])

    assert caught.value.retry_at == order.writable_from == NOW + timedelta(seconds=30)
    assert len(account.asked) == 2


def test_the_payment_guard_also_stands_at_the_door_g4_22() -> None:
    account, made = paid_order_and_steps()
    paid = made.fetch_orders(["hinata-shop-10000001"]).orders[0]
    planned = plan(Ship((Parcel("yamato", "1234"),)), paid)
    assert isinstance(planned, tuple)
    account.answers.append(signed(documents.order_info(2, 0, 0, seen="true")))
    unpaid = made.fetch_orders(["hinata-shop-10000001"]).orders[0]

    with pytest.raises(Refused) as caught:
        made.send_step(unpaid, planned[0])

    assert caught.value.code == "payment_due"


def test_the_check_passes_by_name_and_derives_the_expiries_r1_27() -> None:
    """R1-55: token and key have each an end of its own."""
    account = Account(
        [TOKEN, signed(documents.NO_ORDERS), plain(documents.GET_STOCK), plain(documents.ITEM_LIST)],
        settings={"refresh_token_issued_on": "2026-09-20", "public_key_issued_on": "2026/01/05"},
    )

    report = client(account).check()

    assert report.ok
    assert report.expires == {
        "refresh_token": datetime(2026, 10, 17, 15, 0, tzinfo=UTC),
        "public_key": datetime(2027, 1, 4, 15, 0, tzinfo=UTC),
    }


@pytest.mark.parametrize("typed", ["2020-01-01", "", "きのう"])
def test_e2_29_a_typed_day_that_is_wrong_does_not_touch_the_connection(typed: str) -> None:
    account = Account(
        [TOKEN, signed(documents.NO_ORDERS), plain(documents.GET_STOCK), plain(documents.ITEM_LIST)],
        settings={"refresh_token_issued_on": typed},
    )

    report = client(account).check()

    assert report.ok
    ends = {"2020-01-01": datetime(2020, 1, 28, 15, 0, tzinfo=UTC)}
    assert report.expires.get("refresh_token") == ends.get(typed)


@pytest.mark.parametrize(
    ("answers", "failed"),
    [
        (
            [TOKEN, plain(documents.error("px-04306"), 403), plain(documents.GET_STOCK), plain(documents.ITEM_LIST)],
            "source_ip",
        ),
        (
            [TOKEN, plain(documents.error("px-04303"), 401), plain(documents.GET_STOCK), plain(documents.ITEM_LIST)],
            "order_api",
        ),
        (
            [TOKEN, plain(documents.NO_ORDERS), plain(documents.GET_STOCK), plain(documents.ITEM_LIST)],
            "public_key",
        ),
        (
            [TOKEN, signed(documents.NO_ORDERS), plain(documents.error("px-14303"), 403), plain(documents.ITEM_LIST)],
            "stock_api",
        ),
        ([httpx2.Response(401, json={"error": "invalid_client"})], "refresh_token"),
    ],
)
def test_the_check_names_what_is_refused_r1_52(answers: list[httpx2.Response | Exception], failed: str) -> None:
    report = client(Account(answers)).check()

    results = {result.code: result for result in report.results}
    untried = {code for code, result in results.items() if result.message.endswith("(未確認)。")}
    assert not results[failed].ok
    assert {code for code, result in results.items() if not result.ok} - untried == {failed}


@pytest.mark.parametrize("code", ["od90001", "anything"])
def test_a_shop_that_every_function_refuses_is_named_and_the_functions_are_not_blamed(code: str) -> None:
    refusal = plain(documents.error(code), 400)
    report = client(Account([TOKEN, refusal, refusal, refusal])).check()

    (line,) = report.failed
    assert (line.code, "ストアアカウントが違うことが考えられます。" in line.message) == ("order_api", True)


def test_a_function_that_alone_refuses_speaks_for_itself() -> None:
    refusal = plain(documents.error("od90001"), 400)
    report = client(Account([TOKEN, refusal, plain(documents.GET_STOCK), plain(documents.ITEM_LIST)])).check()

    (line,) = report.failed
    assert (line.code, "ストアアカウント" in line.message) == ("order_api", False)


def test_the_check_survives_a_mall_that_does_not_answer() -> None:
    report = client(Account([httpx2.ConnectError("refused")])).check()

    assert not report.ok
