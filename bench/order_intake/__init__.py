"""Orders from wire bytes to commit against a COPY of all rows that this writes."""

from bench.order_intake.run import run

__all__ = ["run"]
