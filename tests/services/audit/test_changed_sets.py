"""What left is judged by what it took then, also after the parts of its set were changed (design: running)."""

from datetime import timedelta

import pytest

from ichigen.domain.phases import Phase
from ichigen.services.audit.run import audit
from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing
from ichigen.store.orders import Order
from ichigen.store.stock import Reservation, StockLevel
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cup() -> Sku:
    return make_sku("CUP", on_hand=5)


@pytest.fixture
def saucer() -> Sku:
    return make_sku("SAUCER", on_hand=5)


@pytest.fixture
def tea_set(cup: Sku, saucer: Sku) -> Listing:
    """A cup and two saucers."""
    account = make_account()
    listing = make_listing(account, cup, code="tea-set")
    bind_listing(account.pk, "tea-set", saucer.pk, 2, None)
    return listing


def report(account: Account, phase: Phase, minutes: int = 0) -> Order:
    order = make_order("1001", make_line(code="tea-set"), phase=phase, mark=f"{phase}{minutes}")
    take_in(Source(account.id, NOON + timedelta(minutes=minutes), account.started_at), [order])
    return Order.objects.get(number="1001")


def found() -> list[tuple[str, str]]:
    broken = ("line_not_held", "held_after_end", "shipped_not_taken", "taken_not_once", "unmatched_not_listed")
    return [(problem.code, problem.subject) for problem in audit().breaks if problem.code in broken]


def levels() -> dict[str, tuple[int, int]]:
    rows = StockLevel.objects.values_list("sku__code", "on_hand", "reserved")
    return {code: (on_hand, reserved) for code, on_hand, reserved in rows}


def test_parts_changed_after_the_goods_left_are_no_break_and_take_nothing_more(tea_set: Listing, saucer: Sku) -> None:
    account = tea_set.account
    report(account, Phase.READY)
    report(account, Phase.SHIPPED, 1)
    assert (levels(), found()) == ({"CUP": (4, 0), "SAUCER": (3, 0)}, [])

    bind_listing(account.pk, "tea-set", make_sku("SPOON", on_hand=5).pk, 1, None)
    bind_listing(account.pk, "tea-set", saucer.pk, 3, None)
    assert found() == []
    order = report(account, Phase.SHIPPED, 2)

    assert levels() == {"CUP": (4, 0), "SAUCER": (3, 0), "SPOON": (5, 0)}
    assert (found(), order.unresolved) == ([], False)


def test_parts_taken_off_after_the_goods_left_leave_no_line_waiting(tea_set: Listing) -> None:
    account = tea_set.account
    report(account, Phase.READY)
    report(account, Phase.SHIPPED, 1)

    unbind_listing(tea_set.pk, "販売終了", None)
    order = report(account, Phase.SHIPPED, 2)

    assert (order.unresolved, WorklistItem.objects.filter(code="line_unmatched").count(), found()) == (False, 0, [])


def test_open_orders_follow_the_new_parts_and_ship_those(tea_set: Listing, saucer: Sku) -> None:
    account = tea_set.account
    report(account, Phase.READY)

    bind_listing(account.pk, "tea-set", make_sku("SPOON", on_hand=5).pk, 1, None)
    bind_listing(account.pk, "tea-set", saucer.pk, 1, None)
    assert (levels(), found()) == ({"CUP": (5, 1), "SAUCER": (5, 1), "SPOON": (5, 1)}, [])
    report(account, Phase.SHIPPED, 1)

    assert (levels(), found()) == ({"CUP": (4, 0), "SAUCER": (4, 0), "SPOON": (4, 0)}, [])


def test_a_line_that_left_without_taking_is_found_also_after_the_parts_changed(tea_set: Listing, saucer: Sku) -> None:
    account = tea_set.account
    report(account, Phase.READY)
    Order.objects.update(phase=Phase.SHIPPED)
    Reservation.objects.update(quantity=0, state="released")

    bind_listing(account.pk, "tea-set", saucer.pk, 3, None)
    assert found() == [("shipped_not_taken", "1001 / CUP"), ("shipped_not_taken", "1001 / SAUCER")]

    unbind_listing(tea_set.pk, "販売終了", None)
    assert found() == [("unmatched_not_listed", "1001")]
