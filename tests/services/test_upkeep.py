"""Ticks, the sweep and the alarm (engine: rules 4 and 6; design: never a silence)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from ichigen.services import alarms, pulse, upkeep
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account, LoopState, MallCall
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from ichigen.store.write_runs import WriteRun, WriteRunRow
from tests.builders import make_order, mark_listing
from tests.workers.library import jobs
from tests.workers.sample import linked_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def account() -> Account:
    return linked_account("http://127.0.0.1:9")


def test_the_tick_wakes_what_is_due_and_nothing_else(account: Account) -> None:
    dead = linked_account("http://127.0.0.1:9", shop="dead")
    Account.objects.filter(pk=dead.pk).update(health=Account.Health.DEAD)
    off = linked_account("http://127.0.0.1:9", shop="off", mode=Account.Mode.DISABLED)
    for kind, due_at, not_before in (
        ("due", now(), None),
        ("later", now() + MINUTE, None),
        ("resting", now(), now() + MINUTE),
        ("when_woken", None, None),
    ):
        LoopState.objects.create(account=account, kind=kind, due_at=due_at, not_before=not_before)
    LoopState.objects.create(account=dead, kind="due", due_at=now())
    LoopState.objects.create(account=off, kind="due", due_at=now())

    upkeep.tick()

    assert jobs() == [(f"{account.pk}:due", "todo")]


def test_the_tick_leaves_a_running_loop_alone_until_the_stall_limit(account: Account) -> None:
    LoopState.objects.create(account=account, kind="stock", due_at=now() - MINUTE)
    begin_run(account.pk, "stock")

    upkeep.tick()

    assert jobs() == []


def test_the_sweep_wakes_dirty_listings_of_live_accounts_whose_wake_up_was_lost(account: Account) -> None:
    reading = linked_account("http://127.0.0.1:9", shop="reading", mode=Account.Mode.READING)
    for owner, code, dirty in ((account, "A", True), (account, "B", False), (reading, "A", True)):
        mark_listing(Listing.objects.create(account=owner, code=code), dirty=dirty, changed_at=now())

    upkeep.sweep()

    assert jobs() == [(f"{account.pk}:stock", "todo")]


def test_the_sweep_honours_rests_of_listings_and_loops_and_runs_under_way(account: Account) -> None:
    listing = Listing.objects.create(account=account, code="A", not_before=now() + MINUTE)
    mark_listing(listing, dirty=True, changed_at=now())
    upkeep.sweep()
    assert jobs() == []

    Listing.objects.update(not_before=None)
    LoopState.objects.create(account=account, kind="stock", not_before=now() + MINUTE)
    upkeep.sweep()
    assert jobs() == []

    LoopState.objects.update(not_before=None)
    begin_run(account.pk, "stock")
    upkeep.sweep()
    assert jobs() == []

    upkeep.sweep(stall_s=0)
    assert jobs() == [(f"{account.pk}:stock", "todo")]


def test_dirty_for_a_minute_without_a_finished_run_is_on_the_worklist_until_it_recovers(account: Account) -> None:
    listing = Listing.objects.create(account=account, code="A")
    mark_listing(listing, dirty=True, changed_at=now() - MINUTE * 2)
    alarms.watch_loops()
    alarms.watch_loops()

    item = WorklistItem.objects.get()
    assert (item.code, item.urgent, item.account_id) == ("loop_silent", True, account.pk)
    assert item.title == "見本 a店: 在庫連動が1分以上完了していません"

    LoopState.objects.create(account=account, kind="stock", succeeded_at=now())
    alarms.watch_loops()
    item.refresh_from_db()
    assert item.closed_at is not None
    assert listing.mark.dirty


def test_what_became_dirty_just_now_and_what_was_stopped_by_hand_is_no_alarm(account: Account) -> None:
    listing = mark_listing(Listing.objects.create(account=account, code="A"), dirty=True, changed_at=now())
    alarms.watch_loops()

    ListingMark.objects.filter(pk=listing.pk).update(changed_at=now() - MINUTE * 2)
    Installation.objects.update(writes_stopped_at=now())
    alarms.watch_loops()

    assert WorklistItem.objects.count() == 0


def test_a_loop_that_keeps_failing_is_an_alarm_with_its_last_error(account: Account) -> None:
    state = LoopState.objects.create(
        account=account,
        kind="intake",
        failures=7,
        error_code="503",
        error_message="モール側の一時的な障害です。",
        started_at=now() - MINUTE * 3,
        succeeded_at=now() - MINUTE / 2,
    )
    alarms.watch_loops()
    assert WorklistItem.objects.count() == 0

    LoopState.objects.filter(pk=state.pk).update(succeeded_at=now() - MINUTE * 2)
    alarms.watch_loops()
    assert WorklistItem.objects.get().cause == "モール側の一時的な障害です。"


PUT_OFF = "intake_put_off"


def put_off(account: Account, minutes: float, **more: Any) -> LoopState:
    """An intake that the mall last let succeed so many minutes ago."""
    succeeded = now() - MINUTE * minutes
    values = {"error_code": "http_429", "error_message": "モールの上限に達しました。", "succeeded_at": succeeded}
    return LoopState.objects.create(account=account, kind="intake", **(values | more))


def told(code: str = PUT_OFF) -> list[str]:
    """The causes of the open items."""
    alarms.watch_loops()
    return list(WorklistItem.objects.filter(code=code, closed_at=None).values_list("cause", flat=True))


def test_a_mall_that_only_asks_to_come_later_is_told_after_five_minutes_until_it_shows_orders(account: Account) -> None:
    state = put_off(account, minutes=4)
    assert told() == []

    LoopState.objects.filter(pk=state.pk).update(succeeded_at=now() - MINUTE * 6)
    assert told() == ["モールの上限に達しました。"]
    item = WorklistItem.objects.get()
    assert (item.title, item.urgent) == ("見本 a店: 受注を5分以上取り込めていません", True)

    LoopState.objects.filter(pk=state.pk).update(succeeded_at=now(), error_code="", error_message="")
    assert told() == []
    item.refresh_from_db()
    assert item.resolution == "自動で回復しました。"


def test_a_new_account_that_is_only_put_off_is_told_too(account: Account) -> None:
    put_off(account, minutes=0, succeeded_at=None)
    assert told() == []
    Account.objects.update(created_at=now() - MINUTE * 6)
    assert told() == ["モールの上限に達しました。"]


def test_where_a_mall_sends_news_its_lists_may_rest_while_the_runs_succeed(account: Account) -> None:
    rest = {"rest_until": (now() + MINUTE).isoformat()}
    put_off(account, minutes=0, error_code="", error_message="", position=rest, fresh_at=now() - MINUTE * 6)
    assert told() == ["モールが、時間をおいて読み取るように求めています。"]
    LoopState.objects.update(fresh_at=now() - MINUTE)
    assert told() == []


@pytest.mark.parametrize("code", ["pacing.second", "pacing.gave_way", "run.deadline", "fenced"])
def test_waiting_for_our_own_turn_is_nothing_to_tell(account: Account, code: str) -> None:
    put_off(account, minutes=6, error_code=code)
    assert told() == []


@pytest.mark.parametrize("how", [{"mode": Account.Mode.DISABLED}, {"health": Account.Health.DEAD}])
def test_an_account_that_stands_still_anyway_is_not_told_of_twice(account: Account, how: dict[str, str]) -> None:
    put_off(account, minutes=6)
    Account.objects.update(**how)
    assert told() == []


def test_a_failing_intake_is_a_loop_that_finishes_nothing_and_not_put_off(account: Account) -> None:
    put_off(account, minutes=6, failures=3, error_code="http_500", started_at=now() - MINUTE * 6)
    assert (told(), len(told("loop_silent"))) == ([], 1)


def test_a_queue_of_write_backs_that_moves_is_no_alarm_however_long_it_is(account: Account) -> None:
    numbers = ("1001", "1002")
    take_in(Source(account.pk, now(), None), [make_order(number) for number in numbers])
    for number, state in zip(numbers, ("planned", "confirmed"), strict=True):
        WriteBackStep.objects.create(
            write_back=WriteBack.objects.create(order=Order.objects.get(number=number), kind="ship"),
            account_id=account.pk,
            position=1,
            state=state,
            not_before=now() - MINUTE * 2,
        )
    WriteBack.objects.update(created_at=now() - MINUTE * 2)
    LoopState.objects.create(account=account, kind="write_back", succeeded_at=now() - MINUTE * 5)

    WriteBack.objects.filter(order__number="1002").update(state="done")
    alarms.watch_loops()
    assert not WorklistItem.objects.filter(code="loop_silent").exists()

    WriteBack.objects.filter(order__number="1002").update(state="open")
    alarms.watch_loops()
    assert WorklistItem.objects.get(code="loop_silent").title == "見本 a店: 書出・同期が1分以上完了していません"


def test_old_calls_are_cleared_away(account: Account) -> None:
    for days in (29, 31):
        MallCall.objects.create(account=account, at=now() - timedelta(days=days), operation="x", effect="read")

    upkeep.clear_away()

    assert MallCall.objects.count() == 1


def test_logins_that_are_over_are_cleared_away() -> None:
    for key, minutes in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now() + MINUTE * minutes)

    upkeep.clear_away()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_a_worker_has_a_slot_for_every_loop_of_every_account(account: Account) -> None:
    assert pulse.slots_needed(5) == 20
    for number in range(6):
        linked_account("http://127.0.0.1:9", shop=str(number))
    linked_account("http://127.0.0.1:9", shop="off", mode=Account.Mode.DISABLED)
    assert pulse.slots_needed(5) == 7 * 5 + 4


def test_the_heartbeat_is_that_of_the_worker_asked_for() -> None:
    assert pulse.last_heartbeat() is None
    before = now()
    pulse.beat("one", 20)
    pulse.beat("two", 20)

    first, last = pulse.last_heartbeat("one"), pulse.last_heartbeat()
    assert first is not None
    assert last is not None
    assert before < first < last == pulse.last_heartbeat("two")
    assert pulse.last_heartbeat("three") is None


@pytest.mark.parametrize(
    ("days", "state", "kept"),
    [(179, "applied", 1), (181, "applied", 0), (181, "refused", 0), (181, "applying", 1), (181, "undoing", 1)],
)
def test_old_files_are_cleared_away_unless_they_are_worked_on(days: int, state: str, kept: int) -> None:
    brought = CsvImport.objects.create(kind="goods", filename="a.csv", digest="0", state=state)
    CsvRow.objects.create(csv_import=brought, line=2, verdict="new")
    CsvImport.objects.update(created_at=now() - timedelta(days=days))

    upkeep.clear_away()

    assert (CsvImport.objects.count(), CsvRow.objects.count()) == (kept, kept)


@pytest.mark.parametrize(("days", "state", "kept"), [(179, "done", 1), (181, "done", 0), (181, "running", 1)])
def test_old_runs_are_cleared_away_unless_they_are_worked_on(
    account: Account, days: int, state: str, kept: int
) -> None:
    operation = Operation.objects.create(kind="write_run", state=state)
    written = WriteRun.objects.create(account=account, operation=operation, created_at=now() - timedelta(days=days))
    take_in(Source(account.pk, now(), None), [make_order("1001")])
    WriteRunRow.objects.create(run=written, order=Order.objects.get())

    upkeep.clear_away()

    assert (WriteRun.objects.count(), WriteRunRow.objects.count()) == (kept, kept)
