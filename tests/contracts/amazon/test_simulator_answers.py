"""Every answer of the simulated Amazon is as the official models say (sections 2 to 7)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mallsim.malls.amazon.mall import Amazon
from mallsim.malls.amazon.operations import ENDPOINTS, Endpoint
from tests.contracts.amazon.swagger import OfficialOperation, operations, schema_faults
from tests.contracts.amazon.tour import GRANTLESS, Tourist
from tests.mallsim.amazon.seller import Seller

ERRORS = {"http_500": 500, "maintenance": 503, "throttle": 429, "auth_expired": 403}


@pytest.fixture(scope="module")
def models(official: Path) -> list[OfficialOperation]:
    """The official operations."""
    return operations(official)


@pytest.fixture
def tourist() -> Tourist:
    """A tourist in a shop with the demo goods and three of the tests'."""
    seller = Seller(goods=True)
    seller.town.put("TEE-W-M", title="綿Tシャツ 白 M", price=2980, quantity=12, product_type="SHIRT")
    seller.town.put("MUG-7", title="見本マグ", price=1200, quantity=3)
    seller.town.put("TEE-FBA", title="綿Tシャツ 白 M", price=2980, quantity=8, fulfilled_by="AMAZON", inbound=2)
    return Tourist(seller)


def official_of(models: list[OfficialOperation], method: str, path: str) -> OfficialOperation:
    """The model's operation of a path as it was called."""
    return next(one for one in models if one.method == method and one.path.fullmatch(path))


def messages(tourist: Tourist) -> list[Any]:
    """What lies in the queue."""
    mall = tourist.seller.town.world.seat("amazon").mall
    assert isinstance(mall, Amazon)
    return [json.loads(body) for body in mall.queued()]


def test_every_answer_of_a_full_tour_validates(
    tourist: Tourist, models: list[OfficialOperation], official: Path
) -> None:
    tourist.notifications()
    tourist.orders()
    tourist.restricted(tourist.seller.town.control.get("/malls/amazon/orders").json()[0]["number"])
    tourist.listings()
    report = tourist.feeds()
    tourist.refused_feeds()
    tourist.reports()
    tourist.seller.pass_time(60)
    queued = messages(tourist)
    tourist.leave()

    faults = [
        fault
        for one in tourist.heard
        for fault in official_of(models, one.method, one.path).faults(one.status, one.body)
    ]
    assert faults == []
    calls = tourist.seller.town.calls()
    assert {one.operation.name for one in ENDPOINTS} - {
        call["operation"] for call in calls if call["status"] < 300
    } == set()
    assert sorted({one.status for one in tourist.heard}) == [200, 201, 202, 204, 400, 403, 404, 409]

    assert report["summary"]["messagesInvalid"] == 1
    assert schema_faults(official, "feeds/listings-feed-processing-report-schema-v2.json", report) == []
    orders = [one for one in queued if "NotificationType" in one]
    quantities = [one["detail"] for one in queued if "detail" in one]
    assert (len(orders) >= 10, len(quantities) >= 5) == (True, True)
    for notice in orders:
        assert schema_faults(official, "notifications/OrderChangeNotification.json", notice) == []
    for notice in quantities:
        assert schema_faults(official, "notifications/ListingsItemMfnQuantityChange.json", notice) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.operation.name)
@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_every_refusal_of_every_operation_validates(
    endpoint: Endpoint, kind: str, models: list[OfficialOperation]
) -> None:
    seller = Seller()
    seller.town.fault(kind, operation=endpoint.operation.name)
    path = endpoint.path.format(
        orderId="250-0000000-0000000",
        sellerId=seller.id,
        sku="A",
        feedId="1",
        reportId="1",
        feedDocumentId="1",
        reportDocumentId="1",
        notificationType="ORDER_CHANGE",
        destinationId="1",
        subscriptionId="1",
    )
    answer = seller.call(endpoint.method, path, scope=GRANTLESS if endpoint.scope == GRANTLESS else "")
    assert answer.status_code == ERRORS[kind]
    assert official_of(models, endpoint.method, path).faults(answer.status_code, answer.json()) == []
    assert answer.headers["x-amzn-RateLimit-Limit"] == str(float(endpoint.rate))


def test_the_loader_finds_what_is_wrong(models: list[OfficialOperation]) -> None:
    get_order = official_of(models, "GET", "/orders/2026-01-01/orders/250-0000000-0000000")
    order = {
        "orderId": "250-0000000-0000000",
        "createdTime": "yesterday",
        "lastUpdatedTime": "2026-04-01T03:00:00Z",
        "salesChannel": {"channelName": "AMAZON"},
        "orderItems": [{"orderItemId": 1, "quantityOrdered": 1, "product": {}}],
        "status": "UNSHIPPED",
    }
    assert sorted(fault.partition(": ")[0] for fault in get_order.faults(200, {"order": order})) == [
        "getOrder 200 $.order",
        "getOrder 200 $.order.createdTime",
        "getOrder 200 $.order.orderItems[0].orderItemId",
    ]
    assert get_order.faults(418, {}) == ["getOrder does not answer 418"]
