"""What the malls show is compared with what they should show (design: running, `--against-malls`)."""

from collections.abc import Sequence
from typing import Any

import pytest

from ichigen.mallkit import registry
from ichigen.mallkit.errors import AuthExpired
from ichigen.mallkit.exchange import StockReading, StockSeen
from ichigen.services.audit.run import audit
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from tests.builders import make_account, make_listing, make_sku

pytestmark = pytest.mark.django_db(transaction=True)

SETTLED: dict[str, Any] = {"desired_quantity": 5, "expected_low": 5, "expected_quantity": 5}


@pytest.fixture
def account() -> Account:
    account = make_account(next(iter(registry.malls())), label="本店")
    for code in ("a", "b", "c"):
        make_listing(account, make_sku(code, on_hand=5), **SETTLED)
    ListingMark.objects.update(dirty=False)
    return account


def test_a_mall_that_shows_what_it_should_is_no_break(account: Account) -> None:
    report = audit(lambda asked, codes: StockReading(tuple(StockSeen(code, 5) for code in codes)))

    assert (report.balanced, report.checked["mall_quantities"]) == (True, 3)


def test_another_number_and_a_missing_listing_are_breaks(account: Account) -> None:
    def read(asked: Account, codes: Sequence[str]) -> StockReading:
        assert (asked.pk, list(codes)) == (account.pk, ["a", "b", "c"])
        return StockReading((StockSeen("a", 5), StockSeen("b", 6), StockSeen("c", None)))

    breaks = audit(read).breaks

    assert [(b.code, b.subject) for b in breaks] == [("mall_differs", "本店 / b"), ("mall_missing", "本店 / c")]
    assert breaks[0].cause == "モールに出すべき数は 5 個ですが、モールでは 6 個です。"


def test_what_moves_while_the_mall_is_read_says_nothing(account: Account) -> None:
    def read(asked: Account, codes: Sequence[str]) -> StockReading:
        ListingMark.objects.filter(listing__code="a").update(dirty=True)
        Listing.objects.filter(code="b").update(desired_quantity=4, expected_low=4, expected_quantity=4)
        return StockReading(tuple(StockSeen(code, 5 if code == "c" else 4) for code in codes))

    report = audit(read)

    assert (report.breaks, report.checked["mall_quantities"]) == ((), 1)


def test_what_is_open_or_only_read_is_not_compared(account: Account) -> None:
    ListingMark.objects.filter(listing__code="a").update(dirty=True)
    Listing.objects.filter(code="b").update(expected_low=4)
    asked: list[str] = []

    def read(_: Account, codes: Sequence[str]) -> StockReading:
        asked.extend(codes)
        return StockReading((StockSeen("c", 5),))

    assert audit(read).balanced
    Account.objects.update(mode=Account.Mode.READING)
    assert audit(read).balanced
    assert asked == ["c"]


def test_a_mall_that_cannot_be_read_is_a_break(account: Account) -> None:
    def read(asked: Account, codes: Sequence[str]) -> StockReading:
        raise AuthExpired("auth.expired", "ライセンスの期限が切れています。")

    (problem,) = audit(read).breaks

    assert (problem.code, problem.subject) == ("mall_unreadable", "本店")
    assert problem.cause.endswith("auth.expired: ライセンスの期限が切れています。")
