"""What Amazon does with a feed once its time has come (sections 0, 3.6, 3.7, 4.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mallsim.malls.amazon.feeds import flat_files, listings_feed, order_xml
from mallsim.malls.amazon.feeds.model import DONE, FATAL, IN_PROGRESS, IN_QUEUE, Feed
from mallsim.malls.amazon.feeds.order_rows import acknowledge, fulfil
from mallsim.malls.amazon.feeds.papers import new_paper
from mallsim.malls.amazon.shop import Shop

JSON_LISTINGS = "JSON_LISTINGS_FEED"
JSON, TEXT = "application/json; charset=UTF-8", "text/plain; charset=Shift_JIS"
XML = "text/xml; charset=UTF-8"

Process = Callable[[Shop, Feed, bytes, datetime], bytes]

PROCESSES: dict[str, tuple[str, Process]] = {
    JSON_LISTINGS: (JSON, listings_feed.process),
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": (TEXT, partial(flat_files.process, do=acknowledge)),
    "POST_FLAT_FILE_FULFILLMENT_DATA": (TEXT, partial(flat_files.process, do=fulfil)),
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": (XML, partial(order_xml.process, do=acknowledge)),
    "POST_ORDER_FULFILLMENT_DATA": (XML, partial(order_xml.process, do=fulfil)),
}
SWITCHED_OFF = (
    "POST_PRODUCT_DATA",
    "POST_INVENTORY_AVAILABILITY_DATA",
    "POST_PRODUCT_OVERRIDES_DATA",
    "POST_PRODUCT_PRICING_DATA",
    "POST_PRODUCT_IMAGE_DATA",
    "POST_PRODUCT_RELATIONSHIP_DATA",
    "POST_FLAT_FILE_INVLOADER_DATA",
    "POST_FLAT_FILE_LISTINGS_DATA",
    "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA",
)
"""XML and flat-file listing feeds: accepted, and FATAL since 2025-07-31 (section 0)."""
KNOWN_TYPES = frozenset((*PROCESSES, *SWITCHED_OFF))


def settle(shop: Shop, now: datetime) -> None:
    """Move every feed on as far as the time allows."""
    for feed in list(shop.feeds.values()):
        if feed.status == IN_QUEUE and feed.starts <= now:
            feed.status = IN_PROGRESS
        if feed.status == IN_PROGRESS and feed.ends <= now:
            _finish(shop, feed)


def _finish(shop: Shop, feed: Feed) -> None:
    content = shop.papers[feed.paper_id].content
    if feed.type in SWITCHED_OFF or content is None:
        feed.status = FATAL
        return
    content_type, process = PROCESSES[feed.type]
    result = process(shop, feed, content, feed.ends)
    feed.result_id = new_paper(shop, content_type, feed.ends, result, zipped=True).id
    feed.status = DONE
