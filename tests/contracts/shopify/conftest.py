"""The official Admin API schema of 2026-10, loaded once (11 MB unpacked, trap 13)."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema

from mallsim.malls.shopify.mall import Shopify
from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town

FILE = "shopify/admin_2026-10.json.gz"


@pytest.fixture(scope="session")
def published(official: Path) -> dict[str, Any]:
    """The file as published: ``data`` (introspection) and ``offline_scopes``."""
    path = official / FILE
    if not path.is_file():
        pytest.skip(f"NOT PROVED: the simulated schema was not held against the official one, {FILE} is missing")
    with gzip.open(path) as file:
        document: dict[str, Any] = json.load(file)
    return document


@pytest.fixture(scope="session")
def schema(published: dict[str, Any]) -> GraphQLSchema:
    """The official schema; it breaks a newer rule about deprecated interface members (trap 12)."""
    return build_client_schema(published["data"], assume_valid=True)


@pytest.fixture
def town(schema: GraphQLSchema) -> Town:
    """The store of the simulator's tests, executed on the official schema."""
    town = Town("shopify")
    mall = town.world.seat("shopify").mall
    assert isinstance(mall, Shopify)
    mall.execute_on(schema)
    town.put("TEE-W-M", title="綿Tシャツ", price=2980, quantity=10)
    town.put("MUG-7", title="湯のみ", price=1200, quantity=3)
    return town


@pytest.fixture
def store(town: Town) -> Store:
    """A program with a good token."""
    return Store(town)
