"""Their order as ours (section 3). Pure."""

import json
from decimal import Decimal

from ichigen.domain.hours import JST
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment, Withheld
from ichigen.mallkit.exchange import Problem
from ichigen.malls.shopify import states
from ichigen.malls.shopify.carrier_names import from_mall
from ichigen.malls.shopify.gids import ITEM, number_of
from ichigen.malls.shopify.prefectures import PREFECTURES
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.wire_orders import UNDONE, Address, Fulfillment, Line, Order
from ichigen.malls.shopify.wishes import told_besides, wished_day, wished_slot

#: Payments that the mall names by a code of its own; the others bear the name that the shop gave them.
_PAYMENTS = {"shopify_payments": "Shopifyペイメント", "manual": "手動の支払い", "bogus": "テスト決済"}


def to_mall_order(order: Order, rules: Rules) -> MallOrder | Problem:
    """Return the snapshot of one order, or why it cannot be one of ours."""
    if order.currency != "JPY":
        message = f"ストアの通貨が {order.currency} です。日本円のストアの受注だけを取り込めます。"
        return Problem(order.number, "currency", message)
    ship_to = _party(order.ship_to, "", "")
    return MallOrder(
        number=order.number,
        ordered_at=order.created_at,
        phase=states.phase(order, rules),
        mall_state=states.mall_state(order.state),
        mark=states.mark(order.state),
        lines=tuple(map(_line, order.lines)),
        payment=Payment(_paid_by(order), states.is_settled(order.state), not states.ships_first(order, rules)),
        amounts=_amounts(order),
        delivery=DeliveryWish(
            order.shipping_title, wished_day(order.attributes, rules), wished_slot(order.attributes, rules)
        ),
        buyer=_buyer(order),
        ship_to=ship_to,
        withheld=Withheld.NOTHING if ship_to is not None else Withheld.UNTOLD,
        parcels=_parcels(order.fulfillments),
        holds=states.holds(order),
        unknown_state=states.unknown_state(order),
        note="\n".join(part for part in (order.note, told_besides(order.attributes, rules)) if part),
        handles=_handles(order),
        name=order.name,
    )


def _paid_by(order: Order) -> str:
    return "、".join(_PAYMENTS.get(name, name) for name in order.gateways)[:100]


def done(fulfillments: tuple[Fulfillment, ...]) -> tuple[Fulfillment, ...]:
    """Return the shipments that took place."""
    return tuple(one for one in fulfillments if one.status not in UNDONE)


def _line(line: Line) -> OrderLine:
    """A line without an inventory item (a deleted variant, a free line) is told by its SKU, else by itself.

    Codes of ours are digits, so neither is ever taken for the code of a listing.
    """
    number = number_of(line.line_id, "LineItem") or line.line_id
    options = [line.variant_title, *(f"{one.key}: {one.value}" for one in line.attributes if one.key[:1] != "_")]
    return OrderLine(
        line_id=number,
        listing_code=number_of(line.item, ITEM) or (f"sku:{line.sku}" if line.sku else f"line:{number}"),
        quantity=line.quantity,
        unit_price=line.unit_price,
        title=line.title,
        options="\n".join(part for part in options if part),
        tax_rate=Decimal("0.10") if line.tax_percent is None else line.tax_percent / 100,
        match_codes=(line.sku.strip(),) if line.sku.strip() else (),
    )


def _amounts(order: Order) -> Amounts:
    """Return the amounts so that total = goods + postage + fees - discount holds.

    Discounts lie on lines, on postage and on the order: `discount` is what the mall's total implies. Where prices are
    without tax, the tax is in `fees`.
    """
    goods = sum(line.unit_price * line.quantity for line in order.lines)
    fees = 0 if order.taxes_included else order.tax or 0
    discount = None if order.total is None else goods + (order.shipping or 0) + fees - order.total
    return Amounts(goods, order.shipping, fees, discount, None, order.total)


def _buyer(order: Order) -> Party | None:
    found = _party(order.bill_to, order.email, order.phone)
    if found is None and (order.email or order.phone):
        return Party(phone=_phone(order.phone), email=order.email)
    return found


def _party(address: Address | None, email: str, phone: str) -> Party | None:
    """Return who is told. An app without the right to customer data gets at most the postal code and the city: nobody."""
    if address is None or not (address.name or address.company or address.address1):
        return None
    japanese = address.country in ("", "JP")
    return Party(
        name=" ".join(part for part in (address.company, address.name) if part),
        postal_code=_postal_code(address.zip_code) if japanese else address.zip_code,
        prefecture=PREFECTURES.get(address.province_code, address.province) if japanese else address.province,
        city=address.city,
        street=" ".join(part for part in (address.address1, address.address2) if part),
        phone=_phone(address.phone or phone),
        email=email,
    )


def _postal_code(value: str) -> str:
    digits = value.replace("-", "").strip()
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 and digits.isdigit() else value


def _phone(value: str) -> str:
    """The mall writes +81312345678; slips want the number as dialled in Japan."""
    return f"0{value[3:].lstrip()}" if value.startswith("+81") else value


def _parcels(fulfillments: tuple[Fulfillment, ...]) -> tuple[Parcel, ...]:
    """The mall knows no day of shipping: it is the day, in Japan, on which the shipment was reported."""
    rows = (
        Parcel(from_mall(one.company), one.number, shipment.created_at.astimezone(JST).date())
        for shipment in done(fulfillments)
        for one in shipment.tracking
        if one.number
    )
    return tuple(dict.fromkeys(rows))


def _handles(order: Order) -> dict[str, str]:
    """What later writes and proofs need; no personal data."""
    shipments = [
        [shipment.id, [[one.company, one.number] for one in shipment.tracking if one.number]]
        for shipment in done(order.fulfillments)
    ]
    return {
        "financial": order.state.financial,
        "fulfillment": order.state.fulfillment,
        "cancelled": "1" if order.state.cancelled else "",
        "shipments": json.dumps(shipments, ensure_ascii=False),
    }
