"""Idempotency keys of the public API: the same request twice has one effect and one answer.

The answer is committed with the effect, so a crash leaves both or none. (IETF draft-ietf-httpapi-idempotency-key-header.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from ichigen.services.clock import now
from ichigen.store.api_answers import ApiAnswer, forget_before, try_lock

#: How long a key is remembered.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status and JSON. `replayed`: it is the answer of an earlier request."""

    status: int
    body: str
    replayed: bool = False


class KeyInUse(Exception):
    """A request with this key is being worked on right now."""


class KeyReused(Exception):
    """The key belongs to another request."""


def answer_once(token_id: int, key: str, fingerprint: str, effect: Callable[[], Answer]) -> Answer:
    """Run `effect` in a transaction unless this key of this token was answered before; then return that answer.

    What `effect` raises takes everything back, the key too. Raises `KeyInUse`, `KeyReused`.
    """
    with transaction.atomic():
        if not try_lock(token_id, key):
            raise KeyInUse
        stored = ApiAnswer.objects.filter(token_id=token_id, key=key).first()
        if stored is not None:
            if stored.fingerprint != fingerprint:
                raise KeyReused
            return Answer(stored.status, stored.body, replayed=True)
        answer = effect()
        ApiAnswer.objects.create(
            token_id=token_id,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=answer.body,
            created_at=now(),
        )
    return answer


def forget_answers() -> None:
    """Remove the keys that are no longer remembered."""
    forget_before(now() - KEPT)
