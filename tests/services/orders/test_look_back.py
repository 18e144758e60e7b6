"""How far back orders are listed: the shop's setting in days, and what becomes of one that is none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ichigen.domain.order_feed import window_start
from ichigen.mallkit import registry
from ichigen.mallkit.manifest import CredentialField, Mall, Scan
from ichigen.services.orders.intake_loop import scan_plans
from ichigen.services.orders.look_back import unusable_lookbacks

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def looking_back() -> Mall:
    """An installed mall, whose one scan looks back as far as a setting says."""
    mall = next(iter(registry.malls().values()))
    scan = Scan("new", "新規", 3.0, 15.0, 7 * 86_400.0, finds_new=True, lookback_setting="days")
    return replace(
        mall,
        orders=replace(mall.orders, scans=(scan,)),
        settings=(CredentialField("days", "さかのぼる日数", "1〜60", secret=False, required=False),),
    )


@pytest.mark.parametrize(
    ("setting", "day", "usable"),
    [
        ("", 15, True),
        ("1", 21, True),
        (" 30 ", 23, True),
        ("６０", 23, True),
        ("0", 15, False),
        ("61", 15, False),
        ("7.5", 15, False),
        ("-3", 15, False),
        ("一週間", 15, False),
        ("9" * 5000, 15, False),
    ],
)
def test_the_setting_moves_the_window_and_what_is_none_leaves_the_usual_one(
    setting: str, day: int, usable: bool
) -> None:
    mall = looking_back()

    (plan,) = scan_plans(mall.orders, {"days": setting})

    assert window_start(plan, {}, NOON).day == day
    assert unusable_lookbacks(mall, {"days": setting}) == (() if usable else ("さかのぼる日数",))


def test_a_mall_without_such_a_setting_looks_back_as_its_manifest_says() -> None:
    mall = next(iter(registry.malls().values()))

    plans = scan_plans(mall.orders, {"": "3", "days": "3"})

    assert [plan.lookback_s for plan in plans] == [scan.lookback_s for scan in mall.orders.scans]
    assert unusable_lookbacks(mall, {"": "nonsense"}) == ()
