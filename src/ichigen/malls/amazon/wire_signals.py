"""News of SP-API: ORDER_CHANGE and LISTINGS_ITEM_MFN_QUANTITY_CHANGE → what to read (page section 3.8)."""

from dataclasses import dataclass

from ichigen.mallkit.json_values import Document, Unreadable, child, children, parse_json
from ichigen.mallkit.signals import Signal
from ichigen.malls.amazon.operations import MARKETPLACE
from ichigen.malls.amazon.wire import required_text, text

ORDER_CHANGE = "ORDER_CHANGE"
QUANTITY_CHANGE = "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"

#: 自社出荷 in the vocabulary of v0, which the news still speaks (trap 2).
OWN = "MFN"

_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the queue."""

    receipt: str
    signal: Signal | None


def read_messages(document: Document, seller_id: str) -> tuple[Message, ...]:
    """Read an answer of ReceiveMessage: an empty queue has no `Messages`."""
    found = ((text(entry, "ReceiptHandle"), entry) for entry in children(document, "Messages"))
    return tuple(Message(receipt, read_signal(entry, seller_id)) for receipt, entry in found if receipt)


def read_signal(message: Document, seller_id: str) -> Signal | None:
    """Return what a message says to read; None for what is not understood, of another seller or another marketplace."""
    try:
        body = parse_json(text(message, "Body").encode())
        news = child(body, "detail") or body  # through EventBridge the notification is the event's detail
        kind = required_text(news, "NotificationType")
        key = text(child(news, "NotificationMetadata"), "NotificationId") or required_text(message, "MessageId")
    except (Unreadable, UnicodeEncodeError):
        return None
    reader = _READERS.get(kind)
    found = reader(child(news, "Payload"), seller_id) if reader else None
    return None if found is None else Signal(key[:_LONGEST_KEY], orders=found.orders, listings=found.listings)


def _order_change(payload: Document, seller_id: str) -> Signal | None:
    change = child(payload, "OrderChangeNotification")
    number = text(change, "AmazonOrderId")
    summary = child(change, "Summary")
    delivered_by = text(summary, "FulfillmentType")
    here = text(summary, "MarketplaceId") in ("", MARKETPLACE)
    ours = text(change, "SellerId") == seller_id and delivered_by in ("", OWN) and here
    # The order API shows a new order later than the news of it, but its goods are fewer already.
    skus = dict.fromkeys(text(entry, "SellerSKU") for entry in children(summary, "OrderItems"))
    return Signal("", orders=(number,), listings=tuple(filter(None, skus))) if ours and number else None


def _quantity_change(payload: Document, seller_id: str) -> Signal | None:
    sku = text(payload, "Sku")
    return Signal("", listings=(sku,)) if text(payload, "SellerId") == seller_id and sku else None


_READERS = {ORDER_CHANGE: _order_change, QUANTITY_CHANGE: _quantity_change}
