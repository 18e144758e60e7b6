"""Days of issue, from which the end of a credential is derived where the mall does not tell it (E2-30, X-07)."""

from collections.abc import Mapping
from datetime import datetime

from ichigen.domain.hours import JST
from ichigen.mallkit.manifest import Mall


def dated(mall: Mall, before: Mapping[str, str], after: Mapping[str, str], at: datetime) -> dict[str, str]:
    """Return `after` with today (JST) as the day of issue of each credential that changed without a new day."""
    today = at.astimezone(JST).date().isoformat()
    days = {
        row.issued_setting: today
        for row in mall.credentials
        if row.issued_setting
        and after.get(row.name)
        and before.get(row.name) != after[row.name]
        and after.get(row.issued_setting, "") == before.get(row.issued_setting, "")
    }
    return {**after, **days}
