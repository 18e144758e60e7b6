"""The simulator's own tests, once more with the official schema executing: it answers from that schema too."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.mallsim.shopify import test_cancel, test_fulfilment, test_orders, test_products, test_stock
from tests.mallsim.shopify.store import Store, codes
from tests.mallsim.town import Town

MODULES = (test_orders, test_fulfilment, test_cancel, test_stock, test_products)


def behaviours(module: ModuleType) -> list[Callable[..., Any]]:
    """The tests of a module that need a store and nothing else."""
    found = [value for name, value in vars(module).items() if name.startswith("test_")]
    return [
        one
        for one in found
        if "store" in (names := set(inspect.signature(one).parameters)) and names <= {"store", "town"}
    ]


BEHAVIOURS = [one for module in MODULES for one in behaviours(module)]


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda one: one.__name__)
def test_the_same_behaviour_on_the_official_schema(behaviour: Callable[..., Any], town: Town, store: Store) -> None:
    given = {"town": town, "store": store}
    behaviour(**{name: given[name] for name in inspect.signature(behaviour).parameters})


def test_the_behaviours_were_found() -> None:
    assert [len(behaviours(module)) > 6 for module in MODULES] == [True] * 5


def test_a_field_that_only_the_official_schema_has_is_told_apart(town: Town, store: Store) -> None:
    answer = store.run("{ shop { name } giftCards(first: 1) { nodes { id } } }")
    assert codes(answer) == ["NOT_SIMULATED"]
    assert store.run("{ shop { nmae } }")["errors"][0]["message"] == "Field 'nmae' doesn't exist on type 'Shop'"
