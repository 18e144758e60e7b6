"""API versions: quarterly, and a call to one that expired is answered by the oldest supported one (section 1)."""

import re

NEWEST_OFFSET = 3
"""Four versions are supported at a time: the oldest and three later ones."""
UNSTABLE = "unstable"
_NAME = re.compile(r"(\d{4})-(01|04|07|10)")


def version_from(oldest: str, quarters: int) -> str:
    """The version so many quarters after ``oldest``."""
    year, month = map(int, oldest.split("-"))
    months = year * 12 + month - 1 + 3 * quarters
    return f"{months // 12}-{months % 12 + 1:02}"


def supported(oldest: str) -> list[str]:
    """The supported versions, oldest first."""
    return [version_from(oldest, quarters) for quarters in range(NEWEST_OFFSET + 1)]


def served(asked: str, oldest: str) -> str | None:
    """The version that answers a call; None for a name that is no version yet (HTTP 404)."""
    known = supported(oldest)
    if asked in known or asked == UNSTABLE:
        return asked
    return known[0] if _NAME.fullmatch(asked) and asked < known[0] else None


def strict_stock(version: str) -> bool:
    """Must stock writes carry @idempotent and changeFromQuantity? Since 2026-04 (section 6)."""
    return version == UNSTABLE or version >= "2026-04"
