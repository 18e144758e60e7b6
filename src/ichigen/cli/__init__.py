"""The `ichigen` command: one file per command, and what they share: the home folder, the embedded database, the supervisor."""
