"""The same action on many chosen orders, as an operation with a result for each of them."""
