"""商品の紐付け: a waiting order is 確保 as soon as its code has a SKU, and waits again when it is taken off (E2-21)."""

import pytest

from ichigen.domain.phases import Phase
from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.catalogue.suggest import Suggestion, accept_suggestions, suggest
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order, OrderLine
from ichigen.store.stock import Reservation, StockLevel
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account()


def arrive(account: Account, number: str, code: str, quantity: int = 1, **values: str) -> Order:
    line = make_line(code=code, quantity=quantity, **values)
    take_in(Source(account.id, NOON, account.started_at), [make_order(number, line)])
    return Order.objects.get(number=number)


def open_codes() -> list[str]:
    return sorted(WorklistItem.objects.filter(closed_at__isnull=True).values_list("code", flat=True))


def level(code: str) -> tuple[int, int]:
    on_hand, reserved = StockLevel.objects.values_list("on_hand", "reserved").get(sku__code=code)
    return on_hand, reserved


def test_a_code_that_was_never_listed_is_bound_and_the_order_is_reserved(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    order = arrive(account, "1001", "mall-77", quantity=2, title="手ぬぐい")
    assert (order.unresolved, open_codes()) == (True, ["line_unmatched"])

    assert bind_listing(account.id, " mall-77 ", sku.id, 1, None) is None

    order.refresh_from_db()
    listing = Listing.objects.get(account=account, code="mall-77")
    assert (order.unresolved, open_codes()) == (False, [])
    assert level("A-1") == (5, 2)
    assert (listing.title, listing.mark.dirty, listing.mark.desired_version > 0) == ("手ぬぐい", True, True)
    assert OrderLine.objects.get(order=order).listing_id == listing.id
    log = AuditLog.objects.get()
    assert (log.action, log.subject_id, log.data) == ("listing.bind", listing.id, {"sku": sku.id, "per_sale": 1})


def test_a_listing_without_skus_is_bound_and_one_sale_takes_two_pieces(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    Listing.objects.create(account=account, code="set-2", match_code="set-2")
    order = arrive(account, "1001", "set-2")

    assert bind_listing(account.id, "set-2", sku.id, 2, None) is None

    assert level("A-1") == (5, 2)
    assert not Order.objects.get(pk=order.pk).unresolved


def test_a_second_sku_makes_a_set_and_open_orders_hold_it_too(account: Account) -> None:
    cup, saucer = make_sku("CUP", on_hand=5), make_sku("SAUCER", on_hand=5)
    arrive(account, "1001", "tea-set")
    bind_listing(account.id, "tea-set", cup.id, 1, None)

    assert bind_listing(account.id, "tea-set", saucer.id, 2, None) is None

    assert (level("CUP"), level("SAUCER")) == ((5, 1), (5, 2))


def test_the_technical_code_comes_before_two_candidates_by_match_code(account: Account) -> None:
    one, two, right = make_sku("A-1"), make_sku("A-2"), make_sku("B-1", on_hand=1)
    for code, sku in (("x", one), ("y", two)):
        Listing.objects.filter(pk=make_listing(account, sku, code=code).pk).update(match_code="same")
    take_in(
        Source(account.id, NOON, account.started_at),
        [make_order("1001", make_line(code="mall-77", match_codes=("same",)))],
    )
    assert open_codes() == ["line_unmatched"]

    bind_listing(account.id, "mall-77", right.id, 1, None)

    assert (level("B-1"), open_codes()) == ((1, 1), [])


def test_unbinding_lets_go_and_the_order_waits_again(account: Account) -> None:
    wrong, right = make_sku("A-1", on_hand=5), make_sku("B-1", on_hand=5)
    order = arrive(account, "1001", "mall-77")
    bind_listing(account.id, "mall-77", wrong.id, 1, None)
    listing = Listing.objects.get(code="mall-77")

    assert unbind_listing(listing.id, "別の商品だった", None) is None

    order.refresh_from_db()
    assert (level("A-1"), order.unresolved, open_codes()) == ((5, 0), True, ["line_unmatched"])
    listing.refresh_from_db()
    assert (listing.mark.dirty, listing.desired_quantity, ListingComponent.objects.count()) == (False, None, 0)
    assert AuditLog.objects.get(action="listing.unbind").reason == "別の商品だった"

    bind_listing(account.id, "mall-77", right.id, 1, None)

    assert (level("A-1"), level("B-1"), open_codes()) == ((5, 0), (5, 1), [])


def test_what_has_left_stays_gone_when_the_binding_is_taken_off(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    listing = make_listing(account, sku)
    take_in(Source(account.id, NOON, account.started_at), [make_order("1001", phase=Phase.READY)])
    Order.objects.update(phase=Phase.SHIPPED)
    Reservation.objects.update(quantity=0, taken=1, state="consumed")

    unbind_listing(listing.id, "販売終了", None)

    assert Reservation.objects.get().taken == 1
    assert open_codes() == []


def test_what_a_person_took_apart_no_equal_code_binds_again_but_a_person_does(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    listing = make_listing(account, sku)

    unbind_listing(listing.id, "出品をやめた", None)
    assert match_listings(account.id) == 0

    bind_listing(account.id, listing.code, sku.id, 1, None)
    listing.refresh_from_db()
    assert listing.unbound_at is None


def test_items_of_the_listing_close_with_the_binding(account: Account) -> None:
    listing = make_listing(account, make_sku("A-1"))
    for code in ("listing_gone", "stock_refused"):
        WorklistItem.objects.create(
            key=f"{code}:{listing.id}", code=code, title="t", cause="c", action="a", listing=listing, opened_at=NOON
        )

    unbind_listing(listing.id, "出品をやめた", None)

    assert open_codes() == []


@pytest.mark.parametrize(
    ("code", "per_sale", "sku", "refusal"),
    [
        (" ", 1, True, "listing_code_missing"),
        ("x" * 211, 1, True, "listing_code_missing"),
        ("mall-77", 0, True, "per_sale_out_of_range"),
        ("mall-77", 1, False, "sku_unknown"),
    ],
)
def test_what_cannot_be_bound_is_refused_and_nothing_is_stored(
    account: Account, code: str, per_sale: int, sku: bool, refusal: str
) -> None:
    known = make_sku("A-1")

    answer = bind_listing(account.id, code, known.id if sku else 0, per_sale, None)

    assert answer is not None
    assert answer.code == refusal
    assert not Listing.objects.exists()


def test_a_listing_with_units_held_for_a_hidden_sale_is_left_alone(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    listing = make_listing(account, sku, provisional=1)

    for answer in (
        unbind_listing(listing.id, "理由", None),
        bind_listing(account.id, listing.code, make_sku("B-1").id, 1, None),
    ):
        assert answer is not None
        assert answer.code == "provisional"
    assert ListingComponent.objects.count() == 1


def test_unbinding_needs_a_reason_and_a_binding(account: Account) -> None:
    bound = make_listing(account, make_sku("A-1"))
    bare = Listing.objects.create(account=account, code="bare")

    answers = [
        unbind_listing(bound.id, "  ", None),
        unbind_listing(bare.id, "理由", None),
        unbind_listing(0, "理由", None),
    ]

    assert [answer.code if answer else "" for answer in answers] == ["reason_missing", "not_bound", "not_bound"]


def test_accepting_a_suggestion_reserves_what_waited(account: Account) -> None:
    sku = make_sku("A-1", on_hand=5)
    listing = Listing.objects.create(account=account, code="mall-77", match_code="mall-77", title=sku.title)
    arrive(account, "1001", "mall-77")
    found = suggest(account.id)
    assert found == [Suggestion(listing.id, sku.id)]

    accept_suggestions(account.id, found, None)

    assert (level("A-1"), open_codes(), suggest(account.id)) == ((5, 1), [], [])
    assert AuditLog.objects.get().data == {"sku": sku.id, "per_sale": 1, "suggested": True}
