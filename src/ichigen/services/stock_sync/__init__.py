"""Use cases of the stock loop: claim what to write, settle the answer, read back."""
