"""The documents of stock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from ichigen.api.fields import NUMBER, Body, Sentence, Text, without_defaults
from ichigen.domain.stock import HolderKind

LARGEST = 1_000_000


class Level(Schema):
    """Pieces at one location. `available` = on_hand - reserved; negative means more is promised than there is."""

    location: str
    on_hand: int
    reserved: int
    available: int


class Listing(Schema):
    """A SKU on one account. `desired` is what the mall should show, `expected_low`…`expected` what we believe it shows,
    `seen` what was last read there. `state`: confirmed, waiting, sending, unread, failed, drift, provisional, stopped, off or
    kept (by the mall, in its own warehouse)."""

    id: int
    account_id: int
    code: str
    units_per_sale: int
    desired: int | None
    expected_low: int | None
    expected: int | None
    seen: int | None
    seen_at: datetime | None
    confirmed_at: datetime | None
    state: str
    message: str


class Sku(Schema):
    """A SKU with its levels and listings."""

    id: int
    code: str
    title: str
    variant: str
    jan: str
    one_off: bool
    updated_at: datetime
    levels: list[Level]
    listings: list[Listing]


class SkuPage(Schema):
    """A page of SKUs."""

    items: list[Sku]
    next_cursor: str | None
    synced_until: datetime


class Reservation(Schema):
    """Units held by an order line, a bid, a sale only seen in a mall's stock (provisional) or a person."""

    id: int
    holder: HolderKind
    location: str
    quantity: int
    order_id: int | None
    listing_id: int | None
    created_at: datetime


class Reservations(Schema):
    """Everything that holds units of one SKU."""

    items: list[Reservation]


class Location(Schema):
    """A shop or warehouse. Stock of one that does not sell is offered on no mall."""

    code: str
    name: str
    sells: bool


class Locations(Schema):
    """Every location."""

    items: list[Location]


def _one_of(schema: dict[str, Any]) -> None:
    without_defaults(schema)
    schema["oneOf"] = [{"required": ["delta"]}, {"required": ["counted"]}]


class Adjustment(Body):
    """A change of on_hand: either `delta` (a signed difference) or `counted` (what somebody counted). Never a new number."""

    model_config = ConfigDict(json_schema_extra=_one_of)

    location: Annotated[Text, Field(min_length=1, max_length=50, examples=["main"])]
    delta: Annotated[int, Field(ge=-LARGEST, le=LARGEST), NUMBER] = 0
    counted: Annotated[int, Field(ge=0, le=LARGEST), NUMBER] = 0
    reason: Sentence

    @property
    def change(self) -> Mapping[str, int] | None:
        """The one of the two that was given; None where none or both were."""
        given = self.model_dump(include={"delta", "counted"} & self.model_fields_set)
        return given if len(given) == 1 else None


class Adjusted(Schema):
    """What the adjustment did: `change` may be 0 where a count agrees with the books."""

    sku_id: int
    location: str
    change: int


class Release(Body):
    """Why the units are let go."""

    reason: Sentence


class Released(Schema):
    """The reservation holds nothing any more; reading the order again does not bring it back."""

    reservation_id: int
