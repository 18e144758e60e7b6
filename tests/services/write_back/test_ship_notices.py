"""A ship notice is eligible by the rule of its mall's manifest, planned and each time it would go (G3-19 … G3-23)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ichigen.domain.intents import intent_to_json
from ichigen.domain.orders import Parcel
from ichigen.domain.ship_notice import NoticeRule
from ichigen.domain.write_back import GuardRefusal, Ship
from ichigen.services.orders.ship import ship_order
from ichigen.services.write_back.carry import not_eligible
from ichigen.store.orders import Order
from ichigen.store.steps import DueStep
from ichigen.store.write_backs import WriteBackStep
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.services.orders.parcels import take

DAY = date(2026, 11, 22)
NUMBERED = Parcel("yamato", "400000000011", DAY)
HANDLES = {"status": "WAITING_FOR_SHIPPING", "anonymous": "", "lines": '[["P1","V1",1,1,"OWN"]]'}


def due(*parcels: Parcel, status: str = "shipped", kind: str = "ship") -> DueStep:
    """A step whose turn has come, of an order in this status."""
    intent = intent_to_json(Ship(parcels))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    planned = DueStep(
        1, 1, kind, "ship_create", "題", {}, 0.0, True, "planned", 0, None, None, 0, False, 1, "1001", {}, at, status
    )
    return replace(planned, intent=intent)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        pytest.param(due(NUMBERED), "", id="numbered, today"),
        pytest.param(due(NUMBERED, status="new"), "never_written", id="G3-19 新規受付"),
        pytest.param(due(NUMBERED, status="held"), "never_written", id="G3-19 保留"),
        pytest.param(due(NUMBERED, status="cancelled"), "never_written", id="G3-19 キャンセル"),
        pytest.param(due(Parcel("yamato", "", DAY)), "number_missing", id="G3-19 no number"),
        pytest.param(due(Parcel("yamato", "4", None)), "day_missing", id="G3-19 no day"),
        pytest.param(due(Parcel("yamato", "4", DAY + timedelta(days=1))), "day_ahead", id="G3-20"),
        pytest.param(due(NUMBERED, status="held", kind="confirm"), "", id="another kind of write-back"),
    ],
)
def test_what_the_rule_says_right_before_the_request(step: DueStep, code: str) -> None:
    refusal = not_eligible(NoticeRule(), step, DAY)
    assert (refusal.code if refusal else "") == code
    assert not_eligible(None, step, DAY) is None


@pytest.fixture
def order(transactional_db: None) -> Order:
    """An order of a mall whose manifest has the rule."""
    account = make_account("mercari_shops")
    make_listing(account, make_sku(on_hand=5))
    return take(account, make_order(handles=HANDLES))


@pytest.mark.parametrize(
    ("parcel", "code"),
    [(Parcel("yamato", "", DAY), "number_missing"), (Parcel("yamato", "4000", None), "day_missing")],
)
def test_g3_19_what_is_missing_is_said_when_the_order_is_shipped(order: Order, parcel: Parcel, code: str) -> None:
    refusal = ship_order(order.pk, [parcel], None)
    assert isinstance(refusal, GuardRefusal)
    assert refusal.code == code
    assert not WriteBackStep.objects.exists()


def test_g3_20_every_step_waits_for_the_day_on_which_all_of_it_has_left(order: Order) -> None:
    parcels = [Parcel("yamato", "4000", NOON.date()), Parcel("yamato", "4001", NOON.date() + timedelta(days=2))]
    assert ship_order(order.pk, parcels, None) is None
    first = datetime(2026, 11, 23, 15, tzinfo=UTC)  # midnight of the 24th in Japan
    assert list(WriteBackStep.objects.values_list("earliest", flat=True)) == [first] * 3
