"""Who a bearer token stands for. Wrong tokens are counted per address; a right one is never kept waiting by others."""

from dataclasses import dataclass
from hashlib import sha256

from ichigen.domain.api_scopes import Scope
from ichigen.services.clock import now
from ichigen.store import sign_ins
from ichigen.store.api_tokens import find_token, mark_used

FREE_ATTEMPTS = 20
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 1800.0


@dataclass(frozen=True, slots=True)
class Caller:
    """The token a request came with. `actor_id` is what every record of it is written under."""

    token_id: int
    actor_id: int
    scopes: frozenset[str]

    def may(self, scope: Scope) -> bool:
        """True where the token has the scope."""
        return scope.value in self.scopes


class TooManyAttempts(Exception):
    """Wrong tokens from this address are not looked at for `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def enter(token: str, address: str) -> Caller | None:
    """Return the caller, None for a token that is unknown, expired or revoked. Raises `TooManyAttempts`."""
    row = find_token(token, now())
    if row is not None:
        mark_used(row.pk)
        return Caller(row.pk, row.actor_id, frozenset(row.scopes))
    subject = sha256(f"api\0{address}".encode()).hexdigest()
    counted = sign_ins.begin(
        subject, free=FREE_ATTEMPTS, first_s=FIRST_WAIT_S, longest_s=LONGEST_WAIT_S, forget_s=FORGET_AFTER_S
    )
    if not counted:
        raise TooManyAttempts(max(1, sign_ins.seconds_left(subject)))
    return None
