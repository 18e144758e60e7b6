"""A mall order as JSON and back: what is stored of an order beyond its columns."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Parcel, Party, Payment, Withheld
from ichigen.domain.phases import Phase


def order_to_json(order: MallOrder) -> dict[str, Any]:
    """Return plain JSON values; dates are ISO 8601."""
    withheld = {"withheld": order.withheld.value} if order.withheld else {}  # absent: snapshots of before stay the same
    return withheld | {
        "number": order.number,
        "ordered_at": order.ordered_at.isoformat(),
        "phase": order.phase.value,
        "mall_state": order.mall_state,
        "mark": order.mark,
        "lines": [_line(line) for line in order.lines],
        "payment": [order.payment.method, order.payment.paid, order.payment.due_before_shipping],
        "amounts": _amounts(order.amounts),
        "delivery": [order.delivery.method, _day(order.delivery.day), order.delivery.time_slot],
        "buyer": _party(order.buyer),
        "ship_to": _party(order.ship_to),
        "parcels": [[p.carrier, p.tracking_number, _day(p.shipped_on), p.no_number_reason] for p in order.parcels],
        "holds": list(order.holds),
        "writable_from": order.writable_from.isoformat() if order.writable_from else None,
        "note": order.note,
        "handles": dict(order.handles),
        "confirmable": order.confirmable,
        **({"name": order.name} if order.name else {}),
        **({"terms": order.terms} if order.terms else {}),
        **({"unknown_state": order.unknown_state} if order.unknown_state else {}),
    }


def order_from_json(data: Mapping[str, Any]) -> MallOrder:
    """Return the order that `order_to_json` wrote."""
    delivery = data["delivery"]
    return MallOrder(
        number=data["number"],
        ordered_at=datetime.fromisoformat(data["ordered_at"]),
        phase=Phase(data["phase"]),
        mall_state=data["mall_state"],
        mark=data["mark"],
        lines=tuple(_line_from(row) for row in data["lines"]),
        payment=Payment(*data["payment"]),
        amounts=Amounts(*data["amounts"]),
        delivery=DeliveryWish(delivery[0], _day_from(delivery[1]), delivery[2]),
        buyer=party_from_json(data["buyer"]),
        ship_to=party_from_json(data["ship_to"]),
        parcels=tuple(Parcel(p[0], p[1], _day_from(p[2]), p[3]) for p in data["parcels"]),
        holds=tuple(data["holds"]),
        writable_from=datetime.fromisoformat(data["writable_from"]) if data["writable_from"] else None,
        note=data["note"],
        handles=dict(data["handles"]),
        confirmable=data["confirmable"],
        name=data.get("name", ""),
        withheld=Withheld(data.get("withheld", "")),
        terms=data.get("terms", ""),
        unknown_state=data.get("unknown_state", ""),
    )


def storable(order: MallOrder) -> MallOrder:
    """Return the order without characters that no database stores: NUL is left out, half a character becomes "?"."""
    return order_from_json(_storable(order_to_json(order)))


def storable_text(text: str) -> str:
    """Return the text without NUL, and "?" for half a character."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _storable(value: Any) -> Any:
    match value:
        case str():
            return storable_text(value)
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {_storable(key): _storable(each) for key, each in value.items()}
        case _:
            return value


def _line(line: OrderLine) -> list[Any]:
    return [
        line.line_id,
        line.listing_code,
        line.quantity,
        line.unit_price,
        line.title,
        line.options,
        str(line.tax_rate),
        list(line.match_codes),
    ]


def _line_from(row: list[Any]) -> OrderLine:
    return OrderLine(row[0], row[1], row[2], row[3], row[4], row[5], Decimal(row[6]), tuple(row[7]))


def _amounts(amounts: Amounts) -> list[int | None]:
    return [amounts.goods, amounts.postage, amounts.fees, amounts.discount, amounts.points, amounts.total]


def _party(party: Party | None) -> list[str] | None:
    if party is None:
        return None
    return [
        party.name,
        party.kana,
        party.postal_code,
        party.prefecture,
        party.city,
        party.street,
        party.phone,
        party.email,
    ]


def party_from_json(row: list[str] | None) -> Party | None:
    """Return the party that a snapshot holds; None where it tells nobody."""
    return None if row is None else Party(*row)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_from(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
