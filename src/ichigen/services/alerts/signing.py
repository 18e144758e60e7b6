"""Signatures by the Standard Webhooks convention (standardwebhooks.com, specification 1.0)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from ichigen.services.alerts.settings import PREFIX


def signed_headers(message_id: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> Mapping[str, str]:
    """Return the three headers of a message; one signature per secret, newest first, while a rotation is under way."""
    signatures = [f"v1,{signature(message_id, timestamp, body, secret)}" for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def signature(message_id: str, timestamp: int, body: bytes, secret: str) -> str:
    """Return the base64 HMAC-SHA256 over `{id}.{timestamp}.{body}` under a `whsec_…` secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
