"""A report asked for (section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mallsim.malls.amazon.feeds.model import IN_QUEUE


@dataclass(slots=True)
class Report:
    """``starts`` and ``ends`` are when Amazon works on it; ``paper_id`` is there when it is DONE."""

    id: str
    type: str
    created: datetime
    starts: datetime
    ends: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    status: str = IN_QUEUE
    paper_id: str = ""
