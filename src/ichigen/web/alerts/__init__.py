"""通知: what is wrong, how it is told, how the last messages went."""
