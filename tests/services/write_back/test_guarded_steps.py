"""The payment guard is asked again right before a request: paid when it was judged may be unpaid now (G4-22)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ichigen.domain.orders import Payment
from ichigen.domain.phases import Phase
from ichigen.services.write_back.carry import _guard, plan_of
from ichigen.store.steps import DueStep
from tests.builders import make_order

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
UNPAID = make_order(payment=Payment("銀行振込", paid=False))
PAID = make_order()
HELD = make_order(phase=Phase.HELD)


def step(kind: str, guarded: bool) -> DueStep:
    return DueStep(
        1, 1, kind, "set_ship", "題", {}, 0.0, guarded, "planned", 0, None, None, 0, False, 1, "1001", {}, AT
    )


@pytest.mark.parametrize(
    ("due", "order", "code"),
    [
        pytest.param(step("status", True), UNPAID, "payment_due", id="a guarded step before payment"),
        pytest.param(step("status", True), PAID, None, id="a guarded step of a paid order"),
        pytest.param(step("status", False), UNPAID, None, id="a step that a person let through, or 保留 alone"),
        pytest.param(step("status", True), HELD, None, id="a hold that the table itself may lift"),
        pytest.param(step("ship", False), UNPAID, "payment_due", id="a ship notice, whatever its mark"),
        pytest.param(step("ship", True), HELD, "held_by_mall", id="a ship notice of a held order"),
        pytest.param(step("cancel", False), UNPAID, None, id="a cancel"),
    ],
)
def test_what_the_guard_says_right_before_the_request(due: DueStep, order: object, code: str | None) -> None:
    refusal = _guard(due, order)  # type: ignore[arg-type]  # parametrized
    assert (refusal.code if refusal else None) == code


def test_what_waits_for_its_turn_is_told_as_unsent_also_where_a_person_retries_it() -> None:
    """The mall's refusal of an earlier request says nothing of the one that a person asks for."""
    waiting = step("cancel", False)
    retried = replace(waiting, attempts=1)

    assert [plan_of(due).unsent for due in (waiting, retried)] == [True, True]
    assert not plan_of(replace(waiting, state="unknown", attempts=1)).unsent
