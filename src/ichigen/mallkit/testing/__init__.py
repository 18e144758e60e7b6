"""The conformance suite that every mall inherits."""
