"""The limits the client keeps are those the models publish (page section 2)."""

import re
from pathlib import Path

from ichigen.malls.amazon.operations import OPERATIONS
from tests.contracts.amazon.client_models import contracts

_PLAN = re.compile(r"\| Rate \(requests per second\) \| Burst \|\n\|[- |]+\n\| ([0-9.]+) \| ([0-9]+) \|")


def test_every_limit_is_the_published_one_section_2(official: Path) -> None:
    published: dict[str, set[tuple[float, int]]] = {}
    for contract in contracts(official):
        plan = _PLAN.search(contract.spec.get("description", ""))
        if plan:
            published.setdefault(contract.name, set()).add((float(plan[1]), int(plan[2])))

    ours = {operation.api: {(operation.per_s, operation.burst)} for operation in OPERATIONS}
    assert ours == {name: published[name] for name in ours}
