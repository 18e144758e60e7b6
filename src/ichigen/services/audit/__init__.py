"""The audit: proves that the books add up, or names every break with its cause and what to do."""
