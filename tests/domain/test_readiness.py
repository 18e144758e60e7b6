"""E2-01…E2-06: every condition by itself, its reason, and the place that mends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.readiness import (
    AccountFacts,
    Condition,
    ListingFacts,
    account_conditions,
    listing_conditions,
    unlisted,
)
from ichigen.domain.readiness_words import Fix

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
GOOD = AccountFacts(
    now=NOON,
    disabled=False,
    checked_at=NOON - timedelta(hours=1),
    check_passed=True,
    missing=(),
    dead="",
    expires_at=NOON + timedelta(days=30),
    intake_at=NOON - timedelta(seconds=4),
    intake_error="",
    catalogue_at=NOON - timedelta(hours=1),
    listings=120,
    bound=120,
    unopened=0,
    live=True,
    started_at=NOON - timedelta(days=30),
    writes_stopped_at=None,
    braked_at=None,
)
IN_STEP = ListingFacts(
    bound=True,
    exists_at=NOON,
    on_sale=True,
    seen_at=NOON,
    opened=True,
    error="",
    drift=False,
    provisional=0,
    desired=3,
    seen=3,
    sending=False,
    confirmed_at=NOON,
    waiting_for="",
)


def unmet(conditions: tuple[Condition, ...]) -> list[tuple[str, Fix]]:
    return [(condition.code, condition.fix) for condition in conditions if not condition.met]


def test_a_look_back_that_cannot_be_used_is_named_and_one_that_can_is_not() -> None:
    (condition,) = [
        found for found in account_conditions(replace(GOOD, bad_lookbacks=("日数",))) if found.code == "lookback"
    ]
    assert (condition.met, condition.fix, condition.values) == (False, Fix.CREDENTIALS, {"label": "日数"})
    assert "1〜60" in condition.reason


def test_what_the_mall_keeps_itself_is_never_in_step() -> None:
    kept = replace(IN_STEP, kept=True)
    assert unmet(listing_conditions(GOOD, kept)) == [("ours", Fix.LISTINGS)]
    assert [condition.code for condition in listing_conditions(GOOD, kept)][5:] == [
        "bound_one",
        "exists",
        "on_sale",
        "ours",
    ]


def test_goods_that_are_sold_on_without_stock_are_not_in_step() -> None:
    endless = replace(IN_STEP, endless=True, seen=0, desired=0)
    assert unmet(listing_conditions(GOOD, endless)) == [("limited", Fix.LISTINGS)]
    assert unmet(listing_conditions(GOOD, replace(endless, kept=True))) == [("ours", Fix.LISTINGS)]
    assert unmet(listing_conditions(GOOD, IN_STEP)) == []


def test_an_account_with_everything_meets_eleven_conditions() -> None:
    assert unmet(account_conditions(GOOD)) == []
    assert [condition.code for condition in account_conditions(GOOD)] == [
        "linked", "checked", "functions", "credential", "orders", "catalogue", "bound", "opened", "started", "writes",
        "brake",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "fix", "reason"),
    [
        ({"disabled": True}, "linked", Fix.ACCOUNT, "「有効に戻す」"),
        ({"check_passed": False}, "checked", Fix.ACCOUNT, "不足が見つかりました"),
        ({"dead": "鍵が違います"}, "checked", Fix.CREDENTIALS, "接続できません"),
        ({"missing": ("在庫API",)}, "functions", Fix.ACCOUNT, "不足: %(missing)s"),
        ({"expires_at": NOON}, "credential", Fix.CREDENTIALS, "切れました"),
        ({"intake_at": None}, "orders", Fix.ACCOUNT, "一度も"),
        ({"intake_at": NOON - timedelta(minutes=11)}, "orders", Fix.ACCOUNT, "止まっています"),
        ({"intake_at": NOON - timedelta(minutes=11), "intake_error": "混雑"}, "orders", Fix.ACCOUNT, "失敗しています"),
        ({"bound": 119}, "bound", Fix.LISTINGS, "%(m)s 件のうち %(n)s 件だけ"),
        ({"unopened": 2}, "opened", Fix.RECEIVE, "%(n)s 件の SKU"),
        ({"endless": 3}, "all_limited", Fix.LISTINGS, "在庫が 0 でも売り続ける設定の出品が %(n)s 件"),
        ({"live": False}, "started", Fix.ACCOUNT, "確認のみ"),
        ({"writes_stopped_at": NOON}, "writes", Fix.WRITES, "停止しています"),
        ({"braked_at": NOON}, "brake", Fix.WORKLIST, "0 になるため"),
    ],
)
def test_each_condition_of_an_account_alone(change: dict[str, Any], code: str, fix: Fix, reason: str) -> None:
    conditions = account_conditions(replace(GOOD, **change))

    assert unmet(conditions) == [(code, fix)]
    assert reason in next(condition.reason for condition in conditions if not condition.met)


@pytest.mark.parametrize(
    ("asked", "change", "code"),
    [
        ("e2_01_orders_are_taken_in", {"intake_at": None}, "orders"),
        ("e2_02_codes_agree", {"bound": 119}, "bound"),
        ("e2_03_the_goods_are_here", {"catalogue_at": None, "listings": 0, "bound": 0}, "catalogue"),
        ("e2_04_the_connection_is_set", {"check_passed": False}, "checked"),
        ("e2_05_the_switch_is_on", {"live": False}, "started"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("e2_") else "",
)
def test_each_of_the_five_conditions_is_looked_at_by_itself(asked: str, change: dict[str, Any], code: str) -> None:
    """E2-06: computed, with the place that mends it; nobody reads a page of rules."""
    found = unmet(account_conditions(replace(GOOD, **change)))

    assert found[0][0] == code, asked


def test_an_account_that_was_never_checked_has_neither_check_nor_functions() -> None:
    never = replace(GOOD, checked_at=None, check_passed=False, expires_at=None, listings=0, bound=0, catalogue_at=None)

    assert [code for code, _ in unmet(account_conditions(never))] == ["checked", "functions", "catalogue", "bound"]


@pytest.mark.parametrize(
    ("change", "code", "fix"),
    [
        ({"bound": False}, "bound_one", Fix.BIND),
        ({"exists_at": None}, "exists", Fix.WORKLIST),
        ({"on_sale": False}, "on_sale", Fix.LISTINGS),
        ({"seen_at": None}, "read", Fix.WORKLIST),
        ({"opened": False}, "opened_one", Fix.RECEIVE),
        ({"error": "it-10212"}, "accepted", Fix.WORKLIST),
        ({"drift": True}, "agreed", Fix.WORKLIST),
        ({"provisional": 1}, "agreed", Fix.WORKLIST),
        ({"desired": 2}, "written", Fix.ACCOUNT),
        ({"sending": True}, "written", Fix.ACCOUNT),
        ({"confirmed_at": None}, "confirmed", Fix.ACCOUNT),
    ],
)
def test_each_condition_of_a_listing_alone(change: dict[str, Any], code: str, fix: Fix) -> None:
    assert unmet(listing_conditions(GOOD, replace(IN_STEP, **change))) == [(code, fix)]


def test_what_is_wrong_with_the_account_comes_before_what_is_wrong_with_the_listing() -> None:
    found = unmet(listing_conditions(replace(GOOD, live=False, dead="x"), replace(IN_STEP, desired=2, bound=False)))

    assert [code for code, _ in found] == ["checked", "bound_one", "started", "written"]


def test_the_brake_holds_only_what_would_go_to_zero() -> None:
    braked = replace(GOOD, braked_at=NOON)

    assert unmet(listing_conditions(braked, IN_STEP)) == []
    assert [code for code, _ in unmet(listing_conditions(braked, replace(IN_STEP, desired=0)))] == ["brake", "written"]


def test_a_sku_without_a_listing_says_so() -> None:
    assert (unlisted().met, unlisted().fix) == (False, Fix.LISTINGS)
