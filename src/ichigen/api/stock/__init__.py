"""SKUs, their stock and what holds it."""
