"""Serving the sandbox from a process of its own: bind, open, announce, run, end.

Standard output carries exactly one line, JSON, once connections are accepted::

    {"url": "http://127.0.0.1:PORT/api/v3", "token": ..., "control_url": "http://127.0.0.1:PORT/_sandbox",
     "control_token": ..., "identity": ...}

Whatever goes wrong is one sentence on standard error. Exit codes (design section 9): 0 ended, 2 a file could
not be read, 3 could not run (port or database in use), 130 interrupted.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import apsw
import uvicorn

from posdesk.home.http_heads import BoundedHeads
from posdesk.sandbox.clock import Clock, DateHeader
from posdesk.sandbox.control_routes import control_app
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.errors import SandboxError
from posdesk.sandbox.file_lock import FileInUse, hold
from posdesk.sandbox.http_guard import Guard
from posdesk.sandbox.request_log import RequestLog
from posdesk.sandbox.rules import Tenant
from posdesk.sandbox.seed import Seed
from posdesk.sandbox.server import CONTROL_ROOT, SandboxApp
from posdesk.sandbox.webhooks import Courier

if TYPE_CHECKING:
    from posdesk.home.faults.plan import FaultPlan

HOST = "127.0.0.1"
FILE_UNREADABLE = 2
COULD_NOT_RUN = 3
INTERRUPTED = 130
# Clients drop idle connections after a few seconds; a server that does so first can cut a request in half.
_KEEP_ALIVE_S = 120
_GRACE_S = 2  # for answers under way when the end comes
_SEED_LIMIT = 1024 * 1024  # bytes


class CannotServe(SandboxError):
    """The server cannot start here; the detail is the sentence for the person who started it."""

    code = "sandbox.cannot_serve"
    user_message = "The sandbox could not start. Nothing was changed. Choose another port or file."

    def __init__(self, detail: str, exit_code: int) -> None:
        super().__init__(detail)
        self.exit_code = exit_code


def serve(
    *,
    port: int = 0,
    database: Path | None = None,
    seed_file: Path | None = None,
    faults_file: Path | None = None,
    die_with_stdin: bool = False,
) -> int:
    """Serve one tenant on 127.0.0.1 until a signal (or the end of standard input) comes.

    ``port`` 0 lets the system choose. Without ``database`` everything is in memory; a new database is
    filled from ``seed_file`` or the built-in seed, an existing one is kept. Of ``faults_file`` the business
    faults are in force. Returns the exit code.
    """
    os.umask(0o077)  # the database names people: for this user only
    try:
        seed, plan = _read_seed(seed_file), _read_faults(faults_file)
        with closing(_bind(port)) as listener, _held(database):
            return _serve_tenant(listener, database, seed, plan, die_with_stdin)
    except CannotServe as error:
        _complain(str(error))
        return error.exit_code
    except SandboxError as error:
        _complain(f"{error.user_message} ({error})")
        return FILE_UNREADABLE
    except KeyboardInterrupt:
        return INTERRUPTED


def _serve_tenant(
    listener: socket.socket,
    database: Path | None,
    seed: Seed,
    plan: "FaultPlan | None",
    die_with_stdin: bool,
) -> int:
    token, control_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    port = listener.getsockname()[1]
    name = ":memory:" if database is None else str(database)
    with closing(_open(name, seed, token)) as tenant:
        if plan is not None:
            tenant.faults.set(plan)
        desk = Desk(tenant, Clock(), RequestLog(), DateHeader())
        app = SandboxApp(desk, Guard(port), control_app(desk, control_token, CONTROL_ROOT))
        ready = {
            "url": f"http://{HOST}:{port}/api/v3",
            "token": token,
            "control_url": f"http://{HOST}:{port}{CONTROL_ROOT}",
            "control_token": control_token,
            "identity": tenant.identity,
        }
        server = _Server(_config(app), Courier(tenant, desk.clock), lambda: _announce(ready))
        if die_with_stdin:
            threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
        server.run(sockets=[listener])
        return server.exit_code


def _open(name: str, seed: Seed, token: str) -> Tenant:
    try:
        return Tenant.open(name, seed, token)
    except apsw.Error as error:  # a full disk, a file that may not be written
        sentence = f"The database {name} could not be opened: {error}. Nothing was started."
        raise CannotServe(sentence, FILE_UNREADABLE) from error


class _Server(uvicorn.Server):
    """uvicorn that announces itself, waits without polling, and ends by our exit codes."""

    def __init__(
        self, config: uvicorn.Config, courier: Courier, announce: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.exit_code = 0
        self._courier = courier
        self._announce = announce
        self._deliveries: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._deliveries = self._loop.create_task(self._courier.run(), name="sandbox.courier")
        self._deliveries.add_done_callback(lambda _task: self.end())  # a bug there ends the server
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._deliveries is not None:
            self._deliveries.cancel()
            with suppress(asyncio.CancelledError):  # ours: nobody cancels the shutdown itself
                await self._deliveries
        await super().shutdown(sockets)

    async def main_loop(self) -> None:
        await self._ended.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Our own handlers: the base class would raise the signal again and skip closing the database."""
        wanted = [signal.SIGINT, signal.SIGTERM]
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        del frame
        if self.should_exit:
            self.force_exit = True
        self.exit_code = INTERRUPTED if sig == signal.SIGINT else 0
        self.end()

    def end(self) -> None:
        """End soon; may be called from a signal handler or another thread, and more than once."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: it has ended already
                self._loop.call_soon_threadsafe(self._ended.set)


def _config(app: SandboxApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=BoundedHeads,
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        sentence = f"Port {port} on {HOST} cannot be used: {error}. Choose another with --port, or 0 for any."
        raise CannotServe(sentence, COULD_NOT_RUN) from error
    return listener


def _read_seed(seed_file: Path | None) -> Seed:
    if seed_file is None:
        return Seed.builtin()
    try:
        with seed_file.open("rb") as source:
            return Seed.parse(source.read(_SEED_LIMIT + 1))
    except OSError as error:
        sentence = (
            f"The seed file {seed_file} could not be read: {error.strerror}. Nothing was started."
        )
        raise CannotServe(sentence, FILE_UNREADABLE) from error


def _read_faults(faults_file: Path | None) -> "FaultPlan | None":
    if faults_file is None:
        return None
    # Here: nearly every sandbox is started without.
    from posdesk.home.faults import files
    from posdesk.home.faults.kinds import Side
    from posdesk.home.faults.plan import BadFaults

    try:
        plan = files.load(faults_file)
    except BadFaults as error:
        raise CannotServe(f"{error}. Nothing was started.", FILE_UNREADABLE) from error
    if others := plan.of(Side.TRANSPORT).faults:
        _complain(
            f"{len(others)} faults of {faults_file.name} are the till's to make: posdesk --faults."
        )
    return plan


@contextmanager
def _held(database: Path | None) -> Iterator[None]:
    with ExitStack() as held:
        if database is not None:
            _lock(held, database)
        yield


def _lock(held: ExitStack, database: Path) -> None:
    try:
        held.enter_context(hold(database.with_name(f"{database.name}.lock")))
    except FileInUse as error:
        sentence = f"The database {database} is in use by another sandbox. Close that one, or choose another file."
        raise CannotServe(sentence, COULD_NOT_RUN) from error
    except OSError as error:
        sentence = (
            f"The database {database} could not be opened: {error.strerror}. Nothing was started."
        )
        raise CannotServe(sentence, FILE_UNREADABLE) from error


def _announce(ready: dict[str, str]) -> None:
    # Past sys.stdout: it is None in a windowed frozen build, and its flush at exit would complain of a closed pipe.
    try:
        os.write(1, json.dumps(ready).encode("ascii") + b"\n")
    except OSError as error:
        sentence = "Nobody reads the standard output of the sandbox, so its address cannot be told."
        raise CannotServe(sentence, COULD_NOT_RUN) from error


def _end_with_stdin(server: _Server) -> None:
    with suppress(OSError):  # a closed standard input is an ended one
        while os.read(0, 4096):
            pass
    server.end()


def _complain(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"posdesk sandbox: {sentence}\n")
