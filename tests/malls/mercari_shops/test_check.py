"""接続チェック (page sections 1, 3.1; R1-27)."""

from typing import Any

import httpx2

from tests.malls.mercari_shops.account import Account
from tests.malls.mercari_shops.samples import data, failure, page

NO_VARIANT = {"data": {"v0": None}, "errors": [{"message": "no", "path": ["v0"], "extensions": {"code": "NOT_FOUND"}}]}


def shop(status: str = "OPENED", shop_id: str = "SHP0001") -> dict[str, Any]:
    """The answer of section 3.1."""
    return data(shop={"id": shop_id, "name": "見本商店", "shopStatus": status, "enableMultiplePurchase": True})


def answers(first: object) -> list[object]:
    """The four answers of a check."""
    return [first, page("orderTransactions"), page("products"), NO_VARIANT]


def test_a_working_account_passes_and_tells_its_shop() -> None:
    report = Account(answers(shop())).client().check()
    assert report.ok
    assert report.shop == "SHP0001"
    assert [line.code for line in report.results] == ["shop", "orders", "products", "stock"]


def test_the_token_of_another_shop_is_named() -> None:
    """A renewal never turns an account into another shop."""
    report = Account(answers(shop(shop_id="SHP0002")), settings={"shop_id": "SHP0001"}).client().check()
    assert [line.code for line in report.results if not line.ok] == ["shop"]
    assert "別のショップ" in report.results[0].message


def test_a_closed_shop_is_named() -> None:
    """Trap 3."""
    report = Account(answers(shop("CLOSED"))).client().check()
    assert [line.code for line in report.results if not line.ok] == ["shop"]
    assert "公開" in report.results[0].message


def test_what_is_missing_is_named_and_the_rest_is_asked_all_the_same() -> None:
    report = Account([shop(), failure("UNAUTHENTICATED"), page("products"), httpx2.Response(500)]).client().check()
    assert [(line.code, line.passing) for line in report.results if not line.ok] == [("orders", False), ("stock", True)]


def test_an_unregistered_address_is_said_on_every_line() -> None:
    refused = [httpx2.Response(404, text="Not Found") for _ in range(4)]
    report = Account(list(refused)).client().check()
    assert [line.ok for line in report.results] == [False] * 4
    assert all("IPアドレス" in line.message for line in report.results)
