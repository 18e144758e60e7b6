"""Tokens of the public API: issuing, revoking, letting in. The caller checks `domain.permissions`."""
