"""How far a scan came that was too long for one run, kept in the loop's position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ichigen.mallkit.exchange import Window


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """`began`: when the scan started (database clock), `window`: what it lists, `page`: the next page to ask for."""

    began: datetime
    window: Window
    page: str | None = None


def places_from(position: Mapping[str, Any]) -> dict[str, ScanPlace]:
    """Return the open scans of a stored position, by name."""
    stored: Mapping[str, list[str | None]] = position.get("places", {})
    return {name: _place(row) for name, row in stored.items()}


def places_to_json(places: Mapping[str, ScanPlace]) -> dict[str, list[str | None]]:
    """Return what `places_from` reads."""
    return {
        name: [place.began.isoformat(), place.window.start.isoformat(), place.window.end.isoformat(), place.page]
        for name, place in places.items()
    }


def _place(row: list[str | None]) -> ScanPlace:
    began, start, end = (datetime.fromisoformat(str(value)) for value in row[:3])
    return ScanPlace(began, Window(start, end), row[3])
