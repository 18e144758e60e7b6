"""The public HTTP API, version 1 (docs/develop/api.md)."""
