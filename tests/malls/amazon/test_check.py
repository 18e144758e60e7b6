"""接続チェック and the account's fields: what is named, and when credentials end (R1-16 … R1-27, page sections 1 and 7)."""

from datetime import UTC, datetime

import httpx2

from ichigen.malls.amazon.manifest import MALL
from tests.malls.amazon import documents
from tests.malls.amazon.account import Account, KeptTokens, error, said
from tests.malls.amazon.test_signals import OURS, SETTINGS, SUBSCRIBED

HERE = {
    "marketplace": {"id": "A1VC38T7YXB528"},
    "participation": {"isParticipating": True, "hasSuspendedListings": False},
    "storeName": "見本商店",
}
SELLS = said({"payload": [HERE]})
NO_ORDER = error(404, "NotFound")
NO_ROLE = error(403, "Unauthorized", "Access to requested resource is denied.")
SEARCHED = said(documents.search())
FINE = [SELLS, NO_ORDER, SEARCHED]


def failed(account: Account) -> dict[str, bool]:
    report = account.client().check()
    assert all(result.message for result in report.results if not result.ok)
    return {result.code: result.passing for result in report.results if not result.ok}


def test_a_working_account_passes_and_the_lists_turns_are_spared_section_7() -> None:
    account = Account([*FINE])

    assert failed(account) == {}
    assert account.paths() == [
        "/sellers/v1/marketplaceParticipations",
        "/orders/2026-01-01/orders/000-0000000-0000000",
        "/listings/2021-08-01/items/A1SELLERTEST",
    ]


def test_a_missing_role_is_named_and_the_others_are_tried_section_1_5() -> None:
    assert failed(Account([SELLS, NO_ROLE, SEARCHED])) == {"orders_role": False}
    assert failed(Account([SELLS, NO_ORDER, NO_ROLE])) == {"listings_role": False}


def test_a_wrong_secret_names_the_application_and_leaves_the_rest_open() -> None:
    account = Account([said({"error": "invalid_client"}, 401)], tokens=KeptTokens())

    assert failed(account) == {
        "application": False,
        "authorisation": True,
        "marketplace": True,
        "orders_role": True,
        "listings_role": True,
    }


def test_a_revoked_authorisation_names_the_refresh_token() -> None:
    account = Account([said({"error": "invalid_grant"}, 400)], tokens=KeptTokens())

    assert failed(account) | {"application": True} == {
        "application": True,
        "authorisation": False,
        "marketplace": True,
        "orders_role": True,
        "listings_role": True,
    }


def test_a_seller_who_does_not_sell_in_japan_is_told_so() -> None:
    elsewhere = said({"payload": [HERE | {"marketplace": {"id": "ATVPDKIKX0DER"}}]})

    assert failed(Account([elsewhere, NO_ORDER, SEARCHED])) == {"marketplace": False}


def test_what_passes_by_itself_is_no_fault_of_the_account() -> None:
    account = Account([SELLS, error(503, "ServiceUnavailable"), error(429, "QuotaExceeded")])

    assert failed(account) == {"orders_role": True, "listings_role": True}


def test_the_news_has_a_line_where_a_queue_is_set_section_3_8() -> None:
    assert failed(Account([*FINE, SUBSCRIBED, OURS], SETTINGS)) == {}
    assert failed(Account([*FINE, error(400, "InvalidInput")], SETTINGS)) == {"queue": True}
    assert failed(Account([*FINE], SETTINGS | {"aws_region": ""})) == {"queue": True}


def test_ends_are_derived_from_the_days_of_issue_section_1_1() -> None:
    settings = {"authorised_on": "2026-11-01", "client_secret_issued_on": "2026/10/01"}

    assert Account([*FINE], settings).client().check().expires == {
        "refresh_token": datetime(2027, 10, 31, 15, tzinfo=UTC),
        "client_secret": datetime(2027, 3, 29, 15, tzinfo=UTC),
    }


def test_days_that_are_none_derive_nothing() -> None:
    settings = {"authorised_on": "昨日", "client_secret_issued_on": ""}

    assert Account([*FINE], settings).client().check().expires == {}


def test_the_old_names_lead_to_the_new_fields_r1_16_to_r1_22() -> None:
    words = {field.name: field.help for field in MALL.credentials}

    assert "MWS認証トークン" in words["refresh_token"]
    assert "開発者アカウントID" in words["client_id"]
    assert "これまでの出品者ID" in words["seller_id"]
    assert MALL.identity_field == "seller_id"


def test_a_mall_that_is_down_fails_without_an_exception() -> None:
    account = Account([httpx2.ConnectError("down")] * 3, tokens=KeptTokens())

    assert failed(account)["authorisation"]
