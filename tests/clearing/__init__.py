"""The command with which a transactional test ends."""
