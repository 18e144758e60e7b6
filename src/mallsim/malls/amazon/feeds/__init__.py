"""Feeds: documents handed in, processed later, reported on."""
