"""The version of the API this code is written for; nothing but a change of this code moves it (R1-40; section 1)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

API_VERSION = "2026-10"
VERSION_HEADER = "x-shopify-api-version"

#: A version is answered for at least a year from its month; the warning comes this long before.
WARN_BEFORE = timedelta(days=92)


def retires_at(version: str = API_VERSION) -> datetime:
    """Return the first moment at which the mall may stop answering a version `YYYY-MM`."""
    year, month = (int(part) for part in version.split("-"))
    return datetime(year + 1, month, 1, tzinfo=UTC)


def fell_forward(headers: Mapping[str, str]) -> str:
    """Return the version that answered, where it is not the one that was asked; empty otherwise."""
    answered = headers.get(VERSION_HEADER, "")
    return "" if answered in ("", API_VERSION) else answered


def standing(supported: Iterable[str], now: datetime) -> tuple[bool, str]:
    """Say whether the version still works, and in Japanese what to do while there is time; empty = nothing."""
    known = sorted(handle for handle in supported if handle[:4].isdigit())
    if known and API_VERSION not in known:
        return False, f"API {API_VERSION} の提供が終わりました。Ichigen を新しい版に更新してください。"
    oldest = len(known) > 1 and known[0] == API_VERSION
    if oldest or now >= retires_at() - WARN_BEFORE:
        day = retires_at().date()
        return (
            True,
            f"API {API_VERSION} は {day.year}年{day.month}月以降に終了します。それまでに Ichigen を更新してください。",
        )
    return True, ""
