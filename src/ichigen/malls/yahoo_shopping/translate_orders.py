"""Their order → our order (design: taking orders in; page sections 3.1, 3.3 and 6). Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.malls.yahoo_shopping import codes
from ichigen.malls.yahoo_shopping.wire import moment
from ichigen.malls.yahoo_shopping.wire_orders import Detail, Item, OrderDetail, OrderState, Person, Shipping
from ichigen.malls.yahoo_shopping.wire_stock import join_code

#: The buyer may cancel for this long; the mall refuses changes meanwhile (page section 6, trap 2).
READ_ONLY_FOR = timedelta(minutes=10)

#: An order still closed after that (an auction's order time is that of the win) is looked at again this much later.
LOOK_AGAIN = timedelta(seconds=30)


#: Why an order on 保留 stands still; the shop itself may have put it there.
ON_HOLD_REASON = "モールの注文ステータスが「保留」です。"


def mark(state: OrderState) -> str:
    """Return the fingerprint of an order: any move of it changes this text."""
    flags = f"{int(state.is_seen)}{int(state.is_read_only)}"
    numbers = (state.order_status, state.pay_status, state.ship_status, state.settle_status)
    return "|".join([state.last_update, *map(str, numbers), f"{state.fraud_hold}{state.suspect}{flags}"])


def order(detail: OrderDetail, read_at: datetime) -> MallOrder:
    """Return our order. `read_at` is the time of the reading; it only serves `writable_from`."""
    state = detail.state
    return MallOrder(
        number=detail.order_id,
        ordered_at=detail.order_time,
        phase=phase(detail),
        mall_state=mall_state(state),
        mark=mark(state),
        lines=tuple(_line(item) for item in detail.items),
        payment=Payment(detail.pay_method, state.pay_status == 1, detail.pay_type != codes.PAY_LATER),
        amounts=_amounts(detail.items, detail.detail),
        delivery=_delivery(detail.shipping),
        buyer=None if detail.social_gift == codes.GIFT_BY_URL else _party(detail.buyer),
        ship_to=_party(detail.receiver),
        parcels=_parcels(detail.shipping),
        holds=holds(state),
        unknown_state=" ".join(unknown_states(state)),
        writable_from=max(detail.order_time + READ_ONLY_FOR, read_at + LOOK_AGAIN) if state.is_read_only else None,
        note=detail.comments,
        handles=_handles(detail),
        confirmable=not state.is_seen and state.order_status in {codes.RESERVED, codes.PROCESSING},
    )


def phase(detail: OrderDetail) -> Phase:
    """Return the phase.

    An unseen order is 新規受付 until somebody, here or on the mall, opens it – but not one whose hold was released
    or that came from an auction: those were held before, and an order never walks back to 新規受付.
    """
    state = detail.state
    if state.order_status == codes.CANCELLED:
        return Phase.CANCELLED
    if state.ship_status in codes.SHIPPED or state.order_status == codes.COMPLETED:
        return Phase.SHIPPED if state.pay_status == 1 else Phase.SHIPPED_UNPAID
    if holds(state):
        return Phase.HELD
    was_held = state.fraud_hold == codes.FRAUD_RELEASED or state.suspect == codes.PRANK_RELEASED or detail.is_auction
    if not state.is_seen and not was_held:
        return Phase.NEW
    if state.pay_status != 1 and detail.pay_type != codes.PAY_LATER:
        return Phase.UNPAID
    return Phase.READY


def holds(state: OrderState) -> tuple[str, ...]:
    """Return why the mall stops this order, in Japanese; empty where nothing does."""
    reasons = (
        (state.order_status == codes.ON_HOLD, ON_HOLD_REASON),
        (state.order_status == 8, "落札の繰上げに対する購入者の同意を待っています。"),
        (state.order_status == 0, "モールの注文ステータスが「未入力」です。"),
        (state.fraud_hold == codes.FRAUD_REVIEW, "不正注文の審査中です。審査が終わるまで出荷しないでください。"),
        (state.fraud_hold == codes.FRAUD_CONFIRMED, "不正注文と確定しました。出荷せず、キャンセルしてください。"),
        (state.suspect == codes.PRANK, "いたずら注文の疑いがあります。モールの画面で確認してください。"),
    )
    return (*unknown_states(state), *(reason for applies, reason in reasons if applies))


def unknown_states(state: OrderState) -> tuple[str, ...]:
    """Return which of the order's states section 3.1 does not name, in Japanese."""
    order, ship = state.order_status, state.ship_status
    reasons = (
        (
            order in codes.ORDER_STATUS,
            f"モールの注文ステータス「{order}」は未対応です。モールの画面で確認してください。",
        ),
        (ship in codes.SHIP_STATUS, f"モールの出荷ステータス「{ship}」は未対応です。モールの画面で確認してください。"),
    )
    return tuple(reason for known, reason in reasons if not known)


