"""Orders: reading, shipping, cancelling."""
