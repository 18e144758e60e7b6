"""A message in the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ACCOUNT, NAME = "111122223333", "ichigen-amazon"


@dataclass(slots=True)
class Message:
    """``hidden_until`` is when others may receive it (again); ``receipt`` is the handle given out last."""

    id: str
    body: str
    sent: datetime
    hidden_until: datetime
    receipt: str = ""
    received: int = 0
    first_received: datetime | None = None
