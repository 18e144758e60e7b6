"""How far back orders are listed: as the manifest says, or as the shop has set it."""

from collections.abc import Mapping

from ichigen.domain.order_feed import lookback_days
from ichigen.mallkit.manifest import Mall, Scan

DAY_S = 86_400.0


def lookback_s(scan: Scan, settings: Mapping[str, str]) -> float:
    """Return the look-back in seconds; a setting that is none leaves the manifest's."""
    days = lookback_days(settings.get(scan.lookback_setting, "")) if scan.lookback_setting else None
    return scan.lookback_s if days is None else days * DAY_S


def unusable_lookbacks(mall: Mall, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of look-back settings that hold something that is none."""
    names = {scan.lookback_setting for scan in mall.orders.scans if scan.lookback_setting}
    wrong = {name for name in names if settings.get(name, "").strip() and lookback_days(settings[name]) is None}
    labels = {field.name: field.label for field in mall.settings} | {one.name: one.label for one in mall.options}
    return tuple(label for name, label in labels.items() if name in wrong)
