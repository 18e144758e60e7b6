"""One admitted API call with everything its handler may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from mallsim.core.calls import Call
from mallsim.malls.yahoo_shopping.refusals import (
    BAD_XML,
    COMMON_INVALID,
    COMMON_MISSING,
    MISSING,
    WRONG_SELLER,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.stock.book import StockKey, StockRow
from mallsim.malls.yahoo_shopping.wire import ApiRequest, read_request, text_at


@dataclass(frozen=True, slots=True)
class Visit:
    """``call`` is the log entry the handler reports its effects to."""

    shop: Shop
    request: ApiRequest
    call: Call
    now: datetime

    def document(self) -> Element:
        """The XML of an order operation, of this store."""
        root = read_request(self.request.body)
        if root is None:
            raise RefusedError(BAD_XML)
        seller = text_at(root, "SellerId")
        if not seller:
            raise RefusedError(MISSING, "SellerId")
        if seller != self.shop.settings.seller_id:
            raise RefusedError(WRONG_SELLER, seller)
        return root

    def form(self, *seller_names: str) -> dict[str, str]:
        """Query and form parameters, of this store; the store is named ``seller_id`` unless told otherwise."""
        values = self.request.parameters()
        seller = next(
            (values[name] for name in seller_names or ("seller_id",) if values.get(name)),
            "",
        )
        if not seller:
            raise RefusedError(COMMON_MISSING, "seller_id")
        if seller != self.shop.settings.seller_id:
            raise RefusedError(COMMON_INVALID, "seller_id")
        return values

    def stock_row(self, key: StockKey) -> StockRow | None:
        """A stock row as this call sees it: an old one under the fault ``stale_read``."""
        stale = self.call.has("stale_read")
        book = self.shop.stock
        row = book.as_of(key, self.now - timedelta(seconds=self.shop.stale_s)) if stale else book.get(key)
        if row is not None and row.quantity is not None:
            self.call.shows(_code(key), row.quantity)
        return row

    def report_stock(self, rows: tuple[tuple[StockKey, int], ...]) -> None:
        """Log the stock rows this call wrote."""
        for key, quantity in rows:
            self.call.effect(code=_code(key), quantity=quantity)

    def report_items(self, mutation: str, *codes: str) -> None:
        """Log the items this call changed."""
        for code in codes:
            self.call.effect(item=code, mutation=mutation)


def _code(key: StockKey) -> str:
    item, sub = key
    return f"{item}:{sub}" if sub else item
