"""Logging in: by password, by a one-time link; language."""
