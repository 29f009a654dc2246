"""A webhook receiver for tests: real HTTP on a port the system chose, answers by script, remembers all."""

import hashlib
import hmac
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import simplejson

WAIT_S = 30.0  # far above what a delivery takes; a test that waits so long has failed


@dataclass(frozen=True)
class Received:
    """One request as it came: path, headers by lower-case name, raw body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return self.headers["x-omneo-event"]

    @property
    def data(self) -> Any:
        return simplejson.loads(self.body, use_decimal=True)

    def signed_with(self, secret: str) -> bool:
        wanted = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return self.headers["x-omneo-hmac-sha256"] == wanted


class Receiver:
    """Answers with the next of ``statuses``, then with 200; while ``open`` is not set, not at all."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._got: queue.Queue[Received] = queue.Queue()
        self.statuses: queue.Queue[int] = queue.Queue()
        self.open = threading.Event()
        self.open.set()
        self.url = f"http://127.0.0.1:{server.server_port}"

    def take(self, received: Received) -> int:
        self._got.put(received)
        self.open.wait(WAIT_S)
        return 200 if self.statuses.empty() else self.statuses.get()

    def next(self) -> Received:
        """The next request; fails the test when none comes."""
        return self._got.get(timeout=WAIT_S)

    def several(self, count: int) -> list[Received]:
        return [self.next() for _ in range(count)]

    @property
    def silent(self) -> bool:
        """Whether nothing has come that was not looked at."""
        return self._got.empty()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(server)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(Received(self.path, headers, body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status == 302:
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the console of a test."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.open.set()
        server.shutdown()
        server.server_close()
        thread.join()
