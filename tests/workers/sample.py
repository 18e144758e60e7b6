"""The sample mall's server and accounts."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import ichigen.malls
from ichigen.mallkit import registry
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation

FOLDER = Path(__file__).parent / "malls"


def install_sample() -> None:
    """Make the sample mall one of the installed malls, in this process."""
    if str(FOLDER) not in ichigen.malls.__path__:
        ichigen.malls.__path__.append(str(FOLDER))
    registry.rescan()


def uninstall_sample() -> None:
    """Take it away again."""
    ichigen.malls.__path__.remove(str(FOLDER))
    registry.rescan()


def linked_account(url: str, *, mode: str = Account.Mode.LIVE, shop: str = "a") -> Account:
    """An account of the sample mall in a practice installation."""
    if not Installation.objects.exists():
        Installation.objects.create(kind=Installation.Kind.PRACTICE)
    return Account.objects.create(
        mall_id="sample",
        label=f"見本 {shop}店",
        shop_identity=shop,
        credentials={"shop": shop, "key": f"key-{shop}"},
        tokens={},
        endpoints={"api": url},
        mode=mode,
        health=Account.Health.OK,
    )


@dataclass
class SampleServer:
    """Records every request as "METHOD /path"; `status` answers, `silent` keeps every caller waiting until `released`."""

    url: str = ""
    status: int = 200
    silent: bool = False
    delay_s: float = 0.0
    waiting: int = 0
    seen: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int, within_s: float = 20.0) -> None:
        """Return when `count` requests were seen."""
        ends = time.monotonic() + within_s
        while len(self.seen) < count:
            assert time.monotonic() < ends, f"only {self.seen} within {within_s} s"
            time.sleep(0.01)


@contextmanager
def sample_server() -> Iterator[SampleServer]:
    """A sample mall on a loopback port."""
    server = SampleServer()
    counting = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            server.seen.append(f"{self.command} {self.path}")
            if server.silent:
                with counting:
                    server.waiting += 1
                server.released.wait(60)
                with counting:
                    server.waiting -= 1
            time.sleep(server.delay_s)
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PUT = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        listening.shutdown()
        thread.join()
        listening.server_close()
