"""How one attempt to send a message went."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code`: one of `domain.alerts.RESULTS`; `status`: the other side's number; `final`: trying again is no use."""

    code: str
    status: int | None = None
    final: bool = False

    @property
    def ok(self) -> bool:
        """True when the message was taken."""
        return self.code == SENT


SENT = "sent"
