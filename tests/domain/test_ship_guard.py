"""Why an order may not be shipped: the reason that a person can do something about (G4-21, G4-22)."""

from dataclasses import replace

import pytest

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import ship_guard
from tests.domain.status_rows import told

WAITING = replace(told().payment, due_before_shipping=True, paid=False)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (told(phase=Phase.READY), None),
        (replace(told(phase=Phase.UNPAID), payment=WAITING), "payment_due"),
        (replace(told(phase=Phase.HELD, holds=("審査中です。",)), payment=WAITING), "held_by_mall"),
        (replace(told(phase=Phase.CANCELLED), payment=WAITING), "order_cancelled"),
    ],
)
def test_g4_22_a_held_or_cancelled_order_is_not_said_to_wait_for_money(order: MallOrder, said: str | None) -> None:
    refusal = ship_guard(order)
    assert (refusal.code if refusal else None) == said


def test_the_malls_own_reason_is_the_one_shown() -> None:
    refusal = ship_guard(told(phase=Phase.HELD, holds=("キャンセル確定待ちです。発送しないでください。",)))
    assert refusal is not None
    assert refusal.message == "キャンセル確定待ちです。発送しないでください。"
