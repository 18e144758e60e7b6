"""What a shopper does: buying, which makes an order and lowers the mall's own stock at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from mallsim.core.errors import Invalid, SoldOut, Unknown
from mallsim.core.shopping import Buyer, NewOrder, OrderedLine
from mallsim.malls.yahoo_shopping.items.catalogue import Content
from mallsim.malls.yahoo_shopping.orders.codes import (
    METHOD_NAMES,
    NOT_SHIPPABLE,
    PAID,
    PAY_FIRST,
    PAY_METHODS,
    PROCESSING,
    RESERVED,
    SHIPPABLE,
    UNPAID,
)
from mallsim.malls.yahoo_shopping.orders.fields import GROUP_OF
from mallsim.malls.yahoo_shopping.orders.model import AMOUNTS, Line, OptionChosen, Order, Sent
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.stock.book import StockKey
from mallsim.malls.yahoo_shopping.timing import day, stamp

OPTIONS = ("pay_type", "fraud_hold", "read_only", "values", "item_options", "line_values")
SHIP_CHARGE = "550"
URL_GIFT = "1"
PLACEHOLDER_BUYER = {"BillLastName": "ギフト", "BillFirstName": "購入者", "BillMailAddress": "noreply@mail.example"}
"""URL gifts (SocialGiftType 1) do not show who bought (Trap 17); the words are the simulator's."""


def place_order(shop: Shop, wish: NewOrder, now: datetime, hidden_s: float = 0.0) -> str:
    """Sell the lines and return the OrderId; raises Unknown, SoldOut, Invalid."""
    options = wish.known_options(*OPTIONS)
    keys = [_key(shop, line) for line in wish.lines]
    _check_stock(shop, keys, wish.lines)
    read_only = bool(options.get("read_only", True))
    held = bool(options.get("fraud_hold", False))
    lines = [
        _line(shop, n, key, line, now, options) for n, (key, line) in enumerate(zip(keys, wish.lines, strict=True), 1)
    ]
    order = Order(
        values=_values(shop, wish, options, now),
        lines=lines,
        placed=now,
        read_only_until=now + shop.buyer_window() if read_only else now,
        visible_from=now + timedelta(seconds=hidden_s),
        published=None if held else now,
        mails=[Sent(now, "ordered")],
    )
    order.values["OrderStatus"] = RESERVED if order.released_after(now) else PROCESSING
    order.values |= _overrides(options)
    order.total_up()
    for key, line in zip(keys, wish.lines, strict=True):
        shop.stock.move(key, -line.quantity, now)
    shop.orders.orders[order.id] = order
    return order.id


def _key(shop: Shop, line: OrderedLine) -> StockKey:
    key = shop.catalogue.find(line.code)
    if key is None:
        raise Unknown(f"no such item: {line.code}")
    if not shop.catalogue.published(key) or _live(shop, key).get("display") != "1":
        raise SoldOut(f"{line.code} is not on sale")
    return key


def _live(shop: Shop, key: StockKey) -> Content:
    item = shop.catalogue.items[key[0]]
    return item.live or item.draft


def _check_stock(shop: Shop, keys: list[StockKey], lines: tuple[OrderedLine, ...]) -> None:
    wanted: dict[StockKey, int] = {}
    for key, line in zip(keys, lines, strict=True):
        wanted[key] = wanted.get(key, 0) + line.quantity
    for key, units in wanted.items():
        row = shop.stock.get(key)
        if row is None or not row.can_sell(units):
            raise SoldOut(f"{':'.join(filter(None, key))}: {units} wanted, stock is short")


