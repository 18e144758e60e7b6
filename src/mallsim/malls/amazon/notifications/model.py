"""Where notifications go and what asked for them (section 3.8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mallsim.malls.amazon.wire import Document

ORDER_CHANGE = "ORDER_CHANGE"
QUANTITY_CHANGE = "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"


@dataclass(frozen=True, slots=True)
class Destination:
    """``resource`` holds ``sqs`` or ``eventBridge``."""

    id: str
    name: str
    resource: Document


@dataclass(frozen=True, slots=True)
class Subscription:
    """One notification type for one destination."""

    id: str
    type: str
    payload_version: str
    destination_id: str
    directive: Document = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened ``at``; ``payload`` is the notification's Payload as things stood then.

    ``subscribed`` are the subscriptions there were.
    """

    at: datetime
    type: str
    payload: Document
    subscribed: tuple[str, ...]
