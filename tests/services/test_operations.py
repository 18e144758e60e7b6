"""Long jobs go on where they stopped, never do a chunk twice, and end when a person says so (engine: long user jobs)."""

from typing import Any

import pytest
from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.services.operations import (
    Chunk,
    abort_operation,
    resume_operations,
    run_operation,
    start_operation,
)
from ichigen.store.goods import Location
from ichigen.store.operations import Operation
from tests.workers.library import jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]

TASK = "ichigen:run_operation"


def add_location(params: JsonObject, cursor: Any) -> Chunk:
    """Each chunk makes one location; `breaks_at` is the chunk that raises after it wrote."""
    number = cursor or 1
    Location.objects.create(code=f"L{number}", name=str(number))
    if params.get("breaks_at") == number:
        raise RuntimeError("in the middle of a chunk")
    return Chunk(done=1, cursor=number + 1 if number < 3 else None)


STEPS = {"add": add_location}


def made() -> list[str]:
    return list(Location.objects.filter(code__startswith="L").order_by("code").values_list("code", flat=True))


def never() -> bool:
    return False


def test_an_operation_is_queued_after_commit_and_runs_to_its_end() -> None:
    with transaction.atomic():
        number = start_operation("add", {}, total=3)
        assert jobs(TASK) == []
    assert [status for _, status in jobs(TASK)] == ["todo"]

    run_operation(number, STEPS, never)

    assert made() == ["L1", "L2", "L3"]
    operation = Operation.objects.get()
    assert (operation.state, operation.done, operation.total, operation.cursor) == ("done", 3, 3, None)
    assert operation.finished_at is not None


def test_a_worker_that_stops_leaves_the_rest_to_the_next_one() -> None:
    number = start_operation("add", {})
    answers = iter([False, True])

    run_operation(number, STEPS, lambda: next(answers))
    assert (made(), Operation.objects.get().state) == (["L1"], "running")

    run_operation(number, STEPS, never)
    assert (made(), Operation.objects.get().state) == (["L1", "L2", "L3"], "done")


def test_a_chunk_that_breaks_is_rolled_back_whole_and_given_up_after_three_starts_in_vain() -> None:
    number = start_operation("add", {"breaks_at": 2})

    for _ in range(1 + 3):  # the first start still did a chunk
        with pytest.raises(RuntimeError):
            run_operation(number, STEPS, never)
    assert (made(), Operation.objects.get().cursor) == (["L1"], 2)

    run_operation(number, STEPS, never)
    assert Operation.objects.values_list("state", "done").get() == ("failed", 1)


def test_a_person_stops_it_between_chunks_and_what_is_done_stays() -> None:
    number = start_operation("add", {})

    def stops_after_the_first() -> bool:
        if made() == ["L1"]:
            assert abort_operation(number)
        return False

    run_operation(number, STEPS, stops_after_the_first)

    assert (made(), Operation.objects.get().state) == (["L1"], "aborted")
    assert not abort_operation(number)


def test_an_operation_whose_job_is_gone_is_queued_again_once() -> None:
    with transaction.atomic():
        number = start_operation("add", {})
        Operation.objects.create(kind="add", state=Operation.State.DONE)
        transaction.get_connection().run_on_commit.clear()  # the process died between commit and defer

    resume_operations()
    resume_operations()

    assert jobs(TASK) == [(f"operations:{number % 2}", "todo")]


def test_operations_share_two_lanes() -> None:
    for _ in range(4):
        start_operation("add", {})

    assert len({lane for lane, _ in jobs(TASK)}) == 2
