"""One admitted request with everything its resolvers may look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, TypeVar

from graphql import GraphQLResolveInfo

from mallsim.core.calls import Call
from mallsim.malls.mercari_shops.refusals import INTERNAL, RefusedError
from mallsim.malls.mercari_shops.shop import Shop

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Visit:
    """``call`` is the log entry that effects and faults are about."""

    shop: Shop
    call: Call
    now: float
    torn: Iterator[bool] = field(default_factory=lambda: cycle((True, False)))

    def whole(self, value: Value) -> Value:
        """``value``; under the fault ``partial`` every second one asked for is an error instead."""
        if self.call.has("partial") and next(self.torn):
            raise RefusedError(INTERNAL, "could not be resolved")
        return value


def visit_of(info: GraphQLResolveInfo) -> Visit:
    """The request a resolver works for."""
    visit: Any = info.context
    assert isinstance(visit, Visit)
    return visit
