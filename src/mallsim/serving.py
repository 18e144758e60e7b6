"""Listens on one port per mall and one for the control API, in one asyncio process."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from starlette.types import ASGIApp

from mallsim.core.control import Control
from mallsim.core.courier import Courier, post_to_loopback
from mallsim.core.traffic import Traffic
from mallsim.core.world import World


class QuietServer(uvicorn.Server):
    """A server that leaves signals to us: one process runs many of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


async def serve(
    world: World, host: str, control_port: int, ports: Mapping[str, int], ready: Callable[[Control], None]
) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` is called once every port listens. Port 0 = any free one."""
    control_socket = _listen(host, control_port)
    control = Control(world, Traffic(world), _url(control_socket))
    servers = [(_server(control.app(), host), control_socket)]
    for id, seat in world.seats.items():
        mall_socket = _listen(host, ports.get(id, 0))
        seat.base_url = _url(mall_socket)
        servers.append((_server(seat.door, host), mall_socket))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, [server for server, _ in servers])
    carrying = asyncio.create_task(Courier(world, post_to_loopback).run())
    async with asyncio.TaskGroup() as group:
        for server, listening in servers:
            group.create_task(server.serve(sockets=[listening]))
        while not all(server.started or server.should_exit for server, _ in servers):
            await asyncio.sleep(0.01)
        ready(control)
    control.traffic.stop()
    carrying.cancel()


def _server(app: ASGIApp, host: str) -> uvicorn.Server:
    return QuietServer(
        uvicorn.Config(
            app,
            host=host,
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
    )


def _listen(host: str, port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only on sockets that name their protocol; with it, every answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()
    return f"http://{host}:{port}"


def _stop(servers: list[uvicorn.Server]) -> None:
    for server in servers:
        server.should_exit = True
