"""Notifications: destinations, subscriptions and the messages they make."""
