"""The credential loop: what an hourly 接続チェック leaves behind, and the staged warnings before an end (E2-30, E2-31)."""

from datetime import timedelta

import pytest

from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.services.accounts.expiry import stage, warn_of_expiry
from ichigen.services.accounts.health import keep_report
from ichigen.services.clock import now
from ichigen.services.settle import settle_item
from ichigen.store.accounts import Account
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account

pytestmark = pytest.mark.django_db

GOOD = CheckResult("orders", "受注API", True)
DEAD = CheckResult("orders", "受注API", False, "ライセンスキーが無効です。")
AWAY = CheckResult("orders", "受注API", False, "時間をおいてお試しください。", passing=True)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def items(code: str) -> list[WorklistItem]:
    return list(WorklistItem.objects.filter(code=code, closed_at__isnull=True))


def expiring(days: float) -> Account:
    return make_account(expires={"licenseKey": (now() + days * DAY + HOUR).isoformat()})


def test_a_line_that_fails_stops_the_account_and_says_so() -> None:
    account = make_account()

    keep_report(account.id, ConnectionReport([GOOD, DEAD]))

    account.refresh_from_db()
    assert (account.health, account.health_code) == ("dead", "orders")
    (item,) = items("auth_expired")
    assert (item.urgent, item.cause) == (True, "受注API: ライセンスキーが無効です。")


def test_what_is_not_permitted_is_no_dead_credential() -> None:
    """R1-27: the missing permission is named; where the mall takes the key for the rest, nobody is sent to renew it."""
    account = make_account(label="本店")
    missing = CheckResult("ship", "発送情報更新", False, "RMSで「利用する」にしてください。")

    keep_report(account.id, ConnectionReport([GOOD, missing]))

    (item,) = items("auth_expired")
    assert item.title == "本店: 発送情報更新が使えません"
    assert item.cause == "発送情報更新: RMSで「利用する」にしてください。"
    assert "認証情報を更新" not in item.action
    assert "接続チェックを実行してください" in item.action


def test_a_key_that_is_good_for_nothing_is_dead() -> None:
    account = make_account(label="本店")

    keep_report(account.id, ConnectionReport([DEAD, AWAY]))

    (item,) = items("auth_expired")
    assert item.title == "本店: 認証が切れています"
    assert "認証情報を更新" in item.action


def test_a_mall_out_of_reach_says_nothing_of_the_credential() -> None:
    account = make_account()

    keep_report(account.id, ConnectionReport([GOOD, AWAY]))

    account.refresh_from_db()
    assert (account.health, account.check_results[1]["passing"]) == ("ok", True)
    assert items("auth_expired") == []


def test_a_mall_out_of_reach_repairs_nothing_either() -> None:
    account = make_account(health=Account.Health.DEAD)

    keep_report(account.id, ConnectionReport([AWAY]))

    account.refresh_from_db()
    assert account.health == "dead"


def test_a_check_that_passes_again_starts_the_account_and_closes_the_item() -> None:
    account = make_account()
    keep_report(account.id, ConnectionReport([DEAD]))

    keep_report(account.id, ConnectionReport([GOOD]))

    account.refresh_from_db()
    assert (account.health, account.health_message) == ("ok", "")
    assert items("auth_expired") == []


@pytest.mark.parametrize(
    ("left", "expected"),
    [(30.5, None), (30, 30), (14.5, 30), (14, 14), (7, 7), (3.5, 7), (3, 3), (1.5, 3), (1, 1), (0, 1), (-5, 1)],
)
def test_the_stages_are_30_14_7_3_and_1_days(left: float, expected: int | None) -> None:
    assert stage(NOON + left * DAY, NOON) == expected


@pytest.mark.parametrize(("days", "urgent"), [(29, False), (8, False), (7, True), (2, True)])
def test_the_days_left_are_in_the_text_and_the_last_week_is_urgent(days: int, urgent: bool) -> None:
    account = expiring(days)

    warn_of_expiry(account)

    (item,) = items("credential_expires")
    assert item.key == f"credential_expires:{account.id}:licenseKey"
    assert f"あと {days} 日" in item.title
    assert item.urgent is urgent


def test_more_than_thirty_days_is_no_warning() -> None:
    warn_of_expiry(expiring(31))

    assert items("credential_expires") == []


def test_the_last_day_and_what_is_over_say_so() -> None:
    today, over = expiring(0), make_account("mall_b", expires={"licenseKey": (now() - DAY).isoformat()})
    warn_of_expiry(today)
    warn_of_expiry(over)

    titles = {item.account_id: item.title for item in items("credential_expires")}
    assert titles[today.id].endswith("の有効期限は24時間以内に切れます")
    assert titles[over.id].endswith("の有効期限が切れました")


def test_a_token_that_lives_four_weeks_is_not_warned_of_at_30_days() -> None:
    """Its first warning is that of 14 days: otherwise a renewal would begin with one."""
    account = make_account("yahoo_shopping", expires={"refresh_token": (now() + 27 * DAY).isoformat()})
    warn_of_expiry(account)
    assert items("credential_expires") == []

    account.expires = {"refresh_token": (now() + 14 * DAY).isoformat()}
    warn_of_expiry(account)
    assert len(items("credential_expires")) == 1


def test_a_warning_is_renewed_not_doubled() -> None:
    account = expiring(20)
    warn_of_expiry(account)
    account.expires = {"licenseKey": (now() + 12 * DAY + HOUR).isoformat()}

    warn_of_expiry(account)

    (item,) = items("credential_expires")
    assert "あと 12 日" in item.title


def test_closed_by_hand_it_stays_closed_until_the_next_stage() -> None:
    account = expiring(20)
    warn_of_expiry(account)
    settle_item(items("credential_expires")[0].id, "更新を依頼した", None)

    warn_of_expiry(account)
    assert items("credential_expires") == []

    WorklistItem.objects.update(closed_at=now() - 10 * DAY)
    account.expires = {"licenseKey": (now() + 10 * DAY).isoformat()}
    warn_of_expiry(account)
    assert len(items("credential_expires")) == 1


def test_a_renewed_credential_closes_its_warning() -> None:
    account = expiring(5)
    warn_of_expiry(account)

    report = ConnectionReport([GOOD], {"licenseKey": now() + 90 * DAY})
    keep_report(account.id, report)

    assert items("credential_expires") == []
    assert WorklistItem.objects.get().resolution == "認証情報が更新されました。"


def test_what_the_rest_works_without_stops_nothing_and_keeps_nothing_stopped() -> None:
    """A version that ends, news that cannot be had: told in its line, no fault of the account."""
    spare = CheckResult("signals", "モールからの通知", False, "通知を受け取れません。", passing=True, warning=True)
    account = make_account()
    keep_report(account.id, ConnectionReport([GOOD, DEAD]))

    keep_report(account.id, ConnectionReport([GOOD, spare]))

    account.refresh_from_db()
    assert (account.health, account.health_code, account.check_results[1]["message"]) == (
        "ok",
        "",
        "通知を受け取れません。",
    )
    assert items("auth_expired") == []
