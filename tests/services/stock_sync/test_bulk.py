"""Many numbers at once with a report that comes later, step by step (ADR 0019)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ichigen.mallkit.errors import AuthExpired, Fenced, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.manifest import BulkStock
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.stock_sync.bulk import due_in_s
from ichigen.services.upkeep import TICKET_DAYS, clear_away
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.stock_tickets import StockTicket, next_ask_s
from tests.services.stock_sync.bulk_mall import STOCK, Shop
from tests.services.stock_sync.runs import open_codes

pytestmark = pytest.mark.django_db(transaction=True)
PAST = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def outcomes() -> list[str]:
    return list(StockTicket.objects.order_by("id").values_list("outcome", flat=True))


def test_enough_rows_go_together_and_nothing_touches_them_until_the_report() -> None:
    shop = Shop()
    shop.risen(3)

    shop.push()
    shop.push()
    shop.read()

    assert shop.mall.calls == ["feed-1 A=9 B=9 C=9"]
    assert [shop.state(code) for code in "ABC"] == [(False, False, 5, 9, 9)] * 3
    ticket = StockTicket.objects.get()
    assert (ticket.ticket, ticket.codes, ticket.done_at, ticket.outcome) == ("feed-1", ["A", "B", "C"], None, "")
    assert 59 < due_in_s(shop.account.pk, shop.stock, 300.0) <= 60
    assert due_in_s(shop.account.pk, shop.stock, 2.0) == 2.0


def test_too_few_rows_go_singly() -> None:
    shop = Shop()
    shop.risen(2)

    shop.push()

    assert (shop.mall.calls, outcomes()) == (["A=9 B=9"], [])


def test_a_mall_that_takes_no_bulk_is_asked_for_none() -> None:
    shop = Shop(replace(STOCK, bulk=None))
    shop.risen(4)

    shop.push()

    assert shop.mall.calls == ["A=9 B=9", "C=9 D=9"]


def test_no_more_go_at_once_than_the_mall_takes_and_one_ticket_at_a_time() -> None:
    shop = Shop()
    shop.risen(8)

    shop.push()

    assert shop.mall.calls == ["feed-1 A=9 B=9 C=9 D=9 E=9", "F=9 G=9", "H=9"]


def test_rises_wait_for_a_fresh_intake_in_bulk_too() -> None:
    shop = Shop()
    shop.risen(4)

    shop.push(fresh=False)
    ListingMark.objects.update(changed_at=now() + timedelta(minutes=1))
    shop.push()

    assert (shop.mall.calls, outcomes()) == ([], [])
    assert [shop.state(code) for code in "ABCD"] == [(True, False, 5, 5, None)] * 4


def test_a_few_falls_do_not_wait_for_a_bulk_write() -> None:
    shop = Shop()
    shop.risen(3)
    shop.goods("Z", on_mall=5, stock=2)

    shop.push()

    assert shop.mall.calls == ["Z=2", "feed-1 A=9 B=9 C=9"]


def test_rises_that_did_not_fit_are_written_after_the_hand_in_and_falls_before_it() -> None:
    shop = Shop()
    shop.risen(6)
    shop.goods("Z", on_mall=5, stock=2)

    shop.push()

    assert shop.mall.calls == ["Z=2", "feed-1 A=9 B=9 C=9 D=9 E=9", "F=9"]


def test_where_a_few_falls_cannot_be_written_the_bulk_write_waits_for_the_next_run() -> None:
    shop = Shop()
    shop.risen(3)
    shop.goods("Z", on_mall=5, stock=2)

    def fail() -> None:
        raise Throttled("429", "待つ", PAST)

    shop.mall.on_write = fail
    with pytest.raises(Throttled):
        shop.push()
    assert (shop.mall.calls, outcomes()) == ([], ["refused"])
    assert [shop.state(code) for code in "ABC"] == [(True, False, 5, 5, None)] * 3

    shop.mall.on_write = lambda: None
    shop.push()

    assert shop.mall.calls == ["Z=2", "feed-1 A=9 B=9 C=9"]


def test_many_falls_go_in_bulk() -> None:
    shop = Shop()
    for code in ("X", "Y", "Z"):
        shop.goods(code, on_mall=5, stock=2)

    shop.push(fresh=False)

    assert shop.mall.calls == ["feed-1 X=2 Y=2 Z=2"]
    assert shop.state("X") == (False, False, 2, 5, 2)


def test_the_brake_holds_zeros_in_bulk_and_counts_each_row_once() -> None:
    bulk = BulkStock(100, 25, 60.0, 3600.0)
    shop = Shop(replace(STOCK, bulk=bulk, write_batch=100))
    for number in range(20):
        shop.goods(f"Z-{number}", on_mall=5, stock=0)
    shop.risen(5)
    shop.push()
    assert ([call.count("=") for call in shop.mall.calls], open_codes()) == ([25], [])

    braked = Shop(replace(STOCK, bulk=bulk), identity="2")
    for number in range(26):
        braked.goods(f"Y-{number}", on_mall=5, stock=0)
    braked.push()
    assert (braked.mall.calls, open_codes()) == ([], ["brake"])


def test_a_report_proves_nothing_and_the_reading_after_it_does() -> None:
    shop = Shop()
    shop.risen(3)
    Listing.objects.update(failures=2, error_code="E1", error_message="前の失敗")
    shop.push()
    shop.mall.land("feed-1")

    shop.report()
    assert [shop.confirmed_at(code) for code in "ABC"] == [None] * 3
    assert [shop.state(code) for code in "ABC"] == [(False, False, 5, 9, None)] * 3
    assert set(Listing.objects.values_list("failures", "error_code")) == {(0, "")}
    shop.read()

    assert all(shop.confirmed_at(code) for code in "ABC")
    assert [shop.state(code) for code in "ABC"] == [(False, False, 9, 9, None)] * 3
    assert (outcomes(), next_ask_s(shop.account.pk)) == (["reported"], None)


def test_a_success_for_goods_that_do_not_exist_is_found_by_reading() -> None:
    shop = Shop()
    shop.risen(3)
    shop.mall.numbers["B"] = None
    shop.push()
    shop.mall.land("feed-1")

    shop.report()
    shop.read()
    assert open_codes() == []  # an answer may lack a row
    Listing.objects.filter(code="B").update(read_due_at=now())
    shop.read()

    assert (open_codes(), shop.confirmed_at("B")) == (["listing_missing"], None)


def test_refused_rows_are_refusals_like_any_other() -> None:
    shop = Shop()
    listings = shop.risen(3)
    for _ in range(3):
        Listing.objects.update(not_before=None)
        shop.push()
        ticket = StockTicket.objects.latest("id").ticket
        shop.mall.land(ticket, refused=["B"])
        shop.mall.numbers |= {"A": 5, "C": 5}  # somebody sets them back: enough rows again
        shop.report()
        shop.read()

    listings[1].refresh_from_db()
    assert (listings[1].failures, listings[1].error_code, listings[1].error_message) == (3, "E1", "値が不正です。")
    assert listings[1].not_before is not None
    assert listings[1].mark.dirty
    assert open_codes() == ["stock_refused"]


def test_rows_in_neither_list_are_read_and_written_again() -> None:
    shop = Shop()
    shop.risen(3)
    shop.push()
    shop.mall.land("feed-1", silent=["C"])

    shop.report()
    shop.read()
    shop.push()

    assert shop.mall.calls == ["feed-1 A=9 B=9 C=9", "report feed-1", "C=9"]


def test_the_report_is_asked_for_at_its_pace_and_given_up_in_the_end() -> None:
    shop = Shop()
    shop.risen(3)
    shop.push()

    shop.ask()
    shop.later(61)
    shop.ask()
    shop.ask()
    assert (shop.mall.calls[1:], outcomes()) == (["report feed-1"], [""])
    shop.later(3600)
    shop.ask()

    assert (shop.mall.calls[1:], outcomes()) == (["report feed-1", "report feed-1"], ["given_up"])
    shop.read()
    assert [shop.state(code) for code in "ABC"] == [(True, False, 5, 5, None)] * 3


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Retryable("network.no_answer", "応答なし"), ""),
        (Throttled("429", "待つ", PAST), ""),
        (Refused("404", "ない"), "given_up"),
    ],
)
def test_a_report_that_cannot_be_had_keeps_no_write_waiting(fault: MallError, outcome: str) -> None:
    shop = Shop()
    shop.risen(3)
    shop.push()

    def fail() -> None:
        raise fault

    shop.mall.on_report = fail
    shop.report()

    assert outcomes() == [outcome]
    if not outcome:
        shop.later(7200)
        shop.ask()
        assert outcomes() == ["given_up"]


@pytest.mark.parametrize(
    "fault",
    [
        Retryable("503", "混んでいます"),
        Throttled("429", "待つ", PAST),
        Refused("400", "いりません"),
    ],
)
def test_what_the_mall_does_not_take_together_goes_singly_in_the_same_run(fault: MallError) -> None:
    shop = Shop()
    shop.risen(3)

    def fail() -> None:
        raise fault

    shop.mall.on_submit = fail
    shop.push()
    for sku in "ABC":
        shop.count(sku, 12)
    shop.push()

    assert shop.mall.calls == ["feed-1 A=9 B=9 C=9", "A=9 B=9", "C=9", "A=12 B=12", "C=12"]
    assert outcomes() == ["refused"]
    shop.later(660)
    shop.mall.on_submit = lambda: None
    for sku in "ABC":
        shop.count(sku, 15)
    shop.push()
    assert shop.mall.calls[5:] == ["feed-2 A=15 B=15 C=15"]


def test_a_dead_credential_ends_the_run_and_frees_the_rows() -> None:
    shop = Shop()
    shop.risen(3)

    def fail() -> None:
        raise AuthExpired("401", "期限切れ")

    shop.mall.on_submit = fail
    with pytest.raises(AuthExpired):
        shop.push()

    assert [shop.state(code) for code in "ABC"] == [(True, False, 5, 5, None)] * 3


def test_another_worker_goes_on_with_an_open_ticket() -> None:
    shop = Shop()
    shop.risen(3)
    shop.push()
    shop.mall.land("feed-1")

    shop.take_over()
    shop.report()
    shop.read()

    assert shop.mall.calls == ["feed-1 A=9 B=9 C=9", "report feed-1"]
    assert all(shop.confirmed_at(code) for code in "ABC")


class Crash(BaseException):
    """The process is gone."""


def test_a_crash_before_the_ticket_is_stored_is_read_and_read_again_when_it_is_surely_over() -> None:
    shop = Shop()
    shop.risen(3)

    def crash() -> None:
        raise Crash

    shop.mall.on_submit = crash
    with pytest.raises(Crash):
        shop.push()
    assert [shop.state(code) for code in "ABC"] == [(True, True, 5, 5, None)] * 3
    shop.mall.on_submit = lambda: None

    shop.take_over()
    assert [shop.state(code) for code in "ABC"] == [(True, False, 5, 9, None)] * 3
    assert outcomes() == ["unknown"]
    shop.read()
    shop.count("A", 2)
    shop.push()
    assert shop.mall.calls[1:] == ["A=2 B=9", "C=9"]
    shop.read()
    shop.mall.land("feed-1")  # late, and with an older number
    shop.later(3601)
    shop.ask()

    ticket = StockTicket.objects.get()
    assert (ticket.outcome, ticket.done_at is None) == ("unknown", False)
    assert Listing.objects.filter(read_due_at__isnull=False).count() == 3
    shop.read()
    assert Listing.objects.get(code="A").drift == 7


def test_a_worker_that_was_overtaken_while_it_handed_in_stores_nothing() -> None:
    shop = Shop()
    shop.risen(3)
    shop.mall.on_submit = lambda: shop.take_over()

    with pytest.raises(Fenced):
        shop.push()

    assert outcomes() == ["unknown"]
    assert [shop.state(code) for code in "ABC"] == [(True, False, 5, 9, None)] * 3


def test_an_answer_that_never_came_is_an_unknown_write() -> None:
    shop = Shop()
    shop.risen(3)

    def cut() -> None:
        raise Retryable("network.no_answer", "応答なし", unknown_effect=True)

    shop.mall.on_submit = cut
    shop.push()

    assert (shop.mall.calls, outcomes()) == (["feed-1 A=9 B=9 C=9"], ["unknown"])
    shop.mall.land("feed-1")
    shop.read()
    assert [shop.state(code)[2:4] for code in "ABC"] == [(9, 9)] * 3


def test_old_tickets_are_forgotten_and_open_ones_kept() -> None:
    shop = Shop()
    shop.risen(3)
    shop.push()
    old = now() - timedelta(days=TICKET_DAYS + 1)
    StockTicket.objects.create(account=shop.account, codes=[], sent_at=old, ask_at=old, done_at=old, outcome="reported")

    clear_away()

    assert outcomes() == [""]


def test_the_lease_is_held_while_a_ticket_is_made() -> None:
    shop = Shop()
    shop.risen(3)
    stale = shop.run()
    begin_run(shop.account.pk, "stock", stall_s=0.0)

    with pytest.raises(Fenced):
        shop.push(run=stale)

    assert (shop.mall.calls, outcomes()) == ([], [])
