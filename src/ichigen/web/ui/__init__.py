"""What all screens share: page frame, table, cells, forms, access."""
