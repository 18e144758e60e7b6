"""Accounts: how they are. Never a credential."""
