"""A mall that only ever says 「later」 (503, 429) is no failure of ours, and is not 正常 either (design: loops)."""

from datetime import timedelta

import pytest

from ichigen.services.clock import now
from ichigen.services.views.account_health import account_health
from ichigen.services.views.frame import frame
from ichigen.store.accounts import Account, LoopState
from tests.builders import make_account

pytestmark = pytest.mark.django_db

SAID = "楽天のアクセス制限または混雑です。時間をおいて自動で再試行します。"


def put_off(code: str, ago_s: int) -> tuple[str, bool, str]:
    """Return trouble, whether the next attempt is told, and the tone of an account put off since then."""
    at = now()
    LoopState.objects.create(
        account=make_account(),
        kind="intake",
        succeeded_at=at - timedelta(seconds=ago_s),
        not_before=at + timedelta(seconds=5),
        error_code=code,
        error_message=SAID,
    )
    (row,) = account_health(now(), False)
    return row.trouble, row.retry_at is not None, row.intake_tone


@pytest.mark.parametrize(
    ("code", "ago_s", "shown"),
    [
        pytest.param("http.503", 90, (SAID, True, "amber"), id="for a minute and longer"),
        pytest.param("http.503", 10, ("", False, "plain"), id="a moment is no trouble"),
        pytest.param("pacing.day", 90, ("", False, "amber"), id="our own pace is no trouble of the mall"),
        pytest.param("run.deadline", 90, ("", False, "amber"), id="nor is our own time"),
    ],
)
def test_a_mall_that_only_puts_us_off_is_told_with_its_words(code: str, ago_s: int, shown: object) -> None:
    assert put_off(code, ago_s) == shown


def test_of_dead_credentials_no_next_attempt_is_told() -> None:
    """The loops wait for a person."""
    put_off("invalid_token", 90)
    Account.objects.update(health=Account.Health.DEAD)
    (row,) = account_health(now(), False)
    assert row.retry_at is None


def test_it_stands_in_the_bar_of_every_page() -> None:
    put_off("http.503", 90)
    assert [account.trouble for account in frame(now()).unreachable] == [SAID]
