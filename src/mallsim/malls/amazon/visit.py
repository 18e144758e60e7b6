"""One admitted API call with everything its handler may look at."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mallsim.core.calls import Call
from mallsim.malls.amazon.access.lwa import Lwa, Token
from mallsim.malls.amazon.listings.document import Quantity, now_quantity
from mallsim.malls.amazon.listings.model import Listing
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import Answer, RefusedError, invalid, read_moment, unauthorized


@dataclass(frozen=True, slots=True)
class Visit:
    """``query`` holds every value given for a name; ``base_url`` is where the caller reached the mall."""

    shop: Shop
    lwa: Lwa
    call: Call
    now: datetime
    base_url: str
    token: Token
    path: Mapping[str, str]
    query: Mapping[str, list[str]] = field(default_factory=dict)
    content: bytes = b""

    def one(self, name: str) -> str | None:
        """The value of a query parameter, or None where it is absent or empty."""
        values = [value for value in self.query.get(name, []) if value]
        return values[0] if values else None

    def csv(self, name: str, allowed: Collection[str] = (), *, most: int = 50) -> list[str]:
        """A comma-separated list, also where the parameter is repeated; raises RefusedError for a value not allowed."""
        values = [part.strip() for value in self.query.get(name, []) for part in value.split(",") if part.strip()]
        odd = [value for value in values if allowed and value not in allowed]
        if odd:
            raise invalid(f"{name}: {', '.join(odd)} is invalid.")
        if len(values) > most:
            raise invalid(f"{name}: at most {most} values are allowed.")
        return values

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within its bounds."""
        text = self.one(name)
        if text is None:
            return default
        if not text.isdecimal() or not least <= int(text) <= most:
            raise invalid(f"{name}: must be between {least} and {most}.")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 time."""
        text = self.one(name)
        if text is None:
            return None
        moment = read_moment(text)
        if moment is None:
            raise invalid(f"{name}: must be in ISO 8601 format.")
        return moment

    def need_marketplace(self, name: str = "marketplaceIds") -> None:
        """The shop sells on one marketplace; it has to be among those named."""
        if MARKETPLACE not in self.csv(name):
            raise invalid(f"Invalid or missing '{name}'.")

    def need_seller(self) -> None:
        """The seller in the path has to be the one who authorised the application."""
        if self.path["sellerId"] != self.shop.settings.seller_id:
            raise unauthorized()

    def document(self) -> dict[str, Any]:
        """The JSON object of the body."""
        try:
            body = json.loads(self.content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise RefusedError(400, "InvalidInput", "Could not match input arguments")
        return body

    def quantity(self) -> Quantity:
        """How this call sees stock, which it notes: as it was some seconds ago under the fault ``stale_read``."""
        then = self.now - timedelta(seconds=self.shop.stale_s)
        stale = self.call.has("stale_read")

        def told(listing: Listing) -> int:
            number = listing.quantity_at(then) if stale else now_quantity(listing)
            self.call.shows(listing.sku, number)
            return number

        return told


Handler = Callable[[Visit], Answer]
