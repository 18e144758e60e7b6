"""A sale told late, on a mall that shows writes late, while goods come in: held for a while, never for good (ADR 0006)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db.models import F

from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.clock import now
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from tests.builders import make_account, make_line, make_order, make_sku
from tests.services.stock_sync.runs import Steps, listed, open_codes

pytestmark = pytest.mark.django_db(transaction=True)

LATE = StockCapability((StockMode.ABSOLUTE,), 20, 20, 180.0, 300.0, 300.0, 900.0, 99_999)


class Shop:
    """Ten were on the mall, one sold there, five came in, 15 was written. Then its order came, and one piece more."""

    def __init__(self) -> None:
        self.account: Account = make_account("amazon")
        self.steps = Steps(self.account, LATE)
        at = now()
        written = at - timedelta(seconds=20)
        listed(
            self.account,
            make_sku(on_hand=16),
            expected=15,
            desired_quantity=15,
            dirty=False,
            exists_at=at,
            seen_quantity=10,
            seen_at=at - timedelta(minutes=5),
            sent_at=written,
            changed_at=written,
            expected_at=written,
            unshown=5,
        )
        order = make_order("1001", make_line(), ordered_at=at - timedelta(seconds=60))
        take_in(Source(self.account.pk, now(), None), [order])
        assert self.steps.claim(now()) == []  # what was sold and what came in make the number that was written

    def held(self) -> tuple[int, int]:
        return Listing.objects.values_list("provisional", "unproved").get()

    def write_and_settle(self, quantity: int) -> None:
        """What is held is written off, and the hidden window passes."""
        rows = self.steps.claim(now())
        assert [row.quantity for row in rows] == [quantity]
        self.steps.accept(rows)
        past = timedelta(seconds=1100)
        moved = {name: F(name) - past for name in ("sent_at", "expected_at", "provisional_at")}
        Listing.objects.update(**moved)
        ListingMark.objects.update(changed_at=F("changed_at") - past)

    def read(self, seen: Mapping[str, int | None]) -> None:
        self.steps.read(seen)


def test_the_old_number_lacks_the_told_sale_and_what_is_held_for_it_is_given_back_by_itself() -> None:
    shop = Shop()

    shop.read({"A-1": 9})
    assert shop.held() == (1, 1)
    shop.write_and_settle(14)
    shop.read({"A-1": 14})

    assert shop.held() == (0, 0)
    assert [row.quantity for row in shop.steps.claim(now())] == [15]
    assert open_codes() == []


def test_a_sale_that_is_really_hidden_beside_it_is_held_until_somebody_explains_it() -> None:
    shop = Shop()

    shop.read({"A-1": 8})
    assert shop.held() == (2, 1)
    shop.write_and_settle(13)
    shop.read({"A-1": 13})

    assert shop.held() == (1, 0)
    assert open_codes() == ["changed_on_mall"]


def test_its_order_replaces_what_was_held_whichever_of_the_two_it_was() -> None:
    shop = Shop()
    shop.read({"A-1": 9})
    order = make_order("1002", make_line(), ordered_at=now() - timedelta(seconds=50))

    take_in(Source(shop.account.pk, now(), None), [order])

    assert shop.held() == (0, 0)
