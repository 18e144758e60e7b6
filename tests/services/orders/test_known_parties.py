"""A mall that stops telling who bought takes nothing away from us (Amazon page, trap 5)."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from ichigen.domain.orders import MallOrder, Party, Withheld
from ichigen.domain.phases import Phase
from ichigen.domain.snapshots import order_from_json
from ichigen.services.clock import now
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from tests.builders import make_account, make_order

pytestmark = pytest.mark.django_db

#: Seconds: each reading is newer than the one before.
LATER = count(1)

HANAKO = Party(
    "架空 花子", postal_code="1500041", prefecture="東京都", city="渋谷区", street="神南9-9-9", phone="0300000001"
)


@pytest.fixture
def account() -> Account:
    return make_account()


def taken(account: Account, **values: Any) -> MallOrder:
    """Take the order in anew, later than before; return it as it is stored."""
    take_in(Source(account.pk, now() + timedelta(seconds=next(LATER)), None), [make_order("1001", **values)])
    return order_from_json(Order.objects.get(number="1001").snapshot)


def test_a_party_that_is_no_longer_told_stays(account: Account) -> None:
    taken(account, buyer=HANAKO, ship_to=HANAKO)

    stored = taken(account, buyer=None, ship_to=None, phase=Phase.SHIPPED)

    assert (stored.phase, stored.buyer, stored.ship_to) == (Phase.SHIPPED, HANAKO, HANAKO)
    order = Order.objects.get()
    assert (order.buyer_name, order.prefecture) == ("架空 花子", "東京都")
    assert "架空花子" in order.search.text


def test_a_phone_that_is_no_longer_told_stays_with_the_same_person_only(account: Account) -> None:
    silent = Party("架空 花子", postal_code="1500041", prefecture="東京都", city="渋谷区", street="神南9-9-9")
    elsewhere = Party("架空 花子", postal_code="5300001", prefecture="大阪府", city="大阪市", street="梅田8-8-8")
    taken(account, buyer=HANAKO, ship_to=HANAKO)

    stored = taken(account, buyer=silent, ship_to=elsewhere)

    assert (stored.buyer, stored.ship_to) == (HANAKO, elsewhere)


def test_what_is_told_anew_counts(account: Account) -> None:
    taken(account, buyer=None, ship_to=None)

    assert taken(account, buyer=HANAKO, ship_to=HANAKO).ship_to == HANAKO


def test_an_order_that_says_why_it_tells_nothing_is_believed(account: Account) -> None:
    """G3-15."""
    taken(account, buyer=HANAKO, ship_to=HANAKO)

    stored = taken(account, buyer=None, ship_to=None, withheld=Withheld.ANONYMOUS)

    assert (stored.buyer, stored.ship_to) == (None, None)
