"""The XML form of the order feeds: messages of an ``AmazonEnvelope`` in, a ``ProcessingReport`` out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from mallsim.malls.amazon.feeds.model import Feed
from mallsim.malls.amazon.feeds.order_rows import Do, Row, run
from mallsim.malls.amazon.shop import Shop

COLUMNS = {
    "order-id": "AmazonOrderID",
    "ship-date": "FulfillmentDate",
    "carrier-code": "FulfillmentData/CarrierCode",
    "carrier-name": "FulfillmentData/CarrierName",
    "ship-method": "FulfillmentData/ShippingMethod",
    "tracking-number": "FulfillmentData/ShipperTrackingNumber",
}
ITEM_COLUMNS = {
    "order-item-id": "AmazonOrderItemCode",
    "amazon-order-item-code": "AmazonOrderItemCode",
    "quantity": "Quantity",
    "cancellation-reason-code": "CancelReason",
}
KINDS = ("OrderAcknowledgement", "OrderFulfillment")


def process(shop: Shop, feed: Feed, content: bytes, now: datetime, do: Do) -> bytes:
    """Do every message; the items of an acknowledgement cancel the order together."""
    try:
        numbered = list(_rows(fromstring(content)))
    except ParseError:
        return _report(feed, 0, [("0", "The feed is not well-formed XML.")])
    failed = run(shop, feed, [row for _, row in numbered], now, do)
    return _report(feed, len(numbered), [(numbered[one.number - 1][0], one.text) for one in failed])


def _rows(root: Element) -> Iterator[tuple[str, Row]]:
    for message in root.iterfind("Message"):
        number = message.findtext("MessageID", "").strip()
        for body in (each for kind in KINDS for each in message.iterfind(kind)):
            row = {column: (body.findtext(path) or "").strip() for column, path in COLUMNS.items()}
            items = body.findall("Item")
            if body.tag == KINDS[0]:
                items = items[:1] if body.findtext("StatusCode") == "Failure" else []
            for item in items or [Element("Item")]:
                yield number, row | {name: (item.findtext(path) or "").strip() for name, path in ITEM_COLUMNS.items()}


def _report(feed: Feed, processed: int, failed: list[tuple[str, str]]) -> bytes:
    results = "".join(
        f"<Result><MessageID>{number}</MessageID><ResultCode>Error</ResultCode>"
        f"<ResultMessageCode>99999</ResultMessageCode><ResultDescription>{escape(text)}</ResultDescription></Result>"
        for number, text in failed
    )
    summary = (
        f"<MessagesProcessed>{processed}</MessagesProcessed>"
        f"<MessagesSuccessful>{max(0, processed - len(failed))}</MessagesSuccessful>"
        f"<MessagesWithError>{len(failed)}</MessagesWithError><MessagesWithWarning>0</MessagesWithWarning>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope><MessageType>ProcessingReport</MessageType><Message>'
        f"<MessageID>1</MessageID><ProcessingReport><DocumentTransactionID>{feed.id}</DocumentTransactionID>"
        f"<StatusCode>Complete</StatusCode><ProcessingSummary>{summary}</ProcessingSummary>{results}"
        "</ProcessingReport></Message></AmazonEnvelope>"
    ).encode()
