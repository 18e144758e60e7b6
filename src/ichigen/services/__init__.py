"""Use cases, one file each: transaction, locks, writes, wake after commit."""
