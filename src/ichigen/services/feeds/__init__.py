"""What other programs read: lists in an order that never skips a change, with everything of a thing in one piece."""
