"""Short-lived tokens of an account, sealed in its row."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from ichigen.mallkit.connection import Token
from ichigen.services.clock import now
from ichigen.store.accounts import Account

#: What ended so long ago is of no use to anybody.
FORGOTTEN_AFTER = timedelta(days=1)


class AccountTokens:
    """`mallkit.connection.TokenStore` on `Account.tokens`. Each change is one short transaction on the newest row.

    `credentials` are those the run began with: once others are in force, what it obtained with the old ones is its own.
    """

    def __init__(
        self, account_id: int, tokens: Mapping[str, Mapping[str, str]], credentials: Mapping[str, str]
    ) -> None:
        self._account_id = account_id
        self._tokens = dict(tokens)
        self._credentials = dict(credentials)

    def get(self, name: str) -> Token | None:
        """Return the token as it was when the run began or as it was put since, expired or not."""
        stored = self._tokens.get(name)
        return None if stored is None else Token(stored["value"], datetime.fromisoformat(stored["expires_at"]))

    def put(self, name: str, token: Token) -> None:
        """Store a token for this and later runs; what ended long ago is forgotten."""
        with transaction.atomic():
            account = Account.objects.select_for_update().only("tokens", "credentials").get(pk=self._account_id)
            in_force = account.credentials == self._credentials
            stored = {"value": token.value, "expires_at": token.expires_at.isoformat()}
            self._tokens = {**_useful(account.tokens if in_force else self._tokens), name: stored}
            if in_force:
                account.tokens = self._tokens
                account.save(update_fields=["tokens"])

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        """Replace a long-lived credential that the mall renewed by itself, and its expiry where it is known."""
        with transaction.atomic():
            account = Account.objects.select_for_update().only("credentials", "expires").get(pk=self._account_id)
            if account.credentials != self._credentials:
                return
            self._credentials[name] = value
            account.credentials = dict(self._credentials)
            if expires_at is not None:
                account.expires = {**account.expires, name: expires_at.isoformat()}
            account.save(update_fields=["credentials", "expires"])


def _useful(tokens: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """A mall may name its tokens after what comes and goes, such as an order."""
    since = now() - FORGOTTEN_AFTER
    return {name: kept for name, kept in tokens.items() if datetime.fromisoformat(kept["expires_at"]) > since}
