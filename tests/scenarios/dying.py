"""A process that is forked once per life, and each life carries write-backs until SIGKILL takes it at the named point.

    python -m tests.scenarios.dying '{"account": 7, "cards": […]}'

reads a point per line from standard input and prints how that life ended (-9 = killed, 0 = never came to its point).
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from tests.scenarios.town import Shoppers  # loads the product's models, which this process does later

POINTS = ("before_send", "after_send", "after_answer", "after_commit")

#: Seconds of the real clock for which the mall holds an answer back: the request is there, and nobody knows it.
ANSWER_HELD_S = 5.0

#: Seconds of the town until a life is given up that did not come to its point: longer than any wait a mall asks for.
LONGEST_LIFE_S = 1800


def die() -> NoReturn:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # not reached


class DyingClient:
    """A mall's client in front of the real one. `after_send`: the request has reached the mall, no answer has come."""

    def __init__(self, client: Any, point: str, shoppers: "Shoppers") -> None:
        self._client = client
        self._point = point
        self._shoppers = shoppers
        self._held = False
        self._sent = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def prove_step(self, order: Any, step: Any) -> Any:
        """The first look after a send: what the send did has been committed."""
        if self._sent and self._point == "after_commit":
            die()
        return self._client.prove_step(order, step)

    def send_step(self, order: Any, step: Any) -> None:
        """Die at the first ship notice; the mall may refuse it for its pace, then at the next one."""
        if step.kind != "ship":
            self._client.send_step(order, step)
            return
        if self._point == "before_send":
            die()
        if self._point == "after_send":
            self._die_before_the_answer(order.number)
        self._client.send_step(order, step)
        if self._point == "after_answer":
            die()
        self._sent = True

    def _die_before_the_answer(self, number: str) -> None:
        """The mall holds the answer back, so that death comes first on a machine of any speed."""
        if not self._held:
            self._held = True
            self._shoppers.fault("late", operation="order.ship", times=1, seconds_late=ANSWER_HELD_S)
        threading.Thread(target=self._die_on_arrival, args=(number,), daemon=True).start()

    def _die_on_arrival(self, number: str) -> None:
        while not self._arrived(number):
            sleep(0.005)
        die()

    def _arrived(self, number: str) -> bool:
        return any(mutation["kind"] == "ship" for mutation in self._shoppers.order(number)["mutations"])


def live(account_id: int, cards: list[dict[str, Any]], point: str) -> None:
    """Run the write-back loop second after second, on the clock of the town, until the point is reached."""
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

    @contextmanager
    def link(run: Run, account: Account) -> Iterator[Any]:
        with connect(run, account, sleep=town.sleep) as client:
            yield DyingClient(client, point, shoppers)

    while town.ahead_s < LONGEST_LIFE_S:
        execute(account_id, "write_back", LOOPS_NOW["write_back"], stall_s=0.0, link=link)
        town.advance(1)


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
