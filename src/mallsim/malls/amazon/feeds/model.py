"""Documents behind signed addresses, and feeds (section 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mallsim.core.calls import Call

Method = Literal["PUT", "GET"]

IN_QUEUE, IN_PROGRESS, DONE, CANCELLED, FATAL = "IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"
STATUSES = (CANCELLED, DONE, FATAL, IN_PROGRESS, IN_QUEUE)


@dataclass(slots=True)
class Paper:
    """A document in the store beside the API: ``content`` None until it is uploaded.

    ``doors`` holds what signatures open: the method, until when.
    """

    id: str
    content_type: str
    created: datetime
    content: bytes | None = None
    gzip: bool = False
    doors: dict[str, tuple[Method, datetime]] = field(default_factory=dict)


@dataclass(slots=True)
class Feed:
    """One feed; ``starts`` and ``ends`` are when its processing does. ``call`` gets the effects logged."""

    id: str
    type: str
    paper_id: str
    created: datetime
    starts: datetime
    ends: datetime
    call: Call
    options: Mapping[str, str] = field(default_factory=dict)
    status: str = IN_QUEUE
    result_id: str = ""
