"""A small shop for the tests of stock: SKUs, accounts, listings, orders, made with as few words as possible."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

from django.db import transaction
from django.db.models import Sum

from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.hot import stage
from ichigen.store.ledger import Moved
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order, OrderLine, Status
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_number = count(1)


def main_location() -> Location:
    return Location.objects.get(code="main")


def make_sku(code: str = "", *, one_off: bool = False) -> Sku:
    code = code or f"S-{next(_number)}"
    product, _ = Product.objects.get_or_create(code=f"P-{code}", defaults={"title": code})
    return Sku.objects.create(product=product, code=code, title=code, one_off=one_off)


def make_account(label: str = "本店") -> Account:
    identity = f"shop-{next(_number)}"
    return Account.objects.create(
        mall_id="testmall", label=label, shop_identity=identity, credentials={}, tokens={}, mode=Account.Mode.LIVE
    )


def make_listing(account: Account, components: Mapping[Sku, int]) -> Listing:
    listing = Listing.objects.create(account=account, code=f"L-{next(_number)}", title="出品")
    ListingComponent.objects.bulk_create(
        ListingComponent(listing=listing, sku=sku, quantity=quantity) for sku, quantity in components.items()
    )
    return listing


def make_order(
    account: Account, lines: Sequence[tuple[Listing | None, int]], phase: Phase = Phase.READY, *, history: bool = False
) -> Order:
    order = Order.objects.create(
        account=account,
        number=f"N-{next(_number)}",
        phase=phase,
        status=Status.objects.get(phase=phase, default=True),
        mall_state=phase.value,
        mark="1",
        ordered_at=NOON,
        snapshot_at=NOON,
        read_at=NOON,
        digest="",
        snapshot={},
        history=history,
        created_at=NOON,
        updated_at=NOON,
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, line_id=str(n), listing=listing, quantity=quantity, unit_price=1000, tax_rate="0.1")
        for n, (listing, quantity) in enumerate(lines, start=1)
    )
    return order


def hold_rows(order: Order, location: Location) -> list[tuple[int, int, int, int, int, int]]:
    """What every line of the order should hold and what should have left, by its components."""
    parts = ListingComponent.objects.filter(listing__lines__order=order).values_list(
        "listing__lines", "sku", "quantity", "listing__lines__quantity"
    )
    holding, gone = order.phase in HOLDING, order.phase in GONE
    return [
        (order.pk, line, sku, location.pk, units * per * holding, units * per * gone)
        for line, sku, per, units in parts.order_by("listing__lines", "sku")
    ]


def apply_holds(orders: Sequence[Order]) -> Moved:
    """What taking these orders in does to stock."""
    location = main_location()
    with transaction.atomic():
        list(Order.objects.select_for_update(no_key=True).filter(pk__in=[o.pk for o in orders]).order_by("pk"))
        stage("stage_hold", [row for order in orders for row in hold_rows(order, location)])
        ledger.apply_staged_holds()
        return ledger.apply_staged()


def enter_phase(order: Order, phase: Phase) -> Moved:
    order.phase = phase
    order.save(update_fields=["phase"])
    return apply_holds([order])


def apply_provisional(listing: Listing, delta: int) -> Moved:
    """仮確保 `delta` units of a listing more (or less), as the stock loop does."""
    with transaction.atomic():
        stage("stage_provisional", [(listing.pk, delta)])
        ledger.apply_staged_provisional()
        listing.refresh_from_db()
        listing.provisional = max(0, listing.provisional + delta)
        listing.save(update_fields=["provisional"])
        return ledger.apply_staged()


def level(sku: Sku) -> tuple[int, int]:
    """on_hand and reserved over all locations."""
    sums = StockLevel.objects.filter(sku=sku).aggregate(on_hand=Sum("on_hand"), reserved=Sum("reserved"))
    return sums["on_hand"] or 0, sums["reserved"] or 0


def assert_books_balance(skus: Sequence[Sku]) -> None:
    """Level = Σ ledger (both columns), reserved = Σ reservations."""
    for sku in skus:
        entries = LedgerEntry.objects.filter(sku=sku).aggregate(on_hand=Sum("on_hand"), reserved=Sum("reserved"))
        held = Reservation.objects.filter(sku=sku).aggregate(held=Sum("quantity"))["held"] or 0
        assert level(sku) == (entries["on_hand"] or 0, entries["reserved"] or 0)
        assert level(sku)[1] == held
