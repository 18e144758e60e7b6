"""A shop's server that receives webhooks, and the walk of who carries them there."""

import asyncio
import ssl
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from mallsim.core.courier import Courier


def step(courier: Courier) -> None:
    """Carry what is due now."""
    asyncio.run(courier.step())


class Receiver:
    """A shop's server: remembers what came, answers ``status``."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.status = 200
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.came = Event()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hub.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(hub.status)
                self.end_headers()
                hub.came.set()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}/hooks/shop"
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def named(self, header: str) -> list[str]:
        """The values of a header of what came, in order of arrival."""
        return [headers[header] for headers, _ in self.received]
