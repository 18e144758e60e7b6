"""What a measurement says."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.domain.json import Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is the product's figures, `baseline` the raw ones with their SQL; `ratio` what `goal` speaks of."""

    name: str
    result: Mapping[str, Json]
    baseline: Mapping[str, Json]
    ratio: float
    goal: str
    met: bool

    def as_json(self) -> dict[str, Json]:
        """The object `ichigen bench --json` prints."""
        return {
            "name": self.name,
            "result": self.result,
            "baseline": self.baseline,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "met": self.met,
        }
