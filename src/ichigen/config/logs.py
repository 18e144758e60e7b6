"""Logging: structlog for our own lines and the standard library's, one JSON object or one readable line each."""

import logging
import os
import sys
from typing import Any

import structlog
from structlog.typing import Processor

from ichigen.config.redaction import redact
from ichigen.config.tracebacks import format_traceback

_BEFORE: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
)


def formatter() -> logging.Formatter:
    """Readable on a terminal, JSON otherwise. Redaction comes right before rendering."""
    readable = sys.stderr.isatty() and "ICHIGEN_LOG_JSON" not in os.environ
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_BEFORE,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(format_traceback),
            structlog.processors.StackInfoRenderer(),
            redact,
            renderer,
        ],
    )


def logging_settings(level: str) -> dict[str, Any]:
    """Django's `LOGGING`, and structlog told to hand its lines to the standard library."""
    structlog.configure(
        processors=[*_BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["standard_error"], "level": level},
        "loggers": {
            "procrastinate": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},  # the call log of each account says it, without addresses
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
            # Paths may hold one-time tokens; a reverse proxy keeps an access log where one is wanted.
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
