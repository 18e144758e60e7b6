"""One folder per mall; found by scanning, never imported by name."""
