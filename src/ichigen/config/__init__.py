"""Settings, addresses, logging and the WSGI entry point: what wires the parts together."""
