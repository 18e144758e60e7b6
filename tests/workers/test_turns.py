"""One turn of a loop ends the same way whatever the mall did (design: loops; engine: rule 3)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from ichigen.domain.loops import backoff_s
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import Fenced, Throttled
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.services.clock import now
from ichigen.services.loops import (
    LoopOutcome,
    Run,
    account_repaired,
    begin_run,
    fail_run,
    finish_run,
    hold,
    still_mine,
)
from ichigen.services.turns import execute
from ichigen.store.accounts import Account, LoopState, MallCall
from ichigen.store.worklist import WorklistItem
from tests.workers.sample import SampleServer, linked_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


def push(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    client.write_stock([StockWrite("A-1", StockMode.ABSOLUTE, 5)])
    return LoopOutcome(due_in_s=60, position={"page": 2}, fresh_at=run.began)


def test_a_good_turn_stores_position_freshness_due_time_and_the_call(server: SampleServer) -> None:
    account = linked_account(server.url)

    execute(account.pk, "stock", push)

    assert server.seen == ["PUT /stock/A-1/5"]
    state = LoopState.objects.get(account=account, kind="stock")
    assert (state.lease, state.failures, state.error_code, state.position) == (1, 0, "", {"page": 2})
    assert state.started_at is not None
    assert state.succeeded_at is not None
    assert state.due_at is not None
    assert (state.fresh_at, state.finished_at) == (state.started_at, state.succeeded_at)
    assert timedelta(seconds=59) < state.due_at - state.succeeded_at <= timedelta(seconds=60)
    assert MallCall.objects.values_list("account", "operation", "effect", "status", "rows", "error").get() == (
        account.pk,
        "stock.write",
        "write",
        200,
        1,
        "",
    )


def test_each_run_takes_the_next_lease_and_sees_the_last_position(server: SampleServer) -> None:
    account = linked_account(server.url)
    execute(account.pk, "stock", push)

    run = begin_run(account.pk, "stock")

    assert (run.lease, run.position, run.takeover) == (2, {"page": 2}, False)
    assert run.began.utcoffset() == timedelta(0)
    assert run.deadline - run.began == timedelta(seconds=20)


def test_a_run_that_was_overtaken_holds_nothing_finishes_nothing_and_fails_nothing(server: SampleServer) -> None:
    account = linked_account(server.url)
    old = begin_run(account.pk, "stock")
    new = begin_run(account.pk, "stock")

    assert (still_mine(old), still_mine(new), new.takeover) == (False, True, True)
    with pytest.raises(Fenced):
        hold(old)
    with pytest.raises(Fenced):
        finish_run(old, due_at=None, position={"page": 9})
    fail_run(old, Throttled("429", "待ちます。", retry_at=now()))
    hold(new)
    assert LoopState.objects.values_list("lease", "position", "error_code").get() == (2, {}, "")


def test_a_passing_fault_backs_off_and_a_success_clears_it(server: SampleServer) -> None:
    account = linked_account(server.url)
    server.status = 503
    execute(account.pk, "stock", push)

    state = LoopState.objects.get()
    assert (state.failures, state.error_code, state.succeeded_at) == (1, "503", None)
    assert state.not_before is not None
    assert state.finished_at is not None
    assert timedelta(seconds=1.4) < state.not_before - state.finished_at < timedelta(seconds=2.6)

    execute(account.pk, "stock", push)
    assert len(server.seen) == 1  # told to wait

    LoopState.objects.update(not_before=now())
    server.status = 200
    execute(account.pk, "stock", push)
    assert LoopState.objects.values_list("failures", "error_code", "not_before").get() == (0, "", None)


def test_backoff_doubles_from_2_seconds_to_5_minutes_and_spreads_by_a_quarter() -> None:
    assert [backoff_s(n, 0.5) for n in (1, 2, 3, 8, 9, 50)] == [2, 4, 8, 256, 300, 300]
    assert (backoff_s(1, 0.0), backoff_s(1, 1.0)) == (1.5, 2.5)


def test_throttled_waits_until_the_mall_said_and_is_no_failure(server: SampleServer) -> None:
    account = linked_account(server.url)
    later = now() + timedelta(seconds=40)

    def throttled(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        raise Throttled("429", "呼出し回数の上限です。", retry_at=later)

    execute(account.pk, "intake", throttled)

    assert LoopState.objects.values_list("not_before", "due_at", "failures").get() == (later, later, 0)


def test_a_dead_credential_pauses_every_loop_of_the_account_until_it_is_repaired(server: SampleServer) -> None:
    account = linked_account(server.url)
    server.status = 401
    execute(account.pk, "stock", push)

    account.refresh_from_db()
    assert (account.health, account.health_code) == ("dead", "401")
    item = WorklistItem.objects.get(closed_at__isnull=True)
    assert (item.code, item.urgent, item.title) == ("auth_expired", True, "見本 a店: 認証が切れています")
    assert item.cause == "認証の有効期限が切れています。（不足している権限: 在庫更新）"

    server.status = 200
    execute(account.pk, "intake", push)
    assert len(server.seen) == 1

    account_repaired(account.pk)
    execute(account.pk, "stock", push)
    assert len(server.seen) == 2
    assert not WorklistItem.objects.filter(closed_at__isnull=True).exists()


def test_a_refusal_of_the_whole_loop_is_on_the_worklist_until_a_run_succeeds(server: SampleServer) -> None:
    account = linked_account(server.url)
    server.status = 400
    execute(account.pk, "stock", push)

    assert WorklistItem.objects.values_list("code", "title").get() == (
        "loop_refused",
        "見本 a店: 在庫連動をモールが拒否しました",
    )

    server.status = 200
    LoopState.objects.update(not_before=None)
    execute(account.pk, "stock", push)
    assert WorklistItem.objects.get().closed_at is not None


def test_a_disabled_account_runs_nothing(server: SampleServer) -> None:
    account = linked_account(server.url, mode=Account.Mode.DISABLED)

    execute(account.pk, "stock", push)

    assert (server.seen, LoopState.objects.count()) == ([], 0)


def test_a_defect_of_ours_is_raised_and_the_loop_rests_until_the_stall_limit(server: SampleServer) -> None:
    account = linked_account(server.url)

    def broken(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        raise KeyError("a defect")

    with pytest.raises(KeyError):
        execute(account.pk, "stock", broken)
    execute(account.pk, "stock", push)
    assert server.seen == []

    execute(account.pk, "stock", push, stall_s=0)
    assert server.seen == ["PUT /stock/A-1/5"]


def test_a_run_that_loses_a_deadlock_begins_anew_at_once(server: SampleServer) -> None:
    account = linked_account(server.url)
    turns: list[Run] = []

    def deadlocked(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        turns.append(run)
        if len(turns) == 1:
            lose_a_deadlock()
        return LoopOutcome(due_in_s=60, position={"turn": len(turns)})

    execute(account.pk, "stock", deadlocked)

    assert [(run.lease, run.takeover) for run in turns] == [(1, False), (2, True)]
    assert LoopState.objects.values_list("failures", "position").get() == (0, {"turn": 2})


def test_a_run_that_loses_every_deadlock_ends_and_rests(server: SampleServer) -> None:
    account = linked_account(server.url)
    turns: list[Run] = []

    def deadlocked(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        turns.append(run)
        lose_a_deadlock()
        return LoopOutcome()

    execute(account.pk, "stock", deadlocked)

    assert [run.lease for run in turns] == [1, 2]
    assert LoopState.objects.get().succeeded_at is None


def lose_a_deadlock() -> None:
    """Be told by the database what the loser of a deadlock is told."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("do $$ begin raise exception using errcode = '40P01'; end $$")


def test_a_mall_that_is_not_installed_is_a_refusal_in_plain_words(server: SampleServer) -> None:
    account = linked_account(server.url)
    Account.objects.update(mall_id="gone")

    execute(account.pk, "stock", push)

    assert LoopState.objects.get().error_code == "mall.missing"
