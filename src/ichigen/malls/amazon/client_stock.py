"""Stock over the wire, one listing a call, and reading (page sections 4.1, 4.3 and 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ichigen.domain.json import JsonObject
from ichigen.mallkit.errors import MallError, Refused
from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockRefusal, StockSeen, StockWrite
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import BulkStock, StockCapability, StockMode, StockWatch
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.errors import malformed, missing
from ichigen.malls.amazon.memory import MEMORY, Known
from ichigen.malls.amazon.operations import FBA_SUMMARIES, GET_LISTING, PATCH_LISTING, SEARCH_LISTINGS
from ichigen.malls.amazon.wire_feeds import quantity_patch
from ichigen.malls.amazon.wire_listings import (
    REFUSED_STATUS,
    Listing,
    Submission,
    read_inventory,
    read_listing,
    read_search,
    read_submission,
    unreadable,
)

#: A write is one call, so 300 rows are a minute of them; feeds may be handed in five times in five minutes, and take
#: minutes themselves (sections 2 and 4.5). Effects show after minutes [C]. docs/malls/amazon-client.md has the sums.
CAPABILITY = StockCapability(
    modes=(StockMode.ABSOLUTE,),
    write_batch=1,
    read_batch=20,
    settle_s=180.0,
    read_every_s=60.0,
    read_every_night_s=300.0,
    hidden_sale_s=900.0,
    maximum=99_999_999,
    # A number falls with the order [R], which is listed minutes later. Two of the five calls a second that are allowed.
    watch=StockWatch(calls_per_s=2.0, least_s=2.0),
    bulk=BulkStock(rows=10_000, from_rows=300, ask_every_s=30.0, give_up_s=3_600.0),
)

LISTING_DATA = ("summaries", "fulfillmentAvailability")

#: SKUs in one getInventorySummaries (section 5).
FBA_BATCH = 50

_FBA = "FBA(Amazonの倉庫)の商品です。在庫数はAmazonが管理するため、書き込みません。"
_GONE = "Amazonにこの出品者SKUの出品がありません。"


def write_stock(caller: Caller, rows: Sequence[StockWrite]) -> StockAnswer:
    """Write one number. What is refused before the call, or by it, is a refusal of that row.

    Where the listing could not be read it is not known: nothing is written and nothing refused, it is read again.
    """
    at_most(rows, CAPABILITY.write_batch)
    if not rows:
        return StockAnswer(frozenset())
    row = rows[0]
    try:
        found = known(caller, row.code)
    except Unreadable:
        return StockAnswer(frozenset())
    refusal = refuse(row, found)
    if found is None or refusal:
        return StockAnswer(frozenset(), (refusal,) if refusal else ())
    return _patched(caller, row, found.product_type)


def refuse(row: StockWrite, found: Known | None) -> StockRefusal | None:
    """Say why a row must not be sent: a number out of range, no such listing, or goods in Amazon's warehouse."""
    if found is None:
        return StockRefusal(row.code, "listing.missing", _GONE)
    if found.fba:
        return StockRefusal(row.code, "listing.fba", _FBA)
    if row.mode is StockMode.ABSOLUTE and 0 <= row.quantity <= CAPABILITY.maximum:
        return None
    message = f"在庫数は0から{CAPABILITY.maximum}までです。"
    return StockRefusal(row.code, "stock.quantity", message, reread=False)


def known(caller: Caller, sku: str) -> Known | None:
    """Return what must be known before a write, read first where it was not read lately; None = no such listing.

    Raises `Unreadable` where the listing makes no sense.
    """
    shop = shop_of(caller)
    found = MEMORY.get(shop, sku)
    if found is None:
        listing = _read_one(caller, sku)
        MEMORY.keep(shop, () if listing is None else (listing,))
        found = MEMORY.get(shop, sku)
    return found


def read_stock(caller: Caller, codes: Sequence[str]) -> StockReading:
    """Read numbers by SKU; a SKU that the mall leaves out of its answer has no listing.

    Where a row could not be read and does not say whose it is, what is left out may be that one: not answered.
    """
    at_most(codes, CAPABILITY.read_batch)
    if not codes:
        return StockReading(())
    # A comma parts the values of a list (section 3.1), so a SKU that has one is read by itself.
    apart = [code for code in codes if "," in code]
    together = [code for code in codes if "," not in code]
    listed, problems = _search(caller, together) if together else ((), ())
    singles, unread_singles = _one_by_one(caller, apart)
    problems = (*problems, *unread_singles)
    listings = with_warehouse(caller, (*listed, *singles))
    MEMORY.keep(shop_of(caller), listings)
    by_sku = {listing.sku: listing for listing in listings}
    unread = {problem.where for problem in problems} | {sku for sku, found in by_sku.items() if found.quantity is None}
    if not unread.issubset(codes):
        unread |= set(together) - by_sku.keys()
    rows = tuple(StockSeen(code, _quantity(by_sku.get(code))) for code in codes if code not in unread)
    silent = tuple(_silent(listing) for listing in listings if listing.quantity is None and not listing.fba)
    return StockReading(rows, (*problems, *silent))


