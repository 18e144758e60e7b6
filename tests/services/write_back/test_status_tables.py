"""Versions of the status table, 更新対象 and runs, 時間帯変換設定 (G4-04 to G4-08, G4-15, G4-33)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ichigen.domain.write_back import GuardRefusal, MallState
from ichigen.services.clock import now
from ichigen.services.operations import run_operation
from ichigen.services.views.status_tables import versions
from ichigen.services.views.write_runs import FAILED, run_rows, write_run
from ichigen.services.write_back.runs import LOOK_AGAIN, NOTHING, start_run
from ichigen.services.write_back.status_table import (
    CHANGED_MEANWHILE,
    NO_CHANGE,
    restore_table,
    rows_in_force,
    save_table,
)
from ichigen.services.write_back.stop_run import stop_run
from ichigen.services.write_back.targets import preview
from ichigen.services.write_back.time_slots import Slot, save_time_slots, slot_of, time_slots
from ichigen.store import steps
from ichigen.store.accounts import Account
from ichigen.store.operations import Operation
from ichigen.store.orders import Order, Status
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack, WriteBackStep
from ichigen.store.write_runs import WriteRun
from ichigen.workers.operations import OPERATIONS
from tests.services.write_back.status_shop import open_shop, order_of, pass_of_the_loop, the_table, tick

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account() -> Account:
    return open_shop()


def test_g4_33_each_saving_is_a_version_with_what_it_changed_and_the_audit_log_has_it(account: Account) -> None:
    tick(account, "ready")
    tick(account, "held")

    second, first, defaults = versions(account.pk, the_table())
    assert second.changes == ("保留: ☐ 保留/出荷可 → ☑ 保留/出荷可",)
    assert first.changes == ("発送待ち: ☐ 処理中/出荷処理中 → ☑ 処理中/出荷処理中",)
    assert (defaults.number, defaults.changes) == (0, ())
    assert AuditLog.objects.filter(action="status_table.save").count() == 2


def test_g4_33_an_older_version_comes_back_as_a_new_one(account: Account) -> None:
    first = rows_in_force(account.pk, the_table())
    tick(account, "ready")
    ticked = rows_in_force(account.pk, the_table())
    restore_table(account.pk, 0, None)
    assert rows_in_force(account.pk, the_table()) == first

    restored = restore_table(account.pk, 1, None)

    assert not isinstance(restored, GuardRefusal)
    assert (restored.number, restored.restored_from) == (3, 1)
    assert rows_in_force(account.pk, the_table()) == ticked
    assert restore_table(account.pk, 1, None) is NO_CHANGE


def test_two_people_do_not_overwrite_each_other(account: Account) -> None:
    rows = list(rows_in_force(account.pk, the_table()).values())
    changed = [replace(row, state=MallState("2", "")) for row in rows]
    tick(account, "ready")

    assert save_table(account.pk, changed, 0, "", None) is CHANGED_MEANWHILE


def test_a_wrong_cell_is_refused_and_nothing_is_saved(account: Account) -> None:
    rows = [
        replace(row, enabled=True, state=MallState("5", "2")) for row in rows_in_force(account.pk, the_table()).values()
    ]

    refused = save_table(account.pk, rows, 0, "", None)
    assert isinstance(refused, GuardRefusal)
    assert refused.code == "completes_unshipped"
    assert len(versions(account.pk, the_table())) == 1


def test_each_account_has_a_table_of_its_own(account: Account) -> None:
    from tests.builders import make_account

    other = make_account(account.mall_id, "shop-2")
    tick(account, "ready")

    assert not rows_in_force(other.pk, the_table())["ready"].enabled


def test_g4_32_a_status_the_shop_added_is_a_row_without_a_tick(account: Account) -> None:
    tick(account, "ready")
    Status.objects.create(code="own", name="部品待ち", phase="ready", position=9, tone="ready")

    assert not rows_in_force(account.pk, the_table())["own"].enabled


def test_g4_33_trying_rows_out_counts_and_writes_nothing(account: Account) -> None:
    order_of(account)
    pass_of_the_loop(account)
    rows = rows_in_force(account.pk, the_table())
    tried = {code: replace(row, enabled=True) for code, row in rows.items()}

    assert len(preview(account.pk, the_table(), 3).targets) == 0
    (target,) = preview(account.pk, the_table(), 3, tried).targets
    assert [(c.field, c.before, c.after) for c in target.changes] == [("出荷ステータス", "出荷可", "出荷処理中")]
    assert not WriteBack.objects.exists()


def test_g4_02_g4_04_the_preview_names_every_order_of_the_period_or_why_not(account: Account) -> None:
    for n in range(3):
        order_of(account, f"100{n}")
    order_of(account, "2000", ship_status="2")
    pass_of_the_loop(account)
    Order.objects.filter(number="1002").update(updated_at=now() - timedelta(days=4))
    tick(account, "ready")

    found = preview(account.pk, the_table(), 3)
    assert sorted(one.number for one in found.targets) == ["1000", "1001"]
    assert [(code, n) for code, _, n in found.reasons] == [("same", 1)]
    assert len(preview(account.pk, the_table(), None).targets) == 3


def test_g4_05_g4_08_a_run_writes_what_was_seen_and_keeps_the_result_of_each_order(account: Account) -> None:
    ready, paid_back = order_of(account, "1000"), order_of(account, "1001")
    pass_of_the_loop(account)
    tick(account, "ready")
    seen = preview(account.pk, the_table(), 3)
    run = start_run(seen, 1, None)
    assert isinstance(run, WriteRun)
    Order.objects.filter(pk=paid_back.pk).update(status=Status.objects.get(code="held"))

    run_operation(run.operation_id or 0, OPERATIONS, lambda: False)

    found = write_run(run.pk)
    assert found is not None
    assert (found.total, found.done, found.failed, found.left) == (2, 0, 1, 1)
    assert [back.order_id for back in WriteBack.objects.all()] == [ready.pk]
    (row,), total = run_rows(run.pk, FAILED, 0, 50)
    assert (row.number, total) == ("1001", 1)
    assert "有効にする" in row.reason
    assert Operation.objects.get().failed == 1


def test_g4_33_a_table_changed_after_the_preview_must_be_looked_at_again(account: Account) -> None:
    order_of(account)
    pass_of_the_loop(account)
    tick(account, "ready")
    seen = preview(account.pk, the_table(), 3)
    tick(account, "held")

    assert start_run(seen, 1, None) is LOOK_AGAIN
    assert start_run(replace(seen, targets=()), 2, None) is NOTHING


def test_g4_07_nothing_takes_the_place_of_a_run_that_writes_what_changed_just_before(account: Account) -> None:
    tick(account, "ready")
    order_of(account, "1000")
    run = start_run(preview(account.pk, the_table(), 3), 1, None)
    assert isinstance(run, WriteRun)
    run_operation(run.operation_id or 0, OPERATIONS, lambda: False)

    assert pass_of_the_loop(account) == 0

    found = write_run(run.pk)
    assert found is not None
    assert (found.done, found.failed, found.left) == (0, 0, 1)


def test_g4_15_hours_are_recognised_in_a_malls_free_text_and_written_in_its_words() -> None:
    slots = time_slots()

    assert [slot_of(text, slots) for text in ("14:00～16:00", "14:00-16:00", "14時-16時", "夜", "")] == [
        "14時～16時",
        "14時～16時",
        "14時～16時",
        "",
        "",
    ]
    assert {slot.name: slot.written for slot in slots}["午前中"] == "午前中"


@pytest.mark.parametrize(
    ("slots", "code"),
    [
        ((Slot("夜", ""),), "slot_incomplete"),
        ((Slot("夜", "18:00～20:00"), Slot("夜", "19:00～21:00")), "slot_twice"),
        ((), "slot_count"),
    ],
)
def test_g4_15_a_table_of_hours_that_cannot_be_is_not_saved(slots: tuple[Slot, ...], code: str) -> None:
    before = time_slots()

    refused = save_time_slots(slots, None)

    assert refused is not None
    assert refused.code == code
    assert time_slots() == before


def test_g4_15_the_table_of_hours_is_saved_whole() -> None:
    assert save_time_slots((Slot("夜", "18:00～20:00", ("夜間",)),), None) is None
    assert time_slots() == (Slot("夜", "18:00～20:00", ("夜間",)),)


def test_a_run_is_stopped_though_its_write_backs_are_open_already(account: Account) -> None:
    """What is not sent is given up; what is in doubt is proved and not sent again."""
    for n in range(3):
        order_of(account, f"100{n}", order_status="3")
    pass_of_the_loop(account)
    tick(account, "ready")
    run = start_run(preview(account.pk, the_table(), 3), 1, None)
    assert isinstance(run, WriteRun)
    assert run.operation_id is not None
    run_operation(run.operation_id, OPERATIONS, lambda: False)
    doubtful = WriteBackStep.objects.filter(position=0).order_by("id")[0]
    assert steps.mark_sending(doubtful.pk)

    assert stop_run(run.operation_id, None)
    run_operation(Operation.objects.get(kind="status_stop").pk, OPERATIONS, lambda: False)

    assert sorted(WriteBack.objects.values_list("state", flat=True)) == ["dropped", "dropped", "open"]
    assert steps.due(account.pk, 10)[0].superseded
    assert WriteBackStep.objects.filter(write_back=doubtful.write_back).count() == 1
    found = write_run(run.pk)
    assert found is not None
    assert (found.done, found.failed, found.left) == (0, 2, 1)
    assert pass_of_the_loop(account) == 0
    steps.confirm(doubtful.pk, {})
    assert not stop_run(run.operation_id, None)


def test_what_the_mall_has_already_when_its_turn_comes_counts_as_done(account: Account) -> None:
    order = order_of(account)
    pass_of_the_loop(account)
    tick(account, "ready")
    run = start_run(preview(account.pk, the_table(), 3), 1, None)
    assert isinstance(run, WriteRun)
    order.snapshot["handles"]["ship_status"] = "2"
    order.save()

    run_operation(run.operation_id or 0, OPERATIONS, lambda: False)

    found = write_run(run.pk)
    assert found is not None
    assert (found.done, found.failed, found.left) == (1, 0, 0)
    assert [row.result for row in run_rows(run.pk, "done", 0, 50)[0]] == ["done"]
