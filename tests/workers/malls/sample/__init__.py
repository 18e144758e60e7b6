"""A mall that exists only in tests: one endpoint, one limit, stock rows as plain text."""
