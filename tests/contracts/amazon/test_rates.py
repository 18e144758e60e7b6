"""The simulated Amazon's rates and bursts against the limits the official SDK keeps (section 2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mallsim.malls.amazon.operations import ENDPOINTS
from tests.contracts.amazon.swagger import operations

APIS = {
    "/orders/v0/": "OrdersV0Api",
    "/orders/2026-01-01/": "SearchOrdersApi|GetOrderApi",
    "/listings/": "ListingsApi",
    "/fba/": "FbaInventoryApi",
    "/feeds/": "FeedsApi",
    "/reports/": "ReportsApi",
    "/notifications/": "NotificationsApi",
    "/sellers/": "SellersApi",
    "/tokens/": "TokensApi",
}
DIFFERENT = {"getListingsItem": 10, "putListingsItem": 10}
"""Bursts the model's text names and the SDK's file halves."""


def limits_of(text: str, path: str, operation: str) -> tuple[float, int] | None:
    """(rate a second, burst) of ``Api-operation: [rate, burst, interval]``, None where the SDK keeps none."""
    api = next(name for prefix, name in APIS.items() if f"{path}/".startswith(prefix))
    found = re.search(rf"^(?:{api})-{operation}:\n((?:  - \d+\n)+)", text, re.MULTILINE)
    if found is None:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", found[1])]
    return numbers[0] / (numbers[2] if len(numbers) > 2 else 1), numbers[1]


def test_2_rates_and_bursts_are_the_sdks(official: Path) -> None:
    text = (official / "amazon" / "rate-limits.yml").read_text(encoding="utf-8")
    models = operations(official)
    compared = 0
    for endpoint in ENDPOINTS:
        sent = re.sub(r"\{[^}]+\}", "1", endpoint.path)
        name = next(one.id for one in models if one.method == endpoint.method and one.path.fullmatch(sent))
        limits = limits_of(text, endpoint.path, name)
        if limits is None:
            assert name == "cancelOrder"
            continue
        rate, burst = limits
        assert endpoint.rate == pytest.approx(rate, abs=0.0007), name
        assert endpoint.burst == DIFFERENT.get(name, burst), name
        compared += 1
    assert compared == len(ENDPOINTS) - 1
