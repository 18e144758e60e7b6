"""A process that is forked once per life, and each life carries write-backs until SIGKILL takes it at the named point.

    python -m tests.scenarios.dying '{"account": 7, "cards": […]}'

reads a point per line from standard input ("" = live to the end) and prints how that life ended (-9 = killed).
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, NoReturn

POINTS = ("before_send", "after_send", "after_answer", "after_commit")


def die() -> NoReturn:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # not reached


class DyingClient:
    """A mall's client in front of the real one. `after_send`: the request has reached the mall, no answer has come."""

    def __init__(self, client: Any, point: str, arrived: Callable[[str], bool]) -> None:
        self._client = client
        self._point = point
        self._arrived = arrived
        self._sent = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def prove_step(self, order: Any, step: Any) -> Any:
        """The first look after a send: what the send did has been committed."""
        if self._sent and self._point == "after_commit":
            die()
        return self._client.prove_step(order, step)

    def send_step(self, order: Any, step: Any) -> None:
        """Die at the first ship notice."""
        if step.kind != "ship" or not self._point:
            self._client.send_step(order, step)
            return
        if self._point == "before_send":
            die()
        if self._point == "after_send":
            threading.Thread(target=self._die_on_arrival, args=(order.number,), daemon=True).start()
        self._client.send_step(order, step)
        if self._point == "after_answer":
            die()
        self._sent = True

    def _die_on_arrival(self, number: str) -> None:
        while not self._arrived(number):
            sleep(0.005)
        die()


def live(account_id: int, cards: list[dict[str, Any]], point: str) -> None:
    """One run of the write-back loop, on the clock of the town."""
    from ichigen.services.connections import connect
    from ichigen.services.loops import Run
    from ichigen.services.turns import execute
    from ichigen.store.accounts import Account
    from tests.scenarios.hub import LOOPS_NOW
    from tests.scenarios.town import Shoppers, Town

    town = Town(cards)
    town.enter()
    mall_id = Account.objects.values_list("mall_id", flat=True).get(pk=account_id)
    shoppers = Shoppers(town.cards[mall_id]["control_url"])

    def arrived(number: str) -> bool:
        return any(mutation["kind"] == "ship" for mutation in shoppers.order(number)["mutations"])

    @contextmanager
    def link(run: Run, account: Account) -> Iterator[Any]:
        with connect(run, account, sleep=town.advance) as client:
            yield DyingClient(client, point, arrived)

    execute(account_id, "write_back", LOOPS_NOW["write_back"], stall_s=0.0, link=link)


def main() -> int:
    """What the process does. It never opens a connection itself: each life has its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from ichigen.config.environment import database_settings

    settings.DATABASES["default"].update(database_settings(os.environ["ICHIGEN_TEST_DATABASE"]))
    django.setup()
    import tests.scenarios.hub  # noqa: F401 - loaded once, before the lives

    options = json.loads(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(options["account"], options["cards"], line.strip())
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 - the test reads it
    return 0


if __name__ == "__main__":
    sys.exit(main())
