"""A token store that forgets with the test."""

from datetime import datetime

from ichigen.mallkit.connection import Token


class MemoryTokens:
    """Keeps tokens and renewed credentials in memory."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.kept: dict[str, tuple[str, datetime | None]] = {}

    def get(self, name: str) -> Token | None:
        """Return the stored token."""
        return self.tokens.get(name)

    def put(self, name: str, token: Token) -> None:
        """Store a token."""
        self.tokens[name] = token

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        """Note a renewed credential."""
        self.kept[name] = (value, expires_at)
