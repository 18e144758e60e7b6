"""The courier: carries the malls' notices to the shop, through the weather, and to this machine only."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2

from mallsim.core.notices import SEND, Notice, SendsNotices
from mallsim.core.world import Seat, World

PAUSE_S = 0.1
ANSWER_WITHIN_S = 5.0
CONNECT_WITHIN_S = 1.0
OVERTAKEN_S = 5.0
"""A notice hit by ``reorder`` waits this long, so that younger ones overtake it."""

Post = Callable[[Notice], Awaitable[int | None]]


class Courier:
    """Takes what is due from every mall that sends, and reports the answers."""

    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._post = post
        self._held: list[tuple[float, Seat, Notice, list[str]]] = []

    async def run(self) -> None:
        """Carry until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(PAUSE_S)

    async def step(self) -> None:
        """Carry everything that is due now; notices go out in their order, answers may come in any."""
        now = self._world.clock.epoch()
        ready = [(seat, notice, faults) for due, seat, notice, faults in self._held if due <= now]
        self._held = [held for held in self._held if held[0] > now]
        for seat in self._world.seats.values():
            if isinstance(seat.mall, SendsNotices):
                ready += [row for notice in seat.mall.notices_due() for row in self._weathered(seat, notice, now)]
        await asyncio.gather(*(self._carry(*row) for row in ready))

    def _weathered(self, seat: Seat, notice: Notice, now: float) -> list[tuple[Seat, Notice, list[str]]]:
        drawn = seat.door.weather.draw(SEND)
        faults, times = list(drawn), 2 if "duplicate" in drawn else 1
        wait = OVERTAKEN_S if "reorder" in drawn else drawn["late"].seconds_late if "late" in drawn else 0.0
        if wait:
            self._held += [(now + wait, seat, notice, faults)] * times
            return []
        return [(seat, notice, faults)] * times

    async def _carry(self, seat: Seat, notice: Notice, faults: list[str]) -> None:
        lost = "silent_drop" in faults
        status = 200 if lost else await self._post(notice)
        seat.deliveries.note(self._world.clock.epoch(), notice, None if lost else status, faults)
        assert isinstance(seat.mall, SendsNotices)
        seat.mall.notice_answered(notice, status)


async def post_to_loopback(notice: Notice) -> int | None:
    """Send one notice; None without an answer in time, and for every address that is not this machine."""
    if not is_loopback(notice.url):
        return None
    timeout = httpx2.Timeout(ANSWER_WITHIN_S, connect=CONNECT_WITHIN_S)
    try:
        # Certificates on loopback are made by whoever tests; nothing else is ever contacted.
        async with httpx2.AsyncClient(verify=False, timeout=timeout, trust_env=False) as client:
            answer = await client.post(notice.url, content=notice.body, headers=dict(notice.headers))
    except httpx2.HTTPError:
        return None
    return answer.status_code


def is_loopback(url: str) -> bool:
    """Does the address name this machine?"""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
