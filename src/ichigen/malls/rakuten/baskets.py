"""The packages of an order as later writes need them, and the rows a ship notice puts into them (sections 2.3, 2.5).

A repeated notice must not add a second parcel: rows that exist are reused by their shippingDetailId (trap 8).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ichigen.domain.json import JsonObject
from ichigen.malls.rakuten.carrier_codes import OTHER
from ichigen.malls.rakuten.wire_orders import Package


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel row as it is on the mall: its id and deliveryCompany, shippingNumber, shippingDate ("" = blank)."""

    detail_id: int
    company: str
    number: str
    day: str

    @property
    def complete(self) -> bool:
        """Say whether the row lets the order become 発送済 (section 2.5, completion rule)."""
        return bool(self.company and self.day and (self.number or self.company == OTHER))

    def carries(self, wanted: "Wanted") -> bool:
        """Say whether the row is exactly the wanted parcel."""
        return (self.company, self.number, self.day) == (wanted.company, wanted.number, wanted.day)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A parcel as it should stand on the mall."""

    company: str
    number: str
    day: str

    def request(self, row: Row | None) -> JsonObject:
        """Return the row of a request; in an existing row an empty number is sent and clears the old one (trap 9)."""
        sent: dict[str, str | int] = {"deliveryCompany": self.company, "shippingDate": self.day}
        if row is not None:
            sent["shippingDetailId"] = row.detail_id
        if row is not None or self.number:
            sent["shippingNumber"] = self.number
        return sent


@dataclass(frozen=True, slots=True)
class Basket:
    """One package and its rows."""

    basket_id: int
    rows: tuple[Row, ...]


def baskets_handle(packages: Sequence[Package]) -> str:
    """Return the packages as the JSON text kept in `MallOrder.handles`."""
    return json.dumps(
        [
            [
                package.basket_id,
                [
                    [row.detail_id, row.company, row.number, row.shipped_on.isoformat() if row.shipped_on else ""]
                    for row in package.shipping
                ],
            ]
            for package in packages
        ]
    )


def read_baskets(handles: Mapping[str, str]) -> tuple[Basket, ...]:
    """Return what `baskets_handle` kept."""
    return tuple(
        Basket(basket_id, tuple(Row(*row) for row in rows))
        for basket_id, rows in json.loads(handles.get("baskets", "[]"))
    )


def shipping_request(number: str, baskets: Iterable[Basket], wanted: Sequence[Wanted]) -> JsonObject:
    """Return the updateOrderShipping request after which every package has exactly these parcels complete."""
    return {
        "orderNumber": number,
        "BasketidModelList": [
            {"basketId": basket.basket_id, "ShippingModelList": _rows(basket, wanted)} for basket in baskets
        ],
    }


def _rows(basket: Basket, wanted: Sequence[Wanted]) -> list[JsonObject]:
    """The same parcel keeps its row; blank rows are filled first, then others rewritten.

    What stays blank, or doubles a parcel, is deleted.
    """
    free = list(basket.rows)
    taken: dict[int, Row] = {}
    for position, parcel in enumerate(wanted):
        same = next((row for row in free if row.carries(parcel)), None)
        if same is not None:
            taken[position] = same
            free.remove(same)
    free.sort(key=lambda row: row.complete)
    for position in range(len(wanted)):
        if position not in taken and free:
            taken[position] = free.pop(0)
    kept = [parcel.request(taken.get(position)) for position, parcel in enumerate(wanted)]
    useless = [row for row in free if not row.complete or any(row.carries(parcel) for parcel in wanted)]
    return kept + [{"shippingDetailId": row.detail_id, "shippingDeleteFlag": 1} for row in useless]


def wanted_rows(request: JsonObject) -> tuple[Wanted, ...]:
    """Return the parcels of a planned request, which are the same in every package."""
    baskets = request.get("BasketidModelList")
    first = baskets[0] if isinstance(baskets, Sequence) and not isinstance(baskets, str) and baskets else {}
    rows = first.get("ShippingModelList") if isinstance(first, Mapping) else ()
    return tuple(
        Wanted(str(row["deliveryCompany"]), str(row.get("shippingNumber", "")), str(row["shippingDate"]))
        for row in (rows if isinstance(rows, Sequence) else ())
        if isinstance(row, Mapping) and "deliveryCompany" in row
    )


def is_shipped_as(baskets: Sequence[Basket], wanted: Sequence[Wanted]) -> bool:
    """Say whether every package has every parcel exactly once and no row that keeps the order at 発送待ち."""
    return bool(baskets and wanted) and all(
        all(row.complete for row in basket.rows)
        and all(sum(row.carries(parcel) for row in basket.rows) == 1 for parcel in wanted)
        for basket in baskets
    )
