"""Behavioural simulators of the malls; imports nothing of ichigen."""
