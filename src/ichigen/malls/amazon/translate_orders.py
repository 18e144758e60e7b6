"""Their order → our order (page sections 3.1 to 3.4). Pure."""

from collections.abc import Mapping
from datetime import datetime

from ichigen.domain.hours import JST
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment, Withheld
from ichigen.domain.phases import Phase
from ichigen.malls.amazon import states
from ichigen.malls.amazon.carrier_codes import from_mall
from ichigen.malls.amazon.handles import handles, is_cash_on_delivery
from ichigen.malls.amazon.wire_orders import Item, Order, Package

CANCEL_WISH = (
    "購入者がキャンセルを希望しています。キャンセルするか、出荷する場合はセラーセントラルで出荷通知を送ってください。"
)
NO_ADDRESS = (
    "お届け先が取得できません。アプリに権限「消費者への直接配送(制限付き)」があるか確認し、"
    "出荷先はセラーセントラルで確認してください。"
)


def order(found: Order, settings: Mapping[str, str]) -> MallOrder:
    """Return our order. `settings` holds the account's own spellings of carriers."""
    return MallOrder(
        number=found.number,
        ordered_at=found.created,
        phase=phase(found),
        mall_state=states.STATES.get(found.status, (Phase.HELD, found.status or "不明"))[1],
        mark=mark(found),
        lines=_lines(found),
        payment=_payment(found),
        amounts=amounts(found),
        delivery=_delivery(found),
        buyer=_buyer(found),
        ship_to=_receiver(found),
        parcels=tuple(_parcel(package, settings) for package in shown(found.packages)),
        holds=holds(found),
        unknown_state=unknown_state(found),
        note="\n".join(_notes(found)),
        handles=handles(found),
        withheld=_withheld(found),
        terms="\n".join(_terms(found)),
    )


def mark(found: Order) -> str:
    """Return the fingerprint of an order: the mall moves its time of change with everything (section 3.1)."""
    return f"{found.updated.isoformat()}|{found.status}"


def phase(found: Order) -> Phase:
    """Return the phase. A wish to cancel holds an order only while the shop could still send it."""
    known, _ = states.STATES.get(found.status, (Phase.HELD, ""))
    return Phase.HELD if known is Phase.READY and holds(found) else known


def holds(found: Order) -> tuple[str, ...]:
    """Return why this order must not be sent yet, in Japanese."""
    wished = any(item.cancel_requested_by and not item.cancelled_by for item in found.items)
    reasons = (
        (wished and found.status in states.OPEN, CANCEL_WISH),
        (unknown_state(found) != "", unknown_state(found)),
        (found.status == "UNFULFILLABLE", "Amazonが配送できない注文です。セラーセントラルで確認してください。"),
    )
    return tuple(reason for applies, reason in reasons if applies)


def unknown_state(found: Order) -> str:
    """Say that section 3.1 does not name this status; empty where it does."""
    if found.status in states.STATES:
        return ""
    return f"Amazonの注文ステータス「{found.status or 'なし'}」は未対応です。セラーセントラルで確認してください。"


def quantity_of(item: Item) -> int:
    """Return the units the shop has to do with: of a cancelled line only what was sent or is still to be sent."""
    if not item.cancelled_by:
        return item.ordered
    if item.fulfilled is None:
        return 0
    return min(item.ordered, max(0, item.fulfilled) + max(0, item.unfulfilled or 0))


def shown(packages: tuple[Package, ...]) -> tuple[Package, ...]:
    """Return the packages that stand; a cancelled one was taken back."""
    return tuple(package for package in packages if package.status != "CANCELLED")


def amounts(found: Order) -> Amounts:
    """Return the amounts so that total = goods + postage + fees - discount holds; none while the mall tells no total.

    What Amazon points paid is not told to shops: the points of an order are those granted, and stand in its terms.
    """
    total = found.total.yen() if found.total else None
    if total is None:
        return Amounts()
    of = {kind: amount.yen() or 0 for kind, amount in found.proceeds}
    goods = of.get("ITEM") or sum(_line_total(item) for item in found.items)
    postage = of.get("SHIPPING", 0)
    fees = of.get("GIFT_WRAP", 0) + of.get("COD_FEE", 0)
    return Amounts(goods, postage, fees, goods + postage + fees - total, None, total)


