"""Their order as ours. Pure."""

from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment
from ichigen.malls.rakuten import states
from ichigen.malls.rakuten.baskets import baskets_handle
from ichigen.malls.rakuten.carrier_codes import from_mall
from ichigen.malls.rakuten.codes import listing_code, match_codes
from ichigen.malls.rakuten.wire_orders import Item, Order, Package, Person

_TERMS: dict[int, str] = {0: "", 1: "午前", 2: "午後", 9: "その他"}


def to_mall_order(order: Order) -> MallOrder:
    """Return the snapshot of one order (sections 2.1, 2.3, 8)."""
    packages = tuple(package for package in order.packages if not package.deleted)
    return MallOrder(
        number=order.number,
        ordered_at=order.ordered_at,
        phase=states.phase(order),
        mall_state=states.state_name(order.progress),
        mark=states.mark(order.progress),
        lines=tuple(_line(item) for package in packages for item in package.items if not item.deleted),
        payment=Payment(order.settlement, states.is_paid(order), order.settlement_code not in states.PAID_LATER),
        amounts=_amounts(order),
        delivery=DeliveryWish(order.delivery_name, order.delivery_day, time_slot(order.shipping_term)),
        buyer=_party(order.orderer),
        ship_to=None if states.gift_pending(order) or not packages else _party(packages[0].sender),
        parcels=_parcels(packages),
        holds=states.holds(order),
        unknown_state=states.unknown_state(order),
        note=_note(order, packages),
        handles={
            "progress": str(order.progress),
            "undetermined": "1" if is_undetermined(order) else "",
            "baskets": baskets_handle(packages),
        },
        confirmable=order.progress == 100 and not is_undetermined(order),
    )


def is_undetermined(order: Order) -> bool:
    """Say whether an amount is still -9999: confirmOrder would fail with ERROR_105 (section 2.4, trap 4)."""
    return order.undetermined or any(package.undetermined for package in order.packages if not package.deleted)


def time_slot(term: int | None) -> str:
    """Return お届け時間帯: a name, or `h1h2` as hours (`1416` is 14 to 16, `724` is 7 to 24; section 2.3)."""
    if term is None:
        return ""
    if term < 100:
        return _TERMS.get(term, "")
    return f"{term // 100}:00～{term % 100}:00"


def _line(item: Item) -> OrderLine:
    single = not item.sku_info or not item.variant_id
    return OrderLine(
        line_id=str(item.detail_id),
        listing_code=listing_code(item.manage_number, item.variant_id) or item.item_number or f"item:{item.item_id}",
        quantity=item.units,
        unit_price=item.price,
        title=item.name,
        options="\n".join(part for part in (item.sku_info, item.choice) if part),
        tax_rate=item.tax_rate,
        match_codes=match_codes(
            item.merchant_sku, item.item_number, item.manage_number, item.variant_id, single=single
        ),
    )


def _amounts(order: Order) -> Amounts:
    fees = tuple(fee for fee in order.fees if fee is not None)
    return Amounts(
        goods=order.goods_price,
        postage=order.postage_price,
        fees=sum(fees) if len(fees) == len(order.fees) else None,
        discount=order.coupon,
        points=order.points,
        total=order.request_price,
    )


def _party(person: Person) -> Party:
    return Party(
        name=person.name,
        kana=person.kana,
        postal_code=person.zip_code,
        prefecture=person.prefecture,
        city=person.city,
        street=person.address,
        phone=person.phone,
        email=person.email,
    )


def _parcels(packages: tuple[Package, ...]) -> tuple[Parcel, ...]:
    rows = (row for package in packages for row in package.shipping if row.company)
    return tuple(dict.fromkeys(Parcel(from_mall(row.company), row.number, row.shipped_on) for row in rows))


def _note(order: Order, packages: tuple[Package, ...]) -> str:
    addresses = len({package.sender for package in packages})
    warning = f"送付先が{addresses}件あります。RMSで送付先ごとの商品を確認してください。" if addresses > 1 else ""
    return "\n".join(part for part in (warning, order.remarks) if part)
