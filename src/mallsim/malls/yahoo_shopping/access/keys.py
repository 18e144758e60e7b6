"""公開鍵認証: the store's key pairs and the check of ``X-sws-signature`` (section 2.2).

The signature is an *encryption* of ``"{sellerId}:{unix seconds}"`` with the public key, PKCS#1 v1.5; the mall holds
the private key and decrypts.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mallsim.malls.yahoo_shopping.settings import PUBLIC_KEY_S, SIGNATURE_WINDOW_S

AUTHORIZED, EXPIRED, UNAUTHORIZED = "authorized", "expired", "unauthorized"
KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class StoreKey:
    """One enabled key pair; valid one year from ``issued``."""

    version: str
    issued: datetime
    private: rsa.RSAPrivateKey

    def pem(self) -> str:
        """The public half with its BEGIN and END lines, as the store copies it."""
        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


@cache
def _first_private_key() -> rsa.RSAPrivateKey:
    """Made once per process: every simulated store of a run starts with it."""
    return _new_private_key()


def _new_private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


class KeyRing:
    """The enabled key pairs of one store, at most two, newest last; the first is made when it is first looked at."""

    def __init__(self, now: datetime) -> None:
        self._made = 0
        self._keys: list[StoreKey] = []
        self._opened = now

    @property
    def newest(self) -> StoreKey:
        """The key the store would copy today."""
        return self._keys[-1] if self._keys else self.issue(self._opened)

    def issue(self, now: datetime) -> StoreKey:
        """Make a further key; the oldest of three is disabled."""
        self._made += 1
        private = _first_private_key() if self._made == 1 else _new_private_key()
        self._keys = [*self._keys[-1:], StoreKey(str(self._made), now, private)]
        return self.newest

    def judge(
        self,
        headers: dict[str, str],
        seller_id: str,
        now: datetime,
        *,
        check_time: bool,
    ) -> str | None:
        """The value of ``X-SWS-Authorize-Status``, or None for a call without a signature."""
        signature = headers.get("x-sws-signature")
        if not signature:
            return None
        version = headers.get("x-sws-signature-version")
        key = next((one for one in self._keys if one.version == version), None)
        plain = _decrypt(key, signature) if key else None
        seller, _, seconds = (plain or "").rpartition(":")
        if key is None or seller != seller_id or not seconds.isdigit():
            return UNAUTHORIZED
        late = check_time and abs(now.timestamp() - int(seconds)) > SIGNATURE_WINDOW_S
        return EXPIRED if late or now - key.issued > timedelta(seconds=PUBLIC_KEY_S) else AUTHORIZED


def _decrypt(key: StoreKey, signature: str) -> str | None:
    try:
        plain = key.private.decrypt(base64.b64decode(signature, validate=True), padding.PKCS1v15())
        return plain.decode("ascii")
    except (ValueError, binascii.Error):
        return None
