"""The worker process: tasks of the job library, upkeep, and the table of loops. No rules of their own."""