def _line(
    shop: Shop,
    number: int,
    key: StockKey,
    line: OrderedLine,
    now: datetime,
    options: Mapping[str, Any],
) -> Line:
    live = _live(shop, key)
    chosen = next((sub.choices for sub in live.subcodes if sub.code == key[1]), ())
    released = live.get("release_date")
    values = {
        "LineId": str(number),
        "ItemId": key[0],
        "Title": live.get("name"),
        "SubCode": key[1],
        "SubCodeOption": ";".join(f"{name}:{value}" for name, value in chosen),
        "IsUsed": "false" if live.get("condition") in ("", "0") else "true",
        "IsTaxable": "true" if live.get("taxable") == "1" else "false",
        "ItemTaxRatio": "8" if live.get("taxrate_type") == "0.08" else "10",
        "Jan": live.get("jan"),
        "ProductId": live.get("product_code"),
        "CategoryId": live.get("product_category"),
        "UnitPrice": str(live.price_of(key[1], now)),
        "Quantity": str(line.quantity),
        "ReleaseDate": date.fromisoformat(released).isoformat() if released else "",
        "CouponDiscount": "0",
        "PriceType": "1",
        **_line_overrides(options, line.code),
    }
    bought = options.get("item_options", {}).get(line.code, {})
    return Line(
        values,
        tuple(OptionChosen(name, str(value), "0") for name, value in bought.items()),
    )


def _values(shop: Shop, wish: NewOrder, options: Mapping[str, Any], now: datetime) -> dict[str, str]:
    method, kind, name, usual = PAY_METHODS[wish.payment]
    pay_type = str(options.get("pay_type", usual))
    if pay_type not in ("0", "1"):
        raise Invalid("pay_type: 0 後払い or 1 前払い")
    waits = pay_type == PAY_FIRST and not wish.paid
    return {
        "OrderId": shop.orders.next_id(),
        "SellerId": shop.settings.seller_id,
        "Version": "1",
        "DeviceType": "1",
        "IsSeen": "false",
        "IsSplit": "false",
        "IsSeller": "false",
        "IsLogin": "true",
        "Suspect": "0",
        "OrderTime": stamp(now),
        "LastUpdateTime": stamp(now),
        "FraudHoldStatus": "1" if options.get("fraud_hold") else "0",
        "IsYahooAuctionOrder": "false",
        "SocialGiftType": "0",
        "PayStatus": PAID if wish.paid else UNPAID,
        "SettleStatus": "5" if wish.paid else "4",
        "PayType": pay_type,
        "PayKind": kind,
        "PayMethod": method,
        "PayMethodName": name,
        "PayDate": day(now) if wish.paid else "",
        "ShipStatus": NOT_SHIPPABLE if waits else SHIPPABLE,
        "ShipMethod": "postage1",
        "ShipMethodName": METHOD_NAMES["postage1"],
        **dict.fromkeys(AMOUNTS, "0"),
        "ShipCharge": SHIP_CHARGE,
        **_person("Bill", wish.buyer),
        **_person("Ship", wish.buyer),
        "BillMailAddress": wish.buyer.email,
    }


def _person(prefix: str, buyer: Buyer) -> dict[str, str]:
    values = {
        "LastName": buyer.family_name,
        "FirstName": buyer.first_name,
        "LastNameKana": buyer.family_kana,
        "FirstNameKana": buyer.first_kana,
        "ZipCode": buyer.zip_code,
        "Prefecture": buyer.prefecture,
        "City": buyer.city,
        "Address1": buyer.address,
        "Address2": "",
        "PhoneNumber": buyer.phone,
    }
    return {prefix + name: value for name, value in values.items()}


def _overrides(options: Mapping[str, Any]) -> dict[str, str]:
    given = options.get("values", {})
    odd = sorted(key for key in given if GROUP_OF.get(key, "Item") == "Item")
    if odd:
        raise Invalid(f"values: not fields of an order: {', '.join(odd)}")
    hidden = PLACEHOLDER_BUYER if str(given.get("SocialGiftType")) == URL_GIFT else {}
    return {**hidden, **{key: str(value) for key, value in given.items()}}


def _line_overrides(options: Mapping[str, Any], code: str) -> dict[str, str]:
    given = options.get("line_values", {}).get(code, {})
    odd = sorted(
        key for key in given if GROUP_OF.get(key) != "Item" or key in ("LineId", "ItemId", "SubCode", "Quantity")
    )
    if odd:
        raise Invalid(f"line_values: not free fields of a line: {', '.join(odd)}")
    return {key: str(value) for key, value in given.items()}
