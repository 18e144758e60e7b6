"""The documents of orders."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from ichigen.api.fields import Body, Day, Text, Truth, without_defaults
from ichigen.api.paging import LAST_ID, ListQuery
from ichigen.domain.carriers import NO_NUMBER_REASONS, Carrier
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import CancelReason

Reason = Literal["定形外", "メール便", "レターパック", "自社便", "店頭受取", "その他"]
TrackingNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{0,39}$")]


class OrderQuery(ListQuery):
    """The parameters of the list of orders."""

    account_id: Annotated[int | None, Field(ge=1, le=LAST_ID)] = None
    phase: Phase | None = None


class Line(Schema):
    """A line; money in yen. `options` only with orders:personal (buyers write names there)."""

    id: int
    listing_id: int | None
    listing_code: str
    title: str
    options: str | None
    quantity: int
    unit_price: int
    tax_rate: Decimal


class Shipment(Schema):
    """One parcel that was sent."""

    carrier: str
    tracking_number: str
    no_number_reason: str
    shipped_on: date


class WriteBack(Schema):
    """What the mall is told: kind confirm, ship or cancel; state open, done, failed (needs a person) or dropped."""

    id: int
    kind: str
    state: str


class Party(Schema):
    """A person; members may be empty."""

    name: str
    kana: str
    postal_code: str
    prefecture: str
    city: str
    street: str
    phone: str
    email: str


class Personal(Schema):
    """Buyer and receiver; null where the mall hides them (匿名配送)."""

    buyer: Party | None
    ship_to: Party | None
    note: str


class Order(Schema):
    """An order. `phase` is what programs decide by; `status` is the shop's own word for it. `personal` is null without
    the scope orders:personal."""

    id: int
    number: str
    account_id: int
    mall: str
    phase: Phase
    status_code: str
    status: str
    mall_state: str
    ordered_at: datetime
    shipped_at: datetime | None
    total: int | None
    paid: bool
    pay_before_shipping: bool
    payment_method: str
    delivery_method: str
    shortage: bool
    unresolved: bool
    history: bool
    updated_at: datetime
    lines: list[Line]
    shipments: list[Shipment]
    write_backs: list[WriteBack]
    personal: Personal | None


class OrderPage(Schema):
    """A page of orders."""

    items: list[Order]
    next_cursor: str | None
    synced_until: datetime


def _one_of(schema: dict[str, Any]) -> None:
    without_defaults(schema)
    schema["oneOf"] = [{"required": ["tracking_number"]}, {"required": ["no_number_reason"]}]


class NewParcel(Body):
    """A parcel: with its number, or with the reason why there is none. `shipped_on` is today in Japan if it is left out."""

    model_config = ConfigDict(json_schema_extra=_one_of)

    carrier: Carrier
    tracking_number: TrackingNumber = ""
    no_number_reason: Reason = "その他"
    shipped_on: Day | None = None

    @property
    def number(self) -> str:
        """The number without hyphens, as carriers read it; empty where none was given."""
        return self.tracking_number.replace("-", "")

    @property
    def reason(self) -> str:
        """Why there is no number; empty where none was given."""
        return self.no_number_reason if "no_number_reason" in self.model_fields_set else ""


class Shipping(Body):
    """The parcels an order left in."""

    parcels: Annotated[list[NewParcel], Field(min_length=1, max_length=50)]


class Cancellation(Body):
    """Why the order is cancelled, and whether its units go back on sale (`restock`).

    `detail` is kept here; a mall that takes a reason in words is told it too.

    Not every mall has a word for every reason: one that it lacks is refused (`cancel_reason_not_taken`).
    """

    reason: CancelReason
    restock: Truth
    detail: Annotated[Text, Field(max_length=200)] = ""


class OrderState(Schema):
    """Where the order stands after the change; the mall is told by a write-back of its own.

    `mall_untold`: shipped here, and nothing was written to the mall, because its row of the status table is not enabled.
    """

    order_id: int
    phase: Phase
    status_code: str
    mall_untold: bool


assert Reason.__args__ == NO_NUMBER_REASONS  # type: ignore[attr-defined]  # one list, told to both
