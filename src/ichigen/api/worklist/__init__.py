"""要対応: what a person must settle."""
