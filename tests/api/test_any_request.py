"""Whatever is sent, the API answers as its own OpenAPI document says, and never with a server error."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import ignored_auth

from ichigen.config.wsgi import application
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.orders import Order
from ichigen.store.stock import Reservation
from ichigen.store.worklist import WorklistItem
from tests.api.shop import Api
from tests.web.scene import build_scene

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.generation.update(with_security_parameters=False)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop in the middle of its day: a token for everything, and the ids of what is there by the parameter's name."""

    token: str
    ids: Mapping[str, Sequence[int]]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Stay in the test's transaction, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def shop() -> Shop:
    build_scene(orders=8)
    ids = {
        "sku_id": Sku.objects.values_list("id", flat=True),
        "order_id": Order.objects.values_list("id", flat=True),
        "item_id": WorklistItem.objects.values_list("id", flat=True),
        "reservation_id": Reservation.objects.values_list("id", flat=True),
        "account_id": Account.objects.values_list("id", flat=True),
    }
    return Shop(Api().issued.token, {name: list(found) for name, found in ids.items()})


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_api_keeps_its_word_whatever_is_sent(case: Case[Any], shop: Shop) -> None:
    headers = {"Authorization": f"Bearer {shop.token}"}
    assert case.meta is not None  # every case here is generated
    if case.meta.generation.mode.is_positive:
        headers |= _sensible(case, shop)
    # that tokens are asked for is held by test_scopes.py: here, wrong ones in a row would soon be 429
    case.call_and_validate(headers=headers, excluded_checks=[ignored_auth])


def _sensible(case: Case[Any], shop: Shop) -> dict[str, str]:
    """What a schema cannot say: which things exist, that a cursor comes from the page before, that keys are not used twice."""
    for name, value in (case.path_parameters or {}).items():
        if int(value) % 3:  # chance alone would only ever meet 404
            case.path_parameters[name] = shop.ids[name][int(value) % len(shop.ids[name])]
    (case.query or {}).pop("cursor", None)
    if isinstance(case.body, dict) and "location" in case.body:
        case.body["location"] = "main"
    return {"Idempotency-Key": str(uuid4())} if case.method == "POST" else {}
