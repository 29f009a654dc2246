"""The sandbox as a child process: started first, awaited later, gone with its parent.

``SandboxChild.start`` only spawns, so it can run before anything heavy (Qt, asyncio) is imported; the
sandbox comes up beside the window. The child watches its standard input: however the parent dies, the pipe
closes and the child ends. Threads read the child's output, so no caller ever waits on a pipe.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from posdesk.sandbox.errors import SandboxError

READY_TIMEOUT_S = 20.0  # forty times what it takes on an idle machine
CLOSE_TIMEOUT_S = 5.0
_TAIL_LINES = 20
_SECRETS_OF_THE_PARENT = ("POSDESK_TOKEN",)  # a real tenant's: none of the sandbox's business


class SandboxNotReady(SandboxError):
    """The sandbox did not say that it is ready within the time allowed, or said it in unknown words."""

    code = "sandbox.not_ready"
    user_message = "The sandbox did not start in time. No sale was lost. Wait a moment and try again, or start posdesk anew."


class SandboxDied(SandboxError):
    """The sandbox process ended before it was ready. The detail holds its exit code and last words."""

    code = "sandbox.died"
    user_message = "The sandbox could not start or has stopped. No sale was lost. Start posdesk again; the log has the reason."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a sandbox listens. ``url`` ends in ``/api/v3``, ``control_url`` in ``/_sandbox``; tokens are secret."""

    url: str
    token: str = field(repr=False)
    control_url: str
    control_token: str = field(repr=False)
    identity: str

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read the ready line. Raises SandboxNotReady when it is none; the line itself is never quoted."""
        try:
            import json  # here: the line comes long after the spawning that must be quick

            ready = json.loads(line)
            values = {name: ready[name] for name in cls.__slots__}
        except (ValueError, TypeError, KeyError) as error:
            raise SandboxNotReady("the first line of the sandbox is not its ready line") from error
        if not all(isinstance(value, str) for value in values.values()):
            raise SandboxNotReady("the ready line of the sandbox has values of the wrong type")
        return cls(**values)


class SandboxChild:
    """One sandbox process of ours. ``close`` it, or let it end with this process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        # An event and a value, not a future: that module brings logging along, before the first picture.
        self._outcome: Endpoint | SandboxError | None = None
        self._known = threading.Event()
        self._reader = threading.Thread(target=self._keep_tail, name="sandbox.stderr", daemon=True)
        self._listener = threading.Thread(target=self._listen, name="sandbox.stdout", daemon=True)
        self._reader.start()
        self._listener.start()

    @classmethod
    def start(
        cls, database: Path | None = None, *, seed_file: Path | None = None, port: int = 0
    ) -> Self:
        """Spawn the process and return at once. ``database`` None keeps everything in memory.

        Raises SandboxDied when the system cannot start a process.
        """
        options = ["--die-with-stdin", "--port", str(port)]
        if database is not None:
            options += ["--db", str(database)]
        if seed_file is not None:
            options += ["--seed-file", str(seed_file)]
        try:
            return cls(_spawn([*_command(), *options]))
        except OSError as error:
            raise SandboxDied(f"the process could not be started: {error.strerror}") from error

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    async def ready(self, timeout_s: float = READY_TIMEOUT_S) -> Endpoint:
        """Where it listens, once it does. Raises SandboxNotReady after ``timeout_s``, or SandboxDied."""
        import asyncio  # here, so that spawning before the window costs less

        return await asyncio.to_thread(self.ready_blocking, timeout_s)

    def ready_blocking(self, timeout_s: float = READY_TIMEOUT_S) -> Endpoint:
        """The same for programs without a loop; blocks up to ``timeout_s``."""
        self._known.wait(timeout_s)
        if self._outcome is None:
            raise SandboxNotReady(f"no ready line within {timeout_s:g} seconds")
        if isinstance(self._outcome, SandboxError):
            raise self._outcome
        return self._outcome

    def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> None:
        """End the process and wait for it: by closing its input, then by force. Blocks up to ``timeout_s``
        (usually a quarter of a second); may be called twice."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        self._reader.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _listen(self) -> None:
        with _piped(self._process.stdout) as output:
            line = output.readline()
            self._outcome = self._read(line) if line else self._died()
            self._known.set()
            for _ in output:  # nothing follows by contract; a full pipe must not stop the child
                pass

    def _read(self, line: str) -> Endpoint | SandboxError:
        try:
            return Endpoint.parse(line)
        except SandboxNotReady as error:
            return error

    def _died(self) -> SandboxDied:
        exit_code = self._process.wait()
        self._reader.join()
        words = " ".join(line.strip() for line in self._tail)
        return SandboxDied(f"exit code {exit_code}: {words or 'no message'}")

    def _keep_tail(self) -> None:
        with _piped(self._process.stderr) as errors:
            self._tail.extend(errors)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "sandbox"]  # a frozen build is its own command line
    # -P: a file in the working directory that is named like a library must not become that library.
    return [sys.executable, "-P", "-m", "posdesk.sandbox"]


def _spawn(command: list[str]) -> "subprocess.Popen[str]":
    environment = {
        name: value for name, value in os.environ.items() if name not in _SECRETS_OF_THE_PARENT
    }
    # A group of its own: Ctrl+C is for the till, which puts back what is in flight before the sandbox may go.
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell, paths as single arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=environment,
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


def _piped(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream
