"""Use cases that concern the whole installation."""
