"""The settings of the embedded server."""

from collections.abc import Mapping
from pathlib import Path

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "512MB",
    "max_wal_size": "1GB",  # bounds crash recovery
    "random_page_cost": "1.1",
    "jit": "off",
    # A worker that is frozen in the middle of a transaction (a paused machine) would keep its locks for ever.
    "idle_in_transaction_session_timeout": "60s",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "on",
    # One file a weekday, emptied when its day comes round again.
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # Values of rows are personal data: neither statements nor DETAIL lines go into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def configuration(socket: Path, log: Path, preload: str) -> str:
    """The text of `ichigen.conf`, included at the end of `postgresql.conf`."""
    own = {
        "unix_socket_directories": str(socket),
        "log_directory": str(log),
        "shared_preload_libraries": preload,
    }
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in {**SETTINGS, **own}.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
