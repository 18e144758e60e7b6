"""The demo: a practice shop on simulated malls, its staff, and what the day came to."""
