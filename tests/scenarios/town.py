"""The world of a scenario: simulated malls in one process, and one clock for them and for the hub's database.

A scenario never waits: `Town.advance` moves the malls' clock and the database's clock on together, so that call limits,
settle times, back-off and the malls' waiting times pass as they would, only faster.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ichigen.domain.hours import JST
from ichigen.mallkit.testing.simulator import Control, control_client

#: `clock_timestamp()` and `now()` of connections that look into this schema first; the offset is a sequence, because its
#: value is seen at once by every transaction and survives a rollback.
WARP = """
create schema if not exists warp;
create sequence if not exists warp.ahead_ms minvalue 0 start 0;
create or replace function warp.clock_timestamp() returns timestamptz language sql volatile as
$$ select pg_catalog.clock_timestamp() + (select last_value from warp.ahead_ms) * interval '1 millisecond' $$;
create or replace function warp.now() returns timestamptz language sql stable as
$$ select pg_catalog.now() + (select last_value from warp.ahead_ms) * interval '1 millisecond' $$
"""
WARPED_PATH = "set search_path = warp, public, pg_catalog"
AHEAD = """
select setval('warp.ahead_ms', greatest(0,
  round(extract(epoch from %s::timestamptz - pg_catalog.clock_timestamp()) * 1000)::bigint))
"""

#: Who sleeps in the town sleeps this much longer. The mall counts the arrivals of calls, and how long a call is on its way
#: is the real time of a machine that may be busy; what the pace leaves as margin is a few hundredths of a second.
OVERSLEEP_S = 0.25


class Town:
    """Every simulated mall of one process; `ahead_s`: seconds this object let pass.

    One town at a time for a database: its clock is taken over on entering, and both are moved on together.
    """

    def __init__(self, cards: list[dict[str, Any]]) -> None:
        self.cards: Mapping[str, dict[str, Any]] = {card["mall"]: card for card in cards}
        self._control = control_client(cards[0]["control_url"].rpartition("/malls/")[0])
        self.ahead_s = 0.0

    def control(self, mall_id: str) -> "Shoppers":
        """The control API of one mall."""
        return Shoppers(self.cards[mall_id]["control_url"])

    def card(self, mall_id: str) -> dict[str, Any]:
        """A mall's card with the credentials that are good now."""
        cards: list[dict[str, Any]] = self._control.get("/malls").json()
        return next(card for card in cards if card["mall"] == mall_id)

    def advance(self, seconds: float) -> None:
        """Let time pass, for the malls and for the hub."""
        if seconds <= 0:
            return
        self.advance_malls(seconds)
        self.ahead_s += seconds
        with connection.cursor() as cursor:
            cursor.execute(
                "select setval('warp.ahead_ms', last_value + %s) from warp.ahead_ms", [round(seconds * 1000)]
            )

    def sleep(self, seconds: float) -> None:
        """What a client does that waits for its turn."""
        self.advance(seconds + OVERSLEEP_S)

    def advance_malls(self, seconds: float) -> None:
        """Let time pass for the malls only, so that their call limits of the last second are over."""
        self._control.post("/clock", json={"advance_s": seconds}).raise_for_status()

    def enter(self) -> None:
        """Put this thread's database connection on the town's clock, whichever town had it before."""
        with connection.cursor() as cursor:
            cursor.execute(WARP)
            cursor.execute(AHEAD, [self.time()])
            cursor.execute(WARPED_PATH)

    def leave(self) -> None:
        """Back to the real clock."""
        with connection.cursor() as cursor:
            cursor.execute("reset search_path")

    def begin_day(self) -> None:
        """Start in a shop's working hours, far from midnight, whenever the tests run."""
        at = self.time().astimezone(JST)
        if not 9 <= at.hour < 18:
            morning = at.replace(hour=9, minute=0, second=0, microsecond=0)
            self.advance((morning + timedelta(days=at.hour >= 18) - at).total_seconds())

    def time(self) -> datetime:
        """The town's time."""
        return datetime.fromisoformat(self._control.get("/clock").json()["now"])

    def reset(self) -> None:
        """Forget orders, items, calls and faults of every mall."""
        for mall_id in self.cards:
            self._control.post(f"/malls/{mall_id}/reset").raise_for_status()

    def close(self) -> None:
        """Close the connection."""
        self._control.close()


class Shoppers(Control):
    """The control API of one mall; nobody waits for what they bought to become visible. `silent`: it may leave calls
    without answer."""

    silent = False

    def fault(self, kind: str, **fields: Any) -> None:
        """Switch a fault on."""
        self.silent = self.silent or kind in ("timeout", "late")
        super().fault(kind, **fields)

    def clear_faults(self) -> None:
        """Switch all faults off."""
        super().clear_faults()
        self.silent = False

    def buy(self, code: str, quantity: int = 1, **options: Any) -> str:
        """A shopper orders one thing; returns the order number."""
        return self.buy_all({code: quantity}, **options)

    def buy_all(self, quantities: Mapping[str, int], **options: Any) -> str:
        """A shopper orders several things, one line each; returns the number."""
        lines = [{"code": code, "quantity": quantity} for code, quantity in quantities.items()]
        return str(self._send("POST", "/orders", {"lines": lines, **options})["order_number"])

    def delete_item(self, code: str) -> None:
        """The shop takes an item off the mall."""
        self._send("DELETE", f"/items/{code}")

    def ship(self, number: str, parcel_number: str) -> None:
        """The shop ships on the mall's own screen."""
        self._send("POST", f"/orders/{number}/actions", {"action": "ship", "number": parcel_number})

    def writes(self, operation: str, since: int = 0) -> list[dict[str, Any]]:
        """The calls of an operation that reached the mall."""
        return [call for call in self.calls(since) if call["operation"] == operation]


@contextmanager
def open_town(*malls: str, time_scale: float = 1, seed: int = 1) -> Iterator[Town]:
    """Start simulators on free ports, without goods; all malls unless named."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--goods", "none", "--json"]
    command += ["--time-scale", str(time_scale), "--seed", str(seed)]
    if malls:
        command += ["--malls", ",".join(malls)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        town = Town(json.loads(process.stdout.readline()))
        yield town
        town.close()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
