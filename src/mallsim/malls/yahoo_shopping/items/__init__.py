"""商品: what the store registers, what is published, and every operation on it (section 5)."""
