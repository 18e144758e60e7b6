"""受注の自動取得 switched off (G3-07): said so everywhere, with the intake that was really one, and no alarm."""

from datetime import datetime, timedelta

import pytest

from ichigen.services.alerts.watch import watch_alerts
from ichigen.services.clock import now
from ichigen.services.views.account_health import AccountHealth, account_health
from ichigen.services.views.frame import frame
from ichigen.services.views.readiness import account_readiness
from ichigen.store.accounts import Account, LoopState
from ichigen.store.alerts import Alert
from tests.builders import make_account

pytestmark = pytest.mark.django_db

ASKED = timedelta(days=2)


def account_with(automatic: str, shop: str = "shop-1") -> tuple[Account, datetime]:
    """An account whose intake rested 20 minutes ago; its orders were read whole two days ago, at the time returned."""
    account = make_account("mercari_shops", shop, settings={"auto_intake": automatic})
    at = now()
    rested, read = at - timedelta(minutes=20), at - ASKED
    LoopState.objects.create(
        account=account, kind="intake", started_at=rested, finished_at=rested, succeeded_at=rested, fresh_at=read
    )
    return account, read


def health() -> AccountHealth:
    """The only account's."""
    (row,) = account_health(now(), False)
    return row


def test_the_last_intake_is_the_one_that_was_asked_for_and_its_age_is_no_fault() -> None:
    _, read = account_with("off")
    row, around = health(), frame(now())
    assert (row.automatic, row.intake_at, row.intake_tone) == (False, read, "plain")
    assert (around.intake_off, around.intake_at, around.intake_tone) == (True, None, "plain")


def test_beside_an_account_that_takes_in_by_itself_only_that_one_is_told() -> None:
    account_with("off")
    other, _ = account_with("on", "shop-2")
    around = frame(now())
    succeeded = LoopState.objects.get(account=other).succeeded_at
    assert (around.intake_off, around.intake_at, around.intake_tone) == (False, succeeded, "red")


@pytest.mark.parametrize(("automatic", "alerts"), [("off", []), ("on", ["intake_silent"])])
def test_its_silence_is_no_alert(automatic: str, alerts: list[str]) -> None:
    account_with(automatic)
    watch_alerts()
    assert list(Alert.objects.values_list("code", flat=True)) == alerts


def test_the_checklist_names_the_switch() -> None:
    account, read = account_with("off")
    found = account_readiness(account.pk, now())
    assert found is not None
    orders = next(condition for condition in found.conditions if condition.code == "orders")
    assert (orders.met, orders.fix, orders.values["at"]) == (False, "account", read)
    assert orders.reason.startswith("受注の自動取得を切っています。最終取込 %(at)s。")
