"""Section 1: endpoint, versions, tokens, scopes."""

from base64 import b64encode

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import DAY, Store, codes
from tests.mallsim.town import Town

TOKEN = "/admin/oauth/access_token"
BAD_TOKEN = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}


def grant(store: Store) -> dict[str, str]:
    keys = store.credentials
    return {
        "client_id": keys["client_id"],
        "client_secret": keys["client_secret"],
        "grant_type": "client_credentials",
    }


def test_s1_client_credentials_give_a_token_for_a_day_and_no_refresh_token(town: Town, store: Store) -> None:
    answer = town.mall.post(TOKEN, json=grant(store)).json()
    assert sorted(answer) == ["access_token", "expires_in", "scope"]
    assert answer["expires_in"] == 86399
    assert answer["scope"].split(",")[:2] == ["read_orders", "write_orders"]
    store.headers = {"X-Shopify-Access-Token": answer["access_token"]}
    assert store.data("{ shop { name } }") == {"shop": {"name": "模擬ストア"}}
    store.pass_time(DAY)
    assert store.post("{ shop { name } }").status_code == 401


def test_s1_a_form_and_http_basic_are_taken_as_oauth_libraries_send_them(town: Town, store: Store) -> None:
    given = grant(store)
    assert town.mall.post(TOKEN, data=given).status_code == 200
    basic = b64encode(f"{given['client_id']}:{given['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    answer = town.mall.post(TOKEN, data={"grant_type": "client_credentials"}, headers=headers)
    assert answer.json()["access_token"].startswith("shpat_")


@pytest.mark.parametrize(
    ("member", "value", "error"),
    [
        ("client_secret", "wrong", "application_cannot_be_found"),
        ("client_id", "wrong", "application_cannot_be_found"),
        ("grant_type", "refresh_token", "unsupported_grant_type"),
    ],
)
def test_s1_wrong_grants_are_refused(town: Town, store: Store, member: str, value: str, error: str) -> None:
    answer = town.mall.post(TOKEN, json=grant(store) | {member: value})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_s1_several_fetched_tokens_live_beside_the_pasted_one(town: Town, store: Store) -> None:
    tokens = [town.mall.post(TOKEN, json=grant(store)).json()["access_token"] for _ in range(2)]
    for token in (*tokens, store.credentials["access_token"]):
        store.headers = {"X-Shopify-Access-Token": token}
        assert store.post("{ shop { name } }").status_code == 200
    town.configure(tokens_expired=True)
    store.headers = {"X-Shopify-Access-Token": tokens[0]}
    assert store.post("{ shop { name } }").status_code == 401


@pytest.mark.parametrize("headers", [{}, {"X-Shopify-Access-Token": "shpat_nobody"}])
def test_s11_2_an_unknown_token_is_401(store: Store, headers: dict[str, str]) -> None:
    store.headers = headers
    answer = store.post("{ shop { name } }")
    assert (answer.status_code, answer.json()) == (401, BAD_TOKEN)


@pytest.mark.parametrize("state", ["wrong", "expired"])
def test_s1_credential_states(town: Town, store: Store, state: str) -> None:
    town.configure(credential=state)
    assert store.post("{ shop { name } }").status_code == 401


@pytest.mark.parametrize(
    ("asked", "served"),
    [("2026-10", "2026-10"), ("2026-01", "2026-01"), ("2024-10", "2026-01"), ("unstable", "unstable")],
)
def test_s1_an_expired_version_falls_forward_and_the_header_says_so(store: Store, asked: str, served: str) -> None:
    store.version = asked
    answer = store.post("{ shop { name } }")
    assert (answer.status_code, answer.headers["x-shopify-api-version"]) == (200, served)


@pytest.mark.parametrize("version", ["2027-07", "2026-02", "latest"])
def test_s1_what_is_no_version_is_404(store: Store, version: str) -> None:
    store.version = version
    assert store.post("{ shop { name } }").status_code == 404


def test_s1_when_a_year_has_gone_the_asked_version_is_no_longer_the_one_that_answers(town: Town, store: Store) -> None:
    town.configure(oldest_version="2027-01")
    assert store.post("{ shop { name } }").headers["x-shopify-api-version"] == "2027-01"
    handles = [one["handle"] for one in store.data(documents.CONNECTION)["publicApiVersions"]]
    assert handles == ["2027-01", "2027-04", "2027-07", "2027-10", "unstable"]


def test_s1_rest_and_other_paths_do_not_exist(town: Town, store: Store) -> None:
    assert town.mall.get("/admin/api/2026-10/orders.json", headers=store.headers).status_code == 404
    assert town.mall.get("/admin/api/2026-10/graphql.json", headers=store.headers).status_code == 405


def test_s10_the_connection_test_shows_store_scopes_and_versions(store: Store) -> None:
    data = store.data(documents.CONNECTION)
    assert data["shop"] == {
        "id": "gid://shopify/Shop/987654",
        "name": "模擬ストア",
        "myshopifyDomain": "mogi-store.myshopify.com",
        "currencyCode": "JPY",
        "ianaTimezone": "Asia/Tokyo",
        "taxesIncluded": True,
    }
    handles = [scope["handle"] for scope in data["currentAppInstallation"]["accessScopes"]]
    assert handles[:3] == ["read_orders", "write_orders", "read_customers"]
    assert [one["handle"] for one in data["publicApiVersions"] if one["supported"]] == [
        "2026-01",
        "2026-04",
        "2026-07",
        "2026-10",
    ]


def test_s2_a_missing_scope_denies_the_field_and_the_rest_still_comes(town: Town, store: Store) -> None:
    town.buy(("MUG-7", 1))
    store.pass_time(3)
    town.configure(scopes=["read_orders", "read_products"])
    answer = store.run("{ shop { name } orders(first: 1) { nodes { name customer { id } } } }")
    assert answer["data"] == {
        "shop": {"name": "模擬ストア"},
        "orders": {"nodes": [{"name": "#1001", "customer": None}]},
    }
    error = answer["errors"][0]
    assert error["message"] == "Access denied for customer field. Required access: `read_customers` access scope."
    assert error["path"] == ["orders", "nodes", 0, "customer"]
    assert error["extensions"] == {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": "`read_customers` access scope.",
    }


def test_s2_a_denied_field_that_cannot_be_null_takes_its_parent_along(town: Town, store: Store) -> None:
    town.configure(scopes=["read_products"])
    answer = store.run("{ shop { name } orders(first: 1) { nodes { name } } }")
    assert (answer["data"], codes(answer)) == (None, ["ACCESS_DENIED"])


def test_s1_a_write_scope_includes_reading_but_not_the_other_way(town: Town, store: Store) -> None:
    town.configure(scopes=["write_orders", "read_inventory", "read_products", "read_locations"])
    assert store.names() == []
    given = {"name": "available", "reason": "correction", "quantities": [store.row("MUG-7", 5, 3)]}
    answer = store.run(documents.SET_STOCK, input=given, key="a")
    assert (answer["data"], codes(answer)) == ({"inventorySetQuantities": None}, ["ACCESS_DENIED"])
    assert town.item("MUG-7")["quantity"] == 3


def test_s1_protected_customer_data_may_be_null(town: Town, store: Store) -> None:
    town.buy(("MUG-7", 1))
    store.pass_time(3)
    town.configure(protected_customer_data=False, protected_answer="null")
    order = store.data(documents.ORDERS, first=1, query="")["orders"]["nodes"][0]
    assert (order["email"], order["customer"]) == (None, None)
    address = order["shippingAddress"]
    assert (address["name"], address["address1"], address["phone"], address["zip"]) == (None, None, None, "100-0001")


def test_s1_protected_customer_data_is_denied_field_by_field_and_the_rest_comes(town: Town, store: Store) -> None:
    town.buy(("MUG-7", 1))
    store.pass_time(3)
    town.configure(protected_customer_data=False)
    answer = store.run("{ orders(first: 1) { nodes { name email customer { id } shippingAddress { name zip } } } }")

    order = answer["data"]["orders"]["nodes"][0]
    assert (order["name"], order["email"], order["customer"]) == ("#1001", None, None)
    assert order["shippingAddress"] == {"name": None, "zip": "100-0001"}
    assert codes(answer) == ["ACCESS_DENIED"] * 3
    assert [error["path"][3:] for error in answer["errors"]] == [["email"], ["customer"], ["shippingAddress", "name"]]
    assert answer["errors"][0]["message"].startswith("This app is not approved to use the email field. See https://")
