"""The `ichigen` command: one file per command, and what they share (home folder, embedded database, supervisor)."""
