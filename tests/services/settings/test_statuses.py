"""受注ステータス: own ones come and go, built-in ones stay (G4-32)."""

from collections.abc import Callable

import pytest

from ichigen.domain.phases import HOLDING, Phase
from ichigen.services.orders.set_status import set_status
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.settings.statuses import add_status, change_status, move_status, remove_status
from ichigen.store.orders import Order, Status
from ichigen.store.worklist import AuditLog
from tests.store.shop import make_account, make_order

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(SettingRefused) as found:
        change()
    return found.value.code


def test_an_own_status_comes_last_and_an_order_can_have_it() -> None:
    order = make_order(make_account(), [])
    status = Status.objects.get(pk=add_status(" 名入れ待ち ", "ready", "own", None))

    assert (status.name, status.phase, status.tone, status.default) == ("名入れ待ち", "ready", "own", False)
    assert Status.objects.order_by("position").last() == status
    Order.objects.filter(pk=order.pk).update(paid=True)
    assert set_status(order.pk, status.code, None) is None
    assert Order.objects.get(pk=order.pk).status == status
    assert refused(lambda: remove_status(status.pk, None)) == "status_used"
    assert Status.objects.filter(pk=status.pk).exists()
    assert list(AuditLog.objects.values_list("action", flat=True).order_by("id")) == ["status.add", "order.status"]


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in HOLDING])
def test_no_own_status_for_what_shipping_and_cancelling_decide(phase: Phase) -> None:
    assert refused(lambda: add_status("発送済み2", phase, "own", None)) == "phase_invalid"


@pytest.mark.parametrize(
    ("name", "tone", "code"),
    [
        (" ", "own", "name_invalid"),
        ("名" * 41, "own", "name_invalid"),
        ("保留", "own", "name_taken"),
        ("a", "x", "tone_invalid"),
    ],
)
def test_what_an_own_status_may_not_be(name: str, tone: str, code: str) -> None:
    assert refused(lambda: add_status(name, "ready", tone, None)) == code
    assert Status.objects.count() == 7


def test_name_and_colour_of_an_own_one_change_and_it_goes() -> None:
    own = add_status("名入れ待ち", "ready", "own", None)

    change_status(own, "刻印待ち", "unpaid", None)
    assert Status.objects.values_list("name", "tone").get(pk=own) == ("刻印待ち", "unpaid")
    change_status(own, "刻印待ち", "held", None)
    remove_status(own, None)

    assert not Status.objects.filter(pk=own).exists()
    assert refused(lambda: remove_status(own, None)) == "status_unknown"


def test_built_in_ones_are_protected_but_can_be_moved() -> None:
    built_in = Status.objects.get(code="held")

    assert refused(lambda: change_status(built_in.pk, "停止", "own", None)) == "status_built_in"
    assert refused(lambda: remove_status(built_in.pk, None)) == "status_built_in"
    move_status(built_in.pk, -1, None)
    codes = list(Status.objects.order_by("position").values_list("code", flat=True))
    assert codes == ["new", "unpaid", "ready", "shipped_unpaid", "held", "shipped", "cancelled"]
    assert sorted(Status.objects.values_list("position", flat=True)) == list(range(1, 8))


def test_the_first_does_not_move_further_up() -> None:
    first = Status.objects.order_by("position")[0]

    move_status(first.pk, -1, None)

    assert Status.objects.order_by("position")[0] == first
    assert refused(lambda: move_status(0, 1, None)) == "status_unknown"
