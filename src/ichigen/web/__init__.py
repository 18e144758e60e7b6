"""The back office, by screen."""