def with_warehouse(caller: Caller, listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return the listings with what lies in Amazon's warehouse, where the listing does not tell it.

    Without the role, or while the mall asks to wait, the numbers stay unknown: a shop may do without them.
    """
    found = tuple(listings)
    asked = [listing.sku for listing in found if listing.fba and listing.quantity is None and "," not in listing.sku]
    numbers: dict[str, int] = {}
    try:
        for at in range(0, len(asked), FBA_BATCH):
            numbers |= _warehouse(caller, asked[at : at + FBA_BATCH])
    except MallError:  # the listings themselves were read; a later reading asks again
        pass
    return tuple(replace(one, quantity=numbers.get(one.sku, one.quantity)) for one in found)


def shop_of(caller: Caller) -> str:
    """Return whose listings these are, in this process's memory."""
    return f"{caller.connection.endpoints['api']} {caller.seller_id}"


def _patched(caller: Caller, row: StockWrite, product_type: str) -> StockAnswer:
    body: JsonObject = {"productType": product_type, "patches": [quantity_patch(row.quantity)]}
    query = {"marketplaceIds": [caller.marketplace], "issueLocale": "ja_JP", "includedData": ["issues"]}
    try:
        document = caller.document(PATCH_LISTING, query, body, seller=caller.seller_id, sku=row.code)
        answer = read_submission(document)
    except Unreadable as error:
        raise malformed(PATCH_LISTING.effect) from error
    except Refused as error:
        return StockAnswer(frozenset(), (StockRefusal(row.code, error.code, error.message),))
    if answer.status == REFUSED_STATUS:
        return StockAnswer(frozenset(), (_refusal(row, answer),))
    return StockAnswer(frozenset((row.code,)))


def _refusal(row: StockWrite, answer: Submission) -> StockRefusal:
    said = "、".join(dict.fromkeys(message for _, message in answer.reasons if message))
    code = next((code for code, _ in answer.reasons if code), REFUSED_STATUS)
    return StockRefusal(row.code, code, f"Amazonが在庫数を受け付けませんでした: {said or '理由なし'}({code})")


def _read_one(caller: Caller, sku: str) -> Listing | None:
    query = {"marketplaceIds": [caller.marketplace], "includedData": LISTING_DATA}
    try:
        return read_listing(caller.document(GET_LISTING, query, seller=caller.seller_id, sku=sku))
    except Refused as error:
        if missing(error):
            return None
        raise


def _one_by_one(caller: Caller, skus: Sequence[str]) -> tuple[list[Listing], list[Problem]]:
    listings: list[Listing] = []
    problems: list[Problem] = []
    for sku in skus:
        try:
            found = _read_one(caller, sku)
        except Unreadable as error:
            problems.append(unreadable(sku, error))
        else:
            listings += [found] if found else []
    return listings, problems


def _search(caller: Caller, skus: Sequence[str]) -> tuple[tuple[Listing, ...], tuple[Problem, ...]]:
    query = {
        "marketplaceIds": [caller.marketplace],
        "identifiers": skus,
        "identifiersType": "SKU",
        "includedData": LISTING_DATA,
        "pageSize": str(CAPABILITY.read_batch),
    }
    try:
        found = read_search(caller.document(SEARCH_LISTINGS, query, rows=len(skus), seller=caller.seller_id))
    except Unreadable as error:
        raise malformed(SEARCH_LISTINGS.effect) from error
    return found.listings, found.problems


def _warehouse(caller: Caller, skus: Sequence[str]) -> dict[str, int]:
    query = {
        "granularityType": "Marketplace",
        "granularityId": caller.marketplace,
        "marketplaceIds": [caller.marketplace],
        "details": "true",
        "sellerSkus": skus,
    }
    return read_inventory(caller.document(FBA_SUMMARIES, query, rows=len(skus)))


def _quantity(listing: Listing | None) -> int | None:
    return None if listing is None else listing.quantity


def _silent(listing: Listing) -> Problem:
    message = "Amazonが在庫数を返しませんでした。セラーセントラルで出品を確認してください。"
    return Problem(listing.sku, "stock.unknown", message)


def at_most(rows: Sequence[object], batch: int) -> None:
    if len(rows) > batch:
        raise ValueError(f"at most {batch} rows in one call, not {len(rows)}")
