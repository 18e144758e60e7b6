"""A place on this machine that a simulated mall posts its news to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from ichigen.mallkit.signals import Delivery


@dataclass(frozen=True)
class Posted:
    """One delivery as it came."""

    delivery: Delivery


def await_more(posted: list[Posted], than: int) -> None:
    """Give the mall a moment to post something more: it does so from a process of its own."""
    for _ in range(20):
        if len(posted) > than:
            return
        time.sleep(0.01)


@contextmanager
def postbox() -> Iterator[tuple[str, list[Posted]]]:
    """Run it on a free loopback port; yield its address and what is posted, in order of arrival."""
    posted: list[Posted] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            posted.append(Posted(Delivery({name.lower(): value for name, value in self.headers.items()}, body, 0.0)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/1", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
