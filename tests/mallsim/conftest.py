"""Quiet logs: the in-process client writes a line per request."""

import logging

logging.getLogger("httpx2").setLevel(logging.WARNING)
