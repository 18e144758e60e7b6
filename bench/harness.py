"""Variants in round robin with slices of one second, so that a busy machine is unfair to all of them alike."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ichigen.domain.json import Json

SLICE_S = 1.0
ROUNDS = 5
WARM_UP = 20
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Variant:
    """`step` does some operations and returns how many; `backend` is the process id of its server backend."""

    name: str
    step: Callable[[], int]
    backend: int


@dataclass(slots=True)
class Measured:
    """One entry per slice: operations per second, and CPU milliseconds per operation of client and server."""

    rate: list[float] = field(default_factory=list)
    client_ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Operations per second."""
        return median(self.rate)

    def as_json(self) -> dict[str, Json]:
        """Median, min and max of the rate; medians of the CPU times."""
        return {
            "per_second": round(self.median),
            "min": round(min(self.rate)),
            "max": round(max(self.rate)),
            "client_cpu_ms": round(median(self.client_ms), 4),
            "server_cpu_ms": round(median(self.server_ms), 4),
        }


def measure(
    variants: Sequence[Variant], between: Callable[[], None], rounds: int = ROUNDS, slice_s: float = SLICE_S
) -> Mapping[str, Measured]:
    """Run every variant once per round; `between` tidies up (vacuum) before each round."""
    measured = {variant.name: Measured() for variant in variants}
    for variant in variants:
        _warm_up(variant)
    for number in range(rounds):
        between()
        for variant in _turned(variants, number):
            _slice(variant, measured[variant.name], slice_s)
    return measured


def ratio(over: Measured, under: Measured) -> float:
    """The median over the rounds of what one variant reached of another in the same round."""
    return median(mine / base for mine, base in zip(over.rate, under.rate, strict=True))


def _turned(variants: Sequence[Variant], by: int) -> Sequence[Variant]:
    """Another one begins each round: none is always the first after the tidying up."""
    by %= len(variants)
    return [*variants[by:], *variants[:by]]


def _warm_up(variant: Variant) -> None:
    """Prepared statements, plans and caches are there before it counts."""
    done = 0
    while done < WARM_UP:
        done += variant.step()


def _slice(variant: Variant, measured: Measured, slice_s: float) -> None:
    server, client, began = server_cpu_s(variant.backend), time.process_time(), time.perf_counter()
    operations = 0
    while (elapsed := time.perf_counter() - began) < slice_s:
        operations += variant.step()
    measured.rate.append(operations / elapsed)
    measured.client_ms.append((time.process_time() - client) * 1000 / operations)
    measured.server_ms.append((server_cpu_s(variant.backend) - server) * 1000 / operations)


def server_cpu_s(backend: int) -> float:
    """User and system time of one backend; fields 14 and 15 of /proc/<pid>/stat, behind the name in brackets."""
    after_name = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * TICK_S
