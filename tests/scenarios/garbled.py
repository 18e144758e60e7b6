"""A server that answers 200 and something nobody can read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ichigen.store.accounts import Account


@contextmanager
def garbled_endpoint(account: Account, answer: bytes) -> Iterator[None]:
    """Everything the account asks is answered with this; afterwards it reaches its mall again."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    accounts = Account.objects.filter(id=account.id)
    accounts.update(endpoints=dict.fromkeys(account.endpoints, url))
    try:
        yield
    finally:
        accounts.update(endpoints=account.endpoints)
        server.shutdown()
        thread.join()
        server.server_close()
