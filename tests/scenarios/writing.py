"""A worker of a run of write-backs in a process of its own, on the clock of the town, until it is killed or has nothing left.

python -m tests.scenarios.writing '{"account": 7, "operation": 3, "cards": […]}'
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def live(account_id: int, operation_id: int, cards: list[dict[str, Any]]) -> None:
    """Work on the operation, then carry write-backs as long as there are any."""
    from ichigen.services.connections import connect
    from ichigen.services.loops import Run
    from ichigen.services.operations import run_operation
    from ichigen.services.turns import execute
    from ichigen.store.accounts import Account
    from ichigen.workers.operations import OPERATIONS
    from tests.scenarios.hub import LOOPS_NOW
    from tests.scenarios.town import Town

    town = Town(cards)
    town.enter()

    @contextmanager
    def link(run: Run, account: Account) -> Iterator[Any]:
        with connect(run, account, sleep=town.sleep) as client:
            yield client

    run_operation(operation_id, OPERATIONS, lambda: False)
    while True:
        execute(account_id, "write_back", LOOPS_NOW["write_back"], link=link)
        town.advance(2)


def main() -> int:
    """What the process does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from ichigen.config.environment import database_settings

    settings.DATABASES["default"].update(database_settings(os.environ["ICHIGEN_TEST_DATABASE"]))
    django.setup()
    options = json.loads(sys.argv[1])
    live(options["account"], options["operation"], options["cards"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
