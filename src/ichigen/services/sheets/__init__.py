"""CSV in and out: a file is read and judged, a person looks at it, it is applied, and it can be undone."""
