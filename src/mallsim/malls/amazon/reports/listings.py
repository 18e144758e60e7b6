"""GET_MERCHANT_LISTINGS_ALL_DATA: every SKU of the merchant, in Japanese and CP932 unless asked otherwise (section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mallsim.malls.amazon.listings.model import FBA, MFN, Listing
from mallsim.malls.amazon.wire import second

JAPANESE, ENGLISH = "text/plain; charset=Shift_JIS", "text/plain; charset=UTF-8"
COLUMNS: tuple[tuple[str, str, Callable[[Listing], object]], ...] = (
    ("商品名", "item-name", lambda one: one.title),
    ("出品ID", "listing-id", lambda one: f"L{one.asin}"),
    ("出品者SKU", "seller-sku", lambda one: one.sku),
    ("価格", "price", lambda one: "" if one.price is None else one.price),
    ("数量", "quantity", lambda one: "" if one.by_amazon or one.parent else one.quantity),
    ("出品日", "open-date", lambda one: second(one.created)),
    ("商品IDタイプ", "product-id-type", lambda one: 1),
    ("コンディション", "item-condition", lambda one: 11 if one.condition == "new_new" else 3),
    ("ASIN 1", "asin1", lambda one: one.asin),
    ("商品ID", "product-id", lambda one: one.asin),
    ("フルフィルメント・チャンネル", "fulfillment-channel", lambda one: FBA if one.by_amazon else MFN),
    ("ステータス", "status", lambda one: "Active" if one.buyable else "Inactive"),
)


def listings_report(listings: Iterable[Listing], locale: str) -> tuple[str, bytes]:
    """(content type, body). The locale ``en_US`` changes the column names, and with them the encoding."""
    english = locale == "en_US"
    head = [names[1] if english else names[0] for *names, _ in COLUMNS]
    rows = [[str(read(one)).replace("\t", " ") for _, _, read in COLUMNS] for one in listings]
    text = "".join("\t".join(row) + "\r\n" for row in (head, *rows))
    return (ENGLISH, text.encode()) if english else (JAPANESE, text.encode("cp932", "replace"))
