"""What the fields of the API answer: tables by type and field, independent of the schema that executes them."""
