"""The official Python library (ShopifyAPI, PyPI) talks to the simulator in a process of its own.

The library builds its address from settings of its own: protocol, port and the domain behind the shop's name. With
plain http and 127 + 0.0.1 it arrives on loopback; nothing of it is replaced.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import httpx2
import pytest
import shopify

from tests.mallsim.shopify import documents

VERSION = "2026-10"


@pytest.fixture(scope="module")
def card() -> Iterator[dict[str, Any]]:
    """A running simulator without index lag."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--port", "shopify=0", "--malls", "shopify"]
    command += ["--goods", "none", "--time-scale", "1000", "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        card = json.loads(process.stdout.readline())[0]
        put(card, "TEE-W-M", title="綿Tシャツ", price=2980, quantity=10)
        put(card, "MUG-7", title="湯のみ", price=1200, quantity=3)
        yield card
        process.terminate()
        assert process.wait(10) == 0


@pytest.fixture
def session(card: dict[str, Any]) -> Iterator[None]:
    """The library's session, with a token of the client credentials grant as it keeps it."""
    address = urlsplit(card["base_url"])
    shopify.Session.setup(protocol=address.scheme, myshopify_domain="0.0.1", port=address.port)
    keys = card["credentials"]
    given = {"client_id": keys["client_id"], "client_secret": keys["client_secret"]}
    granted = httpx2.post(
        f"{card['base_url']}/admin/oauth/access_token", data=given | {"grant_type": "client_credentials"}
    ).json()
    with shopify.Session.temp("127.0.0.1", VERSION, granted["access_token"]):
        yield
    shopify.ShopifyResource.clear_session()


def put(card: dict[str, Any], code: str, **fields: Any) -> None:
    httpx2.put(f"{card['control_url']}/items/{code}", json=fields).raise_for_status()


def item(card: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx2.get(f"{card['control_url']}/items/{code}").json()
    return found


def buy(card: dict[str, Any], code: str, quantity: int) -> str:
    body = {"lines": [{"code": code, "quantity": quantity}]}
    number: str = httpx2.post(f"{card['control_url']}/orders", json=body).json()["order_number"]
    httpx2.post(f"{card['control_url'].rpartition('/malls/')[0]}/clock", json={"advance_s": 1})
    return number


def execute(document: str, **variables: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(shopify.GraphQL().execute(document, variables))
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


@pytest.mark.usefixtures("session")
def test_it_reads_orders_page_by_page(card: dict[str, Any]) -> None:
    numbers = [buy(card, "MUG-7", 1) for _ in range(2)]
    found, after = [], None
    for _ in range(9):
        page = execute(documents.ORDERS, first=1, after=after, query="status:open")["orders"]
        found += [node["id"].rpartition("/")[2] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found[-2:] == numbers


@pytest.mark.usefixtures("session")
def test_it_sets_stock(card: dict[str, Any]) -> None:
    data = execute(
        '{ inventoryItems(first: 1, query: "sku:TEE-W-M") { nodes { id } } locations(first: 1) { nodes { id } } }'
    )
    row = {
        "inventoryItemId": data["inventoryItems"]["nodes"][0]["id"],
        "locationId": data["locations"]["nodes"][0]["id"],
        "quantity": 25,
        "changeFromQuantity": item(card, "TEE-W-M")["quantity"],
    }
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    payload = execute(documents.SET_STOCK, input=given, key="third-party-1")["inventorySetQuantities"]
    assert payload["userErrors"] == []
    assert item(card, "TEE-W-M")["quantity"] == 25


@pytest.mark.usefixtures("session")
def test_it_ships(card: dict[str, Any]) -> None:
    put(card, "TEE-W-M", quantity=5)
    number = buy(card, "TEE-W-M", 2)
    data = execute(documents.FULFILLMENT_ORDERS, id=f"gid://shopify/Order/{number}")
    fo = data["order"]["fulfillmentOrders"]["nodes"][0]["id"]
    given = {
        "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": fo}],
        "trackingInfo": {"company": "Yamato (JA)", "number": "123456789012"},
        "notifyCustomer": True,
    }
    payload = execute(documents.SHIP, fulfillment=given)["fulfillmentCreate"]
    assert (payload["fulfillment"]["status"], payload["userErrors"]) == ("SUCCESS", [])
    seen = httpx2.get(f"{card['control_url']}/orders/{number}").json()
    assert [parcel["number"] for parcel in seen["parcels"]] == ["123456789012"]
    assert [mail["kind"] for mail in seen["mails"]] == ["ordered", "shipped"]


def test_a_wrong_token_is_told_as_401(card: dict[str, Any], session: None) -> None:
    with shopify.Session.temp("127.0.0.1", VERSION, "shpat_nobody"), pytest.raises(HTTPError) as refused:
        shopify.GraphQL().execute("{ shop { name } }")
    assert refused.value.code == 401
    refused.value.close()
