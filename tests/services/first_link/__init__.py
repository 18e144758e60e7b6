"""First link of an account."""
