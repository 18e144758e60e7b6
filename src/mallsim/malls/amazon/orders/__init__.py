"""Orders: v2026-01-01 for reading, v0 for confirming shipment."""