def unit_price(item: Item) -> int:
    """Return the price of one unit; 0 while the mall shows none (section 8, 5: PENDING)."""
    if item.unit_price is not None and (price := item.unit_price.yen()) is not None:
        return price
    return _line_total(item) // item.ordered if item.ordered else 0


def _line_total(item: Item) -> int:
    if item.goods is not None:
        return item.goods.yen() or 0
    return (item.unit_price.yen() or 0) * item.ordered if item.unit_price else 0


def _lines(found: Order) -> tuple[OrderLine, ...]:
    """A line that was cancelled in an order that goes on is gone; a cancelled order keeps its lines to look at."""
    whole = found.status == states.CANCELLED
    sized = ((item, item.ordered if whole else quantity_of(item)) for item in found.items)
    return tuple(_line(item, quantity) for item, quantity in sized if quantity > 0)


def _line(item: Item, quantity: int) -> OrderLine:
    return OrderLine(
        line_id=item.item_id,
        listing_code=item.sku or item.asin,
        quantity=quantity,
        unit_price=unit_price(item),
        title=item.title,
        match_codes=(item.sku,) if item.sku else (),
    )


def _payment(found: Order) -> Payment:
    cash = is_cash_on_delivery(found)
    words = [states.PAYMENT.get(method, method) for method in found.payment_methods]
    method = "・".join(dict.fromkeys(words)) or ("代金引換" if cash else "")
    paid = found.status not in states.UNPAID and not cash
    return Payment(method, paid, due_before_shipping=not cash or found.status in states.UNPAID)


def _delivery(found: Order) -> DeliveryWish:
    method = states.SERVICE.get(found.service_level, found.service_level)
    window = next(((i.scheduled_from, i.scheduled_to) for i in found.items if i.scheduled_from), None)
    if window is None or window[0] is None:
        return DeliveryWish(method)
    start = window[0].astimezone(JST)
    slot = f"{start:%H:%M}〜{window[1].astimezone(JST):%H:%M}" if window[1] else f"{start:%H:%M}〜"
    return DeliveryWish(method, start.date(), slot)


def _buyer(found: Order) -> Party | None:
    name = " ".join(part for part in (found.buyer_company, found.buyer_name) if part)
    return Party(name=name, email=found.buyer_email) if name or found.buyer_email else None


def _receiver(found: Order) -> Party | None:
    """In Japan the prefecture is `stateOrRegion`; any part may be missing (trap 8)."""
    address = found.address
    if address is None:
        return None
    return Party(
        name=" ".join(part for part in (address.company, address.name) if part),
        postal_code=_postal_code(address.postal_code),
        prefecture=address.region,
        city=address.city,
        street=" ".join(part for part in (address.district, *address.lines) if part),
        phone=address.phone,
    )


def _postal_code(value: str) -> str:
    digits = value.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 and digits.isdecimal() else value


def _parcel(package: Package, settings: Mapping[str, str]) -> Parcel:
    shipped_on = package.shipped_at.astimezone(JST).date() if package.shipped_at else None
    return Parcel(from_mall(package.carrier, settings).value, package.tracking_number, shipped_on)


def _withheld(found: Order) -> Withheld:
    """Nobody is hidden: a buyer is told once the payment stands, and an address only to who has the role (section 1.5)."""
    if found.address is not None:
        return Withheld.NOTHING
    return Withheld.NOT_YET if found.status in states.UNPAID else Withheld.UNTOLD


def _terms(found: Order) -> list[str]:
    points = sum(item.points for item in found.items)
    programs = [states.PROGRAMS[name] for name in found.programs if name in states.PROGRAMS]
    lines = (
        ("", "・".join(programs)),
        ("出荷期限: ", _minute(found.ship_by)),
        ("付与ポイント: ", str(points) if points else ""),
    )
    return [head + text for head, text in lines if text]


def _notes(found: Order) -> list[str]:
    gifts = [" ".join(part for part in (item.gift_wrap, item.gift_message) if part) for item in found.items]
    lines = (
        ("ギフト: ", " / ".join(dict.fromkeys(gift for gift in gifts if gift))),
        ("配達の希望: ", found.delivery_note),
        ("", NO_ADDRESS if found.address is None and found.status in states.OPEN else ""),
    )
    return [head + text for head, text in lines if text]


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}" if moment else ""
