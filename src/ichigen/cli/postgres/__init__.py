"""The embedded PostgreSQL: whose binaries, where its data lies, how it starts, stops and is upgraded."""
