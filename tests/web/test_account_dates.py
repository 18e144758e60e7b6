"""When credentials end, on the screens: one form of dates, and words that are right on the last day and after it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ichigen.services.views.account_health import expiries
from ichigen.store.accounts import LoopState
from ichigen.store.staff import Role
from ichigen.web.ui.show import stamp
from tests.builders import make_account
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "days", "over", "tone"),
    [
        (31 * DAY, 31, False, "plain"),
        (8 * DAY - SECOND, 7, False, "red"),
        (2 * DAY, 2, False, "red"),
        (DAY, 1, False, "red"),
        (DAY - SECOND, 0, False, "red"),
        (SECOND, 0, False, "red"),
        (timedelta(0), 0, True, "red"),
        (-SECOND, 0, True, "red"),
    ],
)
def test_the_days_left_at_the_edges(left: timedelta, days: int, over: bool, tone: str) -> None:
    (found,) = expiries("rakuten", {"licenseKey": (AT + left).isoformat()}, AT)

    assert (found.days, found.over, found.tone) == (days, over, tone)


@pytest.mark.parametrize(
    ("left", "japanese", "english"),
    [
        (20 * DAY + HOUR, "あと 20 日", "Days left: 20"),
        (DAY + HOUR, "あと 1 日", "Days left: 1"),
        (HOUR, "24時間以内", "Within 24 hours"),
        (-HOUR, "期限切れ", "Expired"),
    ],
)
def test_the_account_its_renewal_and_home_say_it_alike(
    client: Client, left: timedelta, japanese: str, english: str
) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    end = timezone.now() + left
    account = make_account("rakuten", expires={"licenseKey": end.isoformat()})

    for path in (f"/accounts/{account.pk}/", f"/accounts/{account.pk}/renew/", "/"):
        assert f">{japanese}</span>" in client.get(path).content.decode()
    client.post("/language/", {"language": "en"})
    for path in (f"/accounts/{account.pk}/", f"/accounts/{account.pk}/renew/"):
        page = client.get(path).content.decode()
        assert f">{english}</span>" in page
        assert stamp(end) in page


def test_a_time_of_today_has_its_date_like_the_others_and_one_of_another_year_its_year(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    soon, other_year = timezone.now() + timedelta(minutes=5), timezone.now() + 400 * DAY
    account = make_account("rakuten", pending_until=soon, expires={"licenseKey": other_year.isoformat()})
    LoopState.objects.create(account=account, kind="intake", due_at=soon)

    page = client.get(f"/accounts/{account.pk}/").content.decode()
    assert f"{stamp(soon)} まで自動で確かめ続け" in page
    assert f'<td class="code">{stamp(soon)}</td>' in page
    assert f'<span class="code">{stamp(other_year)}</span>' in page
    assert stamp(other_year).startswith(f"{other_year:%Y}")
    assert f"{stamp(soon)} まで自動で確かめ続けます" in client.get(f"/accounts/{account.pk}/renew/").content.decode()
