"""Use cases of write-backs: open one, carry its steps, prove them, retry one record."""
