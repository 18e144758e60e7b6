"""How a run of the write-back loop ends where our own pace ends it: a queue that moves is no silence."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import Proof, ProofState, StepPlan
from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.exchange import OrderBatch
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.orders.ship import ship_order
from ichigen.services.write_back.loop import run_write_back
from ichigen.store.accounts import Account
from ichigen.store.write_backs import WriteBackStep
from tests.builders import make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.parcels import take

pytestmark = pytest.mark.django_db(transaction=True)

HANDLES = {"status": "WAITING_FOR_SHIPPING", "anonymous": "", "lines": '[["P1","V1",1,1,"OWN"]]'}


class Turns:
    """Sends as many steps as there are turns; then our pace asks to come again."""

    def __init__(self, turns: int, code: str) -> None:
        self.turns, self.code = turns, code

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        return OrderBatch(tuple(order(number) for number in numbers))

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        return Proof(ProofState.ABSENT)

    def send_step(self, order: MallOrder, step: StepPlan) -> JsonObject:
        if not self.turns:
            raise Throttled(self.code, "順番を待っています。", now() + timedelta(seconds=7))
        self.turns -= 1
        return {}


def order(number: str) -> MallOrder:
    return make_order(number, make_line(), handles=HANDLES)


@pytest.fixture
def account() -> Account:
    """Two shipped orders whose notices are due."""
    account = make_account("mercari_shops")
    make_listing(account, make_sku(on_hand=9))
    for number in ("1001", "1002"):
        shipped = take(account, order(number))
        assert ship_order(shipped.pk, [Parcel("yamato", "400000000011", date(2026, 11, 22))], None) is None
    return account


@pytest.mark.parametrize("code", ["pacing.second", "run.deadline"])
def test_a_run_that_carried_something_ends_well_where_our_pace_ends_it(account: Account, code: str) -> None:
    outcome = run_write_back(begin_run(account.pk, "write_back"), account, Turns(1, code), linger_s=0)  # type: ignore[arg-type]  # a part of a client

    assert outcome.due_in_s == pytest.approx(7, abs=1)
    assert WriteBackStep.objects.filter(attempts=1, state="unknown").count() == 1
    assert not WriteBackStep.objects.filter(state="sending").exists()


@pytest.mark.parametrize(("turns", "code"), [(0, "pacing.second"), (1, "http_429")], ids=["nothing done", "the mall"])
def test_a_run_that_did_nothing_or_was_sent_away_is_no_finished_run(account: Account, turns: int, code: str) -> None:
    with pytest.raises(Throttled):
        run_write_back(begin_run(account.pk, "write_back"), account, Turns(turns, code), linger_s=0)  # type: ignore[arg-type]  # a part of a client
