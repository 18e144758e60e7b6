"""Phases as the lists of statements."""

from ichigen.domain.phases import Phase


def quoted(phases: frozenset[Phase]) -> str:
    """Return the phases as SQL text literals with commas between, in a fixed order."""
    return ", ".join(f"'{phase.value}'" for phase in sorted(phases))
