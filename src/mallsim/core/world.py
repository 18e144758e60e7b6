"""The simulated world: one clock and the malls in it, each behind its door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Any

from starlette.applications import Starlette

import mallsim.malls
from mallsim.core.calls import CallLog
from mallsim.core.clock import Clock
from mallsim.core.door import Door
from mallsim.core.errors import Unknown
from mallsim.core.faults import Weather
from mallsim.core.limits import Gate
from mallsim.core.mall import SimulatedMall, Simulator
from mallsim.core.notices import Deliveries
from mallsim.goods import GoodsProduct, demo_goods, goods_on


@dataclass(slots=True)
class Seat:
    """One mall with what the core keeps for it. ``base_url`` is set when its port is known."""

    mall: SimulatedMall
    door: Door
    base_url: str = ""
    deliveries: Deliveries = field(default_factory=Deliveries)

    def card(self, control_url: str) -> dict[str, Any]:
        """The mall's entry in ``GET /malls``."""
        return {
            "mall": self.mall.id,
            "label": self.mall.label,
            "base_url": self.base_url,
            "control_url": f"{control_url}/malls/{self.mall.id}",
            "credentials": {
                name: value.replace("{base_url}", self.base_url) for name, value in self.mall.credentials().items()
            },
        }


class World:
    """All malls of one run."""

    def __init__(
        self,
        simulators: Mapping[str, Simulator],
        clock: Clock,
        *,
        seed: int = 1,
        time_scale: float = 1.0,
        goods: bool = True,
    ) -> None:
        self.clock = clock
        self.seed = seed
        self.goods: tuple[GoodsProduct, ...] = demo_goods(sorted(simulators), seed) if goods else ()
        self.seats = {id: _seat(id, make, clock, seed, time_scale) for id, make in sorted(simulators.items())}
        for seat in self.seats.values():
            seat.mall.load_goods(goods_on(seat.mall.id, self.goods))

    def seat(self, mall: str) -> Seat:
        """The seat of a mall; raises Unknown."""
        try:
            return self.seats[mall]
        except KeyError:
            raise Unknown(f"no such mall: {mall}; running are {', '.join(self.seats)}") from None

    def reset(self, mall: str) -> None:
        """Put a mall back to its first state: demo goods, no orders, no faults, empty call log."""
        seat = self.seat(mall)
        seat.mall.reset()
        seat.mall.load_goods(goods_on(mall, self.goods))
        seat.door.weather.clear()
        seat.door.calls.clear()
        seat.door.gate.clear()
        seat.deliveries.clear()


def find_simulators(only: Sequence[str] = ()) -> dict[str, Simulator]:
    """The simulators among the packages below ``mallsim.malls``; raises Unknown for a missing one."""
    names = [module.name for module in iter_modules(mallsim.malls.__path__) if module.ispkg]
    missing = sorted(set(only) - set(names))
    if missing:
        raise Unknown(f"no such mall: {', '.join(missing)}; there are {', '.join(names)}")
    wanted = [name for name in names if not only or name in only]
    return {name: import_module(f"mallsim.malls.{name}.mall").SIMULATOR for name in wanted}


def _seat(id: str, make: Simulator, clock: Clock, seed: int, time_scale: float) -> Seat:
    weather = Weather(clock, Random(f"weather:{id}:{seed}"))
    own_clock = Clock(lambda: clock.epoch() + weather.skew_s())
    mall = make(own_clock, Random(f"mall:{id}:{seed}"), time_scale)
    app = Starlette(routes=list(mall.routes()))
    return Seat(mall, Door(app, mall, own_clock, clock, Gate(mall.limits), weather, CallLog()))
