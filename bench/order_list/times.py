"""Wall-clock and CPU time of one query, over the rounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from bench.harness import server_cpu_s
from ichigen.domain.json import Json


@dataclass(slots=True)
class Times:
    """Milliseconds of each round; CPU of the client's process and of its server backend."""

    wall: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], None], backend: int) -> None:
        """Do the work once and note its times."""
        server, client, began = server_cpu_s(backend), time.process_time(), time.perf_counter()
        work()
        self.wall.append((time.perf_counter() - began) * 1000)
        self.client.append((time.process_time() - client) * 1000)
        self.server.append((server_cpu_s(backend) - server) * 1000)

    @property
    def p50_ms(self) -> float:
        """Half of the rounds took no longer."""
        return median(self.wall)

    def as_json(self) -> dict[str, Json]:
        """Median and fastest round; CPU times as means, because the server's clock ticks only every 10 ms."""
        rounds = len(self.wall)
        return {
            "p50_ms": round(self.p50_ms, 1),
            "min_ms": round(min(self.wall), 1),
            "client_cpu_ms": round(sum(self.client) / rounds, 1),
            "server_cpu_ms": round(sum(self.server) / rounds, 1),
        }
