"""Small builders of test data; every value is made up by us."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ichigen.domain.orders import Amounts, MallOrder, OrderLine, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.marks import ListingMark

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def make_account(mall_id: str = "mall_a", shop: str = "shop-1", **values: Any) -> Account:
    """An account of a mall; live since the day before NOON unless said otherwise."""
    defaults: dict[str, Any] = {
        "label": f"{mall_id} 本店",
        "mode": Account.Mode.LIVE,
        "health": Account.Health.OK,
        "started_at": NOON - timedelta(days=1),
        "credentials": {},
        "tokens": {},
    }
    return Account.objects.create(mall_id=mall_id, shop_identity=shop, **(defaults | values))


def make_sku(code: str = "A-1", on_hand: int = 0, **values: Any) -> Sku:
    """A SKU of its own product, with stock received at the main location."""
    product = Product.objects.create(code=code, title=f"商品 {code}")
    sku = Sku.objects.create(product=product, code=code, title=f"商品 {code}", **values)
    if on_hand:
        ledger.move_one(Movement(sku.id, main_location().id, MovementKind.RECEIVE, on_hand=on_hand))
    return sku


def main_location() -> Location:
    """The location every installation starts with."""
    return Location.objects.get(code="main")


def make_listing(account: Account, sku: Sku, code: str = "", per_sale: int = 1, **values: Any) -> Listing:
    """A listing of one SKU; `dirty` and `changed_at` go to its mark."""
    mark = {name: values.pop(name) for name in ("dirty", "changed_at") if name in values}
    listing = Listing.objects.create(
        account=account, code=code or sku.code, match_code=sku.code, title=sku.title, **values
    )
    ListingComponent.objects.create(listing=listing, sku=sku, quantity=per_sale)
    return mark_listing(listing, **mark) if mark else listing


def mark_listing(listing: Listing, **values: Any) -> Listing:
    """A listing whose mark says this."""
    ListingMark.objects.filter(pk=listing.pk).update(**values)
    return listing


def make_order(number: str = "1001", *lines: OrderLine, phase: Phase = Phase.READY, **values: Any) -> MallOrder:
    """A mall order of one unit of A-1 unless lines are given."""
    defaults: dict[str, Any] = {
        "ordered_at": NOON,
        "mall_state": phase.value,
        "mark": phase.value,
        "payment": Payment("クレジットカード", paid=True),
        "amounts": Amounts(goods=1800, postage=500, total=2300),
        "buyer": Party(name="架空 花子", kana="カクウ ハナコ", prefecture="東京都", phone="03-0000-0000"),
    }
    chosen = lines or (make_line(),)
    return MallOrder(number=number, phase=phase, lines=chosen, **(defaults | values))


def make_line(line_id: str = "1", code: str = "A-1", quantity: int = 1, **values: Any) -> OrderLine:
    """A line at 1,800 yen."""
    return OrderLine(line_id=line_id, listing_code=code, quantity=quantity, unit_price=1800, **values)