def mall_state(state: OrderState) -> str:
    """Return the mall's own words, e.g. 新規注文・入金済み・出荷可 (X-03)."""
    new = {codes.RESERVED: "新規予約", codes.PROCESSING: "新規注文"} if not state.is_seen else {}
    words = (
        new.get(state.order_status) or codes.ORDER_STATUS.get(state.order_status, str(state.order_status)),
        codes.PAY_STATUS.get(state.pay_status, str(state.pay_status)),
        codes.SHIP_STATUS.get(state.ship_status, str(state.ship_status)),
    )
    return "・".join(words)


def _line(item: Item) -> OrderLine:
    """A line of a real auction may lack item codes; its 管理番号 then stands for them."""
    code = join_code(item.item_id, item.sub_code)
    own = (item.auction_merchant_id, item.sub_code or item.item_id, code)
    return OrderLine(
        line_id=str(item.line_id),
        listing_code=code or item.auction_merchant_id or item.auction_id,
        quantity=item.quantity,
        unit_price=item.unit_price,
        title=item.title,
        options=" / ".join(item.options),
        tax_rate=Decimal(10 if item.tax_ratio is None else item.tax_ratio) / 100,
        match_codes=tuple(dict.fromkeys(name for name in own if name)),
    )


def _amounts(items: tuple[Item, ...], detail: Detail) -> Amounts:
    """Return the amounts so that total = goods + postage + fees - discount - points holds.

    The mall gives no subtotal. With a total, `discount` is what the total implies: it covers the store's discount,
    mall coupons, adjustments and every partial benefit the mall subtracts without a member of its own.
    """
    goods = sum(item.unit_price * item.quantity for item in items)
    postage, points = detail.ship_charge or 0, detail.use_point or 0
    fees = (detail.pay_charge or 0) + (detail.gift_wrap_charge or 0)
    discount = (detail.discount or 0) + (detail.mall_coupon or 0) - (detail.adjustments or 0)
    gross = goods + postage + fees - points
    if detail.total is not None:
        discount = gross - detail.total
    return Amounts(goods, detail.ship_charge, fees, discount, points, gross - discount)


def _delivery(shipping: Shipping) -> DeliveryWish:
    zone = codes.TIME_ZONE.get(shipping.time_zone or 0, "")
    return DeliveryWish(shipping.method, _day(shipping.request_date), shipping.request_time or zone)


def _parcels(shipping: Shipping) -> tuple[Parcel, ...]:
    carrier = codes.CARRIER_OF_COMPANY.get(shipping.company or 0, Carrier.OTHER).value
    shipped_on = _day(shipping.ship_date)
    if shipping.invoices:
        return tuple(Parcel(carrier, number, shipped_on) for number in shipping.invoices)
    if shipping.empty_reason is None:
        return ()
    reason = codes.EMPTY_REASON.get(shipping.empty_reason, str(shipping.empty_reason))
    return (Parcel(carrier, "", shipped_on, reason),)


def _party(person: Person) -> Party:
    return Party(
        name=f"{person.last_name} {person.first_name}".strip(),
        kana=f"{person.last_kana} {person.first_kana}".strip(),
        postal_code=_postal_code(person.zip_code),
        prefecture=person.prefecture,
        city=person.city,
        street=f"{person.address1} {person.address2}".strip(),
        phone=person.phone,
        email=person.mail,
    )


def _postal_code(value: str) -> str:
    """With or without a hyphen in the answer (trap 17); abroad it is left as it is."""
    digits = value.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 and digits.isdigit() else value


def _day(value: str) -> date | None:
    """The day as written: `YYYY-MM-DD` is a day in Japan, not a moment."""
    found = moment(value)
    return (found + timedelta(hours=9)).date() if found else None


def _handles(detail: OrderDetail) -> dict[str, str]:
    """What later writes and proofs need; no personal data."""
    state, shipping = detail.state, detail.shipping
    return {
        "order_status": str(state.order_status),
        "pay_status": str(state.pay_status),
        "ship_status": str(state.ship_status),
        "is_seen": str(int(state.is_seen)),
        "company": str(shipping.company or ""),
        "invoices": ",".join(shipping.invoices),
        "empty_reason": str(shipping.empty_reason or ""),
    }
