"""Phases go forward only, whatever a mall reports next and in whatever order (X-01, design: taking orders in)."""

from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.phases import GONE, HOLDING, Phase, next_phase

PHASES = st.sampled_from(Phase)


def after(start: Phase, reports: list[Phase]) -> Phase:
    for reported in reports:
        start = next_phase(start, reported)
    return start


@given(st.sampled_from(sorted(GONE)), st.lists(PHASES))
def test_what_has_left_the_shelf_is_never_held_again(start: Phase, reports: list[Phase]) -> None:
    assert after(start, reports) not in HOLDING


@given(st.lists(st.sampled_from(sorted(HOLDING))))
def test_sent_before_payment_it_waits_for_money_through_any_hold(reports: list[Phase]) -> None:
    assert after(Phase.SHIPPED_UNPAID, reports) is Phase.SHIPPED_UNPAID


@given(st.lists(st.sampled_from((Phase.HELD, Phase.READY, Phase.SHIPPED_UNPAID))))
def test_paid_after_shipping_is_the_end_of_it(reports: list[Phase]) -> None:
    assert after(Phase.SHIPPED_UNPAID, [*reports, Phase.SHIPPED]) is Phase.SHIPPED
    assert after(Phase.SHIPPED, reports) is Phase.SHIPPED


def test_a_hold_comes_and_goes_while_the_order_is_open() -> None:
    assert after(Phase.READY, [Phase.HELD]) is Phase.HELD
    assert after(Phase.READY, [Phase.HELD, Phase.READY]) is Phase.READY
    assert after(Phase.HELD, [Phase.SHIPPED_UNPAID]) is Phase.SHIPPED_UNPAID
