"""CSV files with a named header row: how they are read, judged and written. Pure; the conventions are in docs/guide/csv.md."""
