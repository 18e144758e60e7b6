"""An account that came back begins anew: what its loops left undone before is told to nobody as if it were of now."""

from datetime import timedelta

import pytest
from django.db import transaction

from ichigen.domain.alerts import AlertCode
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.services.accounts.health import keep_report
from ichigen.services.accounts.switch_off import disable_account, enable_account
from ichigen.services.alarms import watch_loops
from ichigen.services.clock import now
from ichigen.services.loops import begin_run, fail_run, finish_run
from ichigen.store.accounts import Account, LoopState
from ichigen.store.alert_facts import facts
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from ichigen.store.loops import begin_anew
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account, mark_listing
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db

GOOD = ConnectionReport([CheckResult("orders", "受注API", True)])
DEAD = ConnectionReport([CheckResult("orders", "受注API", False, "ライセンスキーが無効です。")])
HOUR = timedelta(hours=1)


@pytest.fixture
def stale() -> Account:
    """A live account that was dead for an hour: its intake failed before that, and a listing waits to be written."""
    account = make_account(health=Account.Health.DEAD)
    Account.objects.update(created_at=now() - HOUR)
    LoopState.objects.create(
        account=account,
        kind="intake",
        failures=6,
        error_code="http_500",
        error_message="モール側の一時的な障害です。",
        started_at=now() - HOUR,
        finished_at=now() - HOUR,
        succeeded_at=now() - 2 * HOUR,
        not_before=now() + HOUR,
        due_at=now() + HOUR,
    )
    mark_listing(Listing.objects.create(account=account, code="A"), dirty=True, changed_at=now() - HOUR)
    return account


def told() -> list[tuple[str, str]]:
    """Code and cause of every open item about a loop."""
    watch_loops()
    about = WorklistItem.objects.filter(code__in=("loop_silent", "intake_put_off"), closed_at=None)
    return sorted(about.values_list("code", "cause"))


def mailed() -> bool:
    return any(fact.code is AlertCode.INTAKE_SILENT for fact in facts())


def test_a_check_that_passes_again_tells_no_alarm_of_before(stale: Account) -> None:
    keep_report(stale.pk, GOOD)

    intake = LoopState.objects.get(kind="intake")
    assert (intake.failures, intake.not_before) == (0, None)
    assert intake.due_at is not None
    assert intake.due_at <= now()
    assert (told(), mailed()) == ([], False)


def test_an_account_that_is_switched_on_tells_no_alarm_of_before(stale: Account) -> None:
    Account.objects.update(health=Account.Health.OK, started_at=now() - HOUR)
    assert len(told()) == 2
    assert mailed()
    disable_account(stale.pk, None)
    assert told() == []

    enable_account(stale.pk, None)

    assert (told(), mailed()) == ([], False)


def test_what_still_stands_still_a_minute_later_is_told_without_the_error_of_before(stale: Account) -> None:
    keep_report(stale.pk, GOOD)
    Account.objects.update(anew_at=now() - timedelta(seconds=61))
    LoopState.objects.update(due_at=now() - timedelta(seconds=61))

    waits = "処理の順番が回ってきていないか、処理が途中で止まっています。"
    assert told() == [("loop_silent", waits), ("loop_silent", waits)]


def test_an_old_error_is_never_taken_for_a_mall_that_asks_to_wait(stale: Account) -> None:
    keep_report(stale.pk, GOOD)
    Account.objects.update(anew_at=now() - timedelta(minutes=6))

    assert [code for code, _ in told()] == ["loop_silent"]  # the listing that waits; the intake is due only now


def test_an_hourly_check_of_a_sound_account_forgets_no_failure() -> None:
    account = make_account(health=Account.Health.OK)
    LoopState.objects.create(account=account, kind="intake", failures=3, due_at=now() + HOUR)

    keep_report(account.pk, GOOD)

    account.refresh_from_db()
    assert (account.anew_at, LoopState.objects.get().failures) == (None, 3)


def test_a_wait_that_the_mall_asked_for_and_a_run_under_way_are_left_alone() -> None:
    account = make_account(health=Account.Health.OK)
    until = now() + HOUR
    LoopState.objects.create(account=account, kind="intake", not_before=until, due_at=until, error_code="http_429")
    under_way = begin_run(account.pk, "stock")
    LoopState.objects.filter(kind="stock").update(failures=2)
    before = LoopState.objects.get(kind="stock").due_at

    begin_anew(account.pk)

    assert LoopState.objects.values_list("not_before", "due_at").get(kind="intake") == (until, until)
    assert LoopState.objects.values_list("failures", "due_at").get(kind="stock") == (2, before)
    finish_run(under_way, due_at=None)


def test_a_refusal_of_before_still_closes_by_itself_when_a_run_succeeds() -> None:
    account = make_account(health=Account.Health.OK)
    fail_run(begin_run(account.pk, "intake"), Refused("no_permission", "この機能の利用申請がされていません。"))
    keep_report(account.pk, DEAD)
    keep_report(account.pk, GOOD)

    finish_run(begin_run(account.pk, "intake"), due_at=None)

    assert WorklistItem.objects.get(code="loop_refused").resolution == "自動で回復しました。"


@pytest.mark.django_db(transaction=True)
def test_a_loop_that_stores_at_this_moment_is_not_waited_for(stale: Account) -> None:
    """A run holds its row before it touches the account; whoever holds the account may not wait for that row."""
    with transaction.atomic():
        run("select from store_loopstate for no key update")
        worker = Worker(lambda: begin_anew(stale.pk))
        worker.finish()

    account = Account.objects.get()
    assert (account.anew_at is not None, LoopState.objects.get().failures) == (True, 6)
