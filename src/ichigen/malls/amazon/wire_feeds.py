"""Feeds: the state of one, and the two kinds of processing reports (page sections 3.7 and 4.5)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.domain.json import Json
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.json_values import Document, child, children, parse_json
from ichigen.malls.amazon.wire import number, required_text, text

LISTINGS_FEED = "JSON_LISTINGS_FEED"
LISTINGS_TYPE = "application/json; charset=UTF-8"
CANCEL_FEED = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
CANCEL_TYPE = "text/tab-separated-values; charset=UTF-8"

#: Columns of the acknowledgement feed (section 3.7).
CANCEL_COLUMNS = ("order-id", "cancellation-reason-code", "amazon-order-item-code")

WAITING = frozenset({"IN_QUEUE", "IN_PROGRESS"})
DONE = "DONE"


@dataclass(frozen=True, slots=True)
class FeedState:
    """Where a feed stands; `result` is the id of its report, empty while or where there is none."""

    status: str
    result: str


@dataclass(frozen=True, slots=True)
class FeedIssue:
    """What the mall says against one message; `message_id` and `sku` may be missing where it is against the whole."""

    message_id: int | None
    sku: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A processing report of a listings feed. `errors` refuse; `listed` are the SKUs it shows as processed."""

    errors: tuple[FeedIssue, ...]
    accepted: int | None
    listed: frozenset[str]


def read_feed(document: Document) -> FeedState:
    """Read an answer of getFeed."""
    return FeedState(required_text(document, "processingStatus"), text(document, "resultFeedDocumentId"))


def read_report(content: bytes) -> FeedReport:
    """Read the processing report of a listings feed; `Unreadable` where it is none."""
    document = parse_json(content)
    required_text(child(document, "header"), "version")
    errors = tuple(
        FeedIssue(
            number(entry, "messageId"),
            text(entry, "sku"),
            text(entry, "code") or "feed.error",
            text(entry, "message")[:300],
        )
        for entry in children(document, "issues")
        if text(entry, "severity") == "ERROR"
    )
    listed = frozenset(sku for entry in children(document, "items") if (sku := text(entry, "sku")))
    return FeedReport(errors, number(child(document, "summary"), "messagesAccepted"), listed)


def listings_feed(seller_id: str, rows: Sequence[StockWrite], product_types: Sequence[str]) -> bytes:
    """Return the document that writes these numbers; message n is row n, counted from 1.

    Asking for the listings back (`header.report` of the official schema) makes the report name what was accepted.
    """
    messages = [
        {
            "messageId": at,
            "sku": row.code,
            "operationType": "PATCH",
            "productType": product_type,
            "patches": [quantity_patch(row.quantity)],
        }
        for at, (row, product_type) in enumerate(zip(rows, product_types, strict=True), start=1)
    ]
    report = {"includedData": ["fulfillmentAvailability"], "apiVersion": "2021-08-01"}
    header = {"sellerId": seller_id, "version": "2.0", "issueLocale": "ja_JP", "report": report}
    return json.dumps({"header": header, "messages": messages}, ensure_ascii=False).encode()


def quantity_patch(quantity: int) -> dict[str, Json]:
    """Return the patch of one number. `merge` keeps what else the shop set, such as the lead time (trap 4)."""
    value: list[Json] = [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}]
    return {"op": "merge", "path": "/attributes/fulfillment_availability", "value": value}


def cancel_feed(number: str, reason: str, items: Sequence[str]) -> bytes:
    """Return the flat file that cancels an order, one row an item."""
    rows = [CANCEL_COLUMNS, *((number, reason, item) for item in items)]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


def refusals_of_text(report: str) -> tuple[str, ...]:
    """Return the errors of a flat file's report: rows of which a cell says Error [R]; the last cell tells why."""
    rows = (line.split("\t") for line in report.splitlines())
    cells = ([cell.strip() for cell in row] for row in rows)
    return tuple(row[-1][:200] for row in cells if len(row) > 1 and {"error", "エラー"} & {c.lower() for c in row[:-1]})
