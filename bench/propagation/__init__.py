"""How soon a sale on one mall lowers the others, on the malls' real limits, as the malls themselves saw it."""

from bench.propagation.run import run

__all__ = ["run"]
