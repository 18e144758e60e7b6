"""Use cases of the first link of an account: read in, decide, open the stock, look at the differences, start."""
