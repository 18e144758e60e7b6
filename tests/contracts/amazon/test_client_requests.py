"""Every request the client can send keeps the official models, and so do the answers our tests invent."""

import json
from pathlib import Path

import pytest

from ichigen.malls.amazon.memory import MEMORY
from ichigen.malls.amazon.operations import OPERATIONS
from tests.contracts.amazon.client_models import Contract, contract_of, contracts
from tests.contracts.amazon.client_tour import tour


@pytest.fixture(autouse=True)
def _forget() -> None:
    MEMORY.clear()


def _path(raw: bytes) -> tuple[str, str]:
    path, _, query = raw.decode().partition("?")
    return path, query


def test_the_tour_calls_every_operation_of_the_client(official: Path) -> None:
    asked = {contract_of(official, request.method, _path(request.url.raw_path)[0]).name for request, _ in tour()}

    assert asked == {operation.api for operation in OPERATIONS}


def test_every_request_keeps_its_model(official: Path) -> None:
    problems = {}
    for request, _ in tour():
        path, query = _path(request.url.raw_path)
        found = contract_of(official, request.method, path).request_problems(query, request.content)
        if found:
            problems[f"{request.method} {path}?{query}"] = found

    assert problems == {}


def test_every_invented_answer_keeps_its_model(official: Path) -> None:
    problems = {}
    for request, response in tour():
        path, _ = _path(request.url.raw_path)
        contract = contract_of(official, request.method, path)
        found = contract.response_problems(response.status_code, json.loads(response.content or b"null"))
        if found:
            problems[f"{contract.name} {response.status_code}"] = found

    assert problems == {}


def test_every_operation_is_where_its_model_says(official: Path) -> None:
    """The table of operations, against method and path of the models."""
    by_name: dict[str, Contract] = {}
    for contract in contracts(official):
        if contract.model != "ordersV0.json" or contract.name == "confirmShipment":
            by_name.setdefault(contract.name, contract)

    for operation in OPERATIONS:
        contract = by_name[operation.api]
        shape = [part if not part.startswith("{") else "{}" for part in contract.path.split("/")]
        ours = [part if not part.startswith("{") else "{}" for part in operation.path.split("/")]
        assert (operation.method, ours) == (contract.method, shape), operation.api


def test_a_broken_request_is_found(official: Path) -> None:
    """The checks themselves can fail."""
    search = contract_of(official, "GET", "/listings/2021-08-01/items/A1")
    patch = contract_of(official, "PATCH", "/listings/2021-08-01/items/A1/S")

    assert search.request_problems("marketplaceIds=A&identifiersType=CODE&pageSize=21&x=1", b"") == [
        "unknown parameter x",
        "identifiersType: 'CODE' is not one of ['ASIN', 'EAN', 'FNSKU', 'GTIN', 'ISBN', 'JAN', 'MINSAN', 'SKU', 'UPC']",
        "pageSize: 21 is greater than the maximum of 20",
    ]
    assert search.request_problems("", b"") == ["missing parameter marketplaceIds"]
    assert len(patch.request_problems("marketplaceIds=A", b'{"patches": [{"op": "put", "path": "/x"}]}')) == 2
