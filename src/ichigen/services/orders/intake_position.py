"""How far the intake of an account came: kept in its loop's position, so that the next run goes on from there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ichigen.domain.loops import backoff_s
from ichigen.mallkit.exchange import OrderRef, Window

#: Orders that would not be read are asked for again after 2 s, 4 s … 1 h; this many are remembered, for a day.
LONGEST_S = 3600.0
REMEMBERED = 500
FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """`began`: when the scan started (database clock), `window`: what it lists, `page`: the next page to ask for."""

    began: datetime
    window: Window
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Setback:
    """What failed `failures` times in a row and is left alone until `until`; `refused`: the mall said no to a scan.

    `mark`: of an order, as the list showed it; another mark is another matter.
    """

    failures: int
    until: datetime
    mark: str | None = None
    refused: bool = False


@dataclass
class IntakePosition:
    """By scan name: when its last complete run began, when it was last tried, where it is, how it fails.

    `unsettled`: by number, the orders that a list shows and that could not be read or stored as the list shows them.
    `rest_until`: the lists are left alone until then, on a mall that sends news; what news names is fetched.
    """

    ran_at: dict[str, datetime] = field(default_factory=dict)
    tried_at: dict[str, datetime] = field(default_factory=dict)
    places: dict[str, ScanPlace] = field(default_factory=dict)
    held: dict[str, Setback] = field(default_factory=dict)
    unsettled: dict[str, Setback] = field(default_factory=dict)
    rest_until: datetime | None = None

    def hold(self, scan: str, at: datetime, spread: float, *, refused: bool) -> Setback:
        """Leave a scan that failed alone for a while."""
        failures = self.held[scan].failures + 1 if scan in self.held else 1
        until = at + timedelta(seconds=backoff_s(failures, spread))
        self.held[scan] = Setback(failures, until, refused=refused)
        return self.held[scan]

    def postpone(self, ref: OrderRef, at: datetime) -> Setback:
        """Leave an order that would not be read alone for a while, as long as its mark stays."""
        failures = self.failures(ref) + 1
        wait = timedelta(seconds=min(LONGEST_S, 2.0 ** min(failures, 12)))
        self.unsettled[ref.number] = Setback(failures, at + wait, ref.mark or self._mark(ref.number))
        return self.unsettled[ref.number]

    def failures(self, ref: OrderRef) -> int:
        """How often in a row the order would not be read as the list shows it; a list without marks tells no other."""
        found = self.unsettled.get(ref.number)
        if found is None:
            return 0
        return found.failures if ref.mark is None or found.mark in (None, ref.mark) else 0

    def postponed(self, ref: OrderRef, at: datetime) -> bool:
        """True while the order is left alone. A mark that was not known before is remembered: the next one is news."""
        found = self.unsettled.get(ref.number)
        if found is None or not self.failures(ref):
            return False
        self.unsettled[ref.number] = replace(found, mark=ref.mark or found.mark)
        return found.until > at

    def _mark(self, number: str) -> str | None:
        found = self.unsettled.get(number)
        return None if found is None else found.mark

    def trim(self, at: datetime) -> None:
        """Forget orders that no list shows any more, and the least troublesome where there are too many."""
        kept = [(number, found) for number, found in self.unsettled.items() if found.until > at - FORGET_AFTER]
        kept.sort(key=lambda row: row[1].failures, reverse=True)
        self.unsettled = dict(kept[:REMEMBERED])


def position_from_json(stored: Mapping[str, Any]) -> IntakePosition:
    """Return what `position_to_json` wrote; an empty position for an empty one."""
    return IntakePosition(
        ran_at=_times(stored.get("ran_at", {})),
        tried_at=_times(stored.get("tried_at", {})),
        places={name: _place(row) for name, row in stored.get("places", {}).items()},
        held={name: _setback(row) for name, row in stored.get("held", {}).items()},
        unsettled={number: _setback(row) for number, row in stored.get("unsettled", {}).items()},
        rest_until=datetime.fromisoformat(stored["rest_until"]) if stored.get("rest_until") else None,
    )


def position_to_json(position: IntakePosition) -> dict[str, Any]:
    """Return plain JSON values; times are ISO 8601."""
    return {
        "ran_at": {name: at.isoformat() for name, at in position.ran_at.items()},
        "tried_at": {name: at.isoformat() for name, at in position.tried_at.items()},
        "places": {
            name: [place.began.isoformat(), place.window.start.isoformat(), place.window.end.isoformat(), place.page]
            for name, place in position.places.items()
        },
        "held": {name: _row(found) for name, found in position.held.items()},
        "unsettled": {number: _row(found) for number, found in position.unsettled.items()},
        **({"rest_until": position.rest_until.isoformat()} if position.rest_until else {}),
    }


def _times(stored: Mapping[str, str]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(value) for name, value in stored.items()}


def _place(row: list[str | None]) -> ScanPlace:
    began, start, end = (datetime.fromisoformat(str(value)) for value in row[:3])
    return ScanPlace(began, Window(start, end), row[3])


def _setback(row: list[Any]) -> Setback:
    return Setback(row[0], datetime.fromisoformat(row[1]), row[2], row[3])


def _row(found: Setback) -> list[Any]:
    return [found.failures, found.until.isoformat(), found.mark, found.refused]
