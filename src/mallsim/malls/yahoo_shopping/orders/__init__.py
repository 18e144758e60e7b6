"""Orders: the documents the mall keeps, and every operation that reads or changes them (section 3)."""
