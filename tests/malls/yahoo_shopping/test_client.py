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
from ichigen.malls.yahoo_shopping.plan import plan
from ichigen.malls.yahoo_shopping.wire import read_document, text
from tests.malls.yahoo_shopping import documents
from tests.malls.yahoo_shopping.account import NOW, PUBLIC_PEM, TOKEN, Account, KeptTokens, open_signature, plain, signed

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


@pytest.mark.parametrize("pem", [PUBLIC_PEM.replace("\n", "\r\n"), f"  {PUBLIC_PEM}\n", PUBLIC_PEM.replace("\n", "\\n")])
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


def test_a_token_renewed_by_another_process_is_taken_over() -> None:
    tokens = KeptTokens({"access_token": Token("at-0", NOW + timedelta(minutes=5))})
    account = Account([signed(documents.NO_ORDERS)], tokens=tokens)

    def expired_while_another_renews(request: httpx2.Request) -> httpx2.Response:
        tokens.put("access_token", Token("at-other", NOW + timedelta(hours=1)))
        return EXPIRED

    account.answers.insert(0, expired_while_another_renews(httpx2.Request("GET", "http://127.0.0.1")))
    tokens.put("access_token", Token("at-0", NOW + timedelta(minutes=5)))
    made = client(account)
    made.list_orders  # noqa: B018
    tokens.put("access_token", Token("at-other", NOW + timedelta(hours=1)))
    made.list_orders("by_order_time", WINDOW, None)
