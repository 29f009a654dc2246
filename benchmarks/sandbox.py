"""The sandbox's figures: beside a bare Starlette server over the same rows, and beside the mock servers of others.

Both servers of a ratio are measured in turn, round by round, with sixteen connections from a process of its own.
json-server and Prism take part where their commands are on the path, as they come, with their logs thrown away;
nothing is installed for them.
"""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import ROOT, Figure, number, run, surroundings
from benchmarks.programs.clock import now_s, resident_mib

ROUNDS = 5
SECONDS = 1.5
STARTS = 7
READY_S = 30
WEALTH = 9_000_000  # dollars: a million redemptions of a cent do not use it up
ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
BALANCES = f"/api/v3/profiles/{ASHA}/balances"
REDEMPTIONS = f"/api/v3/profiles/{ASHA}/redemptions"
REDEEM = '{"strategies":["rewards"],"amount":0.01}'


@dataclass(frozen=True)
class Server:
    """A running server. ``took`` are the seconds from its spawn until it said that it was ready."""

    pid: int
    root: str
    token: str
    took: float

    def rate(self, method: str, path: str, body: str = "") -> float:
        """Answers a second."""
        return number(run("load", method, self.root + path, self.token, body, str(SECONDS)), "rate")


def sandbox_figures() -> list[Figure]:
    """Throughput, start and memory."""
    return [*_throughput(), *_starts()]


def _throughput() -> Iterator[Figure]:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        sandbox, bare = _pair(running, folder)
        mocks = [
            (name, least, running.enter_context(started(folder)))
            for name, least, started in MOCKS
            if shutil.which(name)
        ]
        reads = _rounds(_read, [sandbox, bare, *(mock for _, _, mock in mocks)])
        yield _ratio("balance reads", reads[0], reads[1], 0.7, "× a bare Starlette endpoint")
        for (name, least, _), rates in zip(mocks, reads[2:], strict=True):
            yield _ratio(f"balance reads beside {name}", reads[0], rates, least, f"× {name}")
        writes = _rounds(_redeem, [sandbox, bare])
        yield _ratio(
            "redemptions, each on the disk", writes[0], writes[1], 0.6,
            "× a bare endpoint with the same transaction",
        )  # fmt: skip
        yield Figure("the sandbox's memory", resident_mib(sandbox.pid), 60.0, "MiB, after all that")


def _read(server: Server) -> float:
    return server.rate("GET", BALANCES)


def _redeem(server: Server) -> float:
    return server.rate("POST", REDEMPTIONS, REDEEM)


def _pair(running: ExitStack, folder: Path) -> tuple[Server, Server]:
    """The sandbox on a file, and the bare server on a copy of it: one wallet in both."""
    original, copy = folder / "sandbox.db", folder / "bare.db"
    with _sandbox("--db", str(original)) as first:
        _make_rich(first)
    shutil.copyfile(original, copy)
    sandbox = running.enter_context(_sandbox("--db", str(original)))
    return sandbox, running.enter_context(_bare(str(copy)))


def _make_rich(server: Server) -> None:
    body = {"reward_definition_id": 6, "profile_id": ASHA, "value_initial": WEALTH}
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    url = f"{server.root}/api/v3/rewards"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310  loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  loopback
        assert answer.status == 201


def _rounds(measure: Callable[[Server], float], servers: list[Server]) -> list[list[float]]:
    """The rates of each server, measured in turn; the first round only warms them up."""
    rounds = [[measure(server) for server in servers] for _ in range(ROUNDS + 1)]
    return [list(rates) for rates in zip(*rounds[1:], strict=True)]


def _ratio(name: str, ours: list[float], theirs: list[float], least: float, unit: str) -> Figure:
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Figure(name, statistics.median(ratios), least, unit, at_least=True)


def _starts() -> Iterator[Figure]:
    ratios = []
    for turn in range(STARTS + 1):
        with _bare("-") as bare, _sandbox() as sandbox:
            if turn:  # the first writes bytecode and fills the caches
                ratios.append(sandbox.took / bare.took)
    yield Figure("the sandbox's start", statistics.median(ratios), 2.0, "× a bare Starlette server")


@contextmanager
def _sandbox(*options: str) -> Iterator[Server]:
    command = [sys.executable, "-P", "-m", "posdesk.sandbox", *options]
    with _spawned(command) as (process, line, took):
        ready = json.loads(line)
        yield Server(process.pid, ready["url"].removesuffix("/api/v3"), ready["token"], took)


@contextmanager
def _bare(database: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "benchmarks.programs.bare_server", database]
    with _spawned(command) as (process, line, took):
        port = int(json.loads(line)["port"])
        yield Server(process.pid, f"http://127.0.0.1:{port}", "none", took)


@contextmanager
def _spawned(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """A process that says one line when it is ready."""
    spawned = now_s()
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{' '.join(command)} did not start")
            yield process, line, now_s() - spawned
        finally:
            process.terminate()


@contextmanager
def _json_server(folder: Path) -> Iterator[Server]:
    """Its database is a file of collections; the wallet is an entry of one."""
    file = folder / "db.json"
    file.write_text(json.dumps({"balances": [{"id": ASHA, **_WALLET}]}), encoding="utf-8")
    routes = folder / "routes.json"
    routes.write_text(
        json.dumps({"/api/v3/profiles/:p/balances": "/balances/:p"}), encoding="utf-8"
    )
    options = [str(file), "--routes", str(routes)]
    with _mock(["json-server", *options, "--host", "127.0.0.1", "--port"]) as server:
        yield server


@contextmanager
def _prism(folder: Path) -> Iterator[Server]:
    """It answers the example of a description."""
    file = folder / "openapi.json"
    answer = {"description": "ok", "content": {"application/json": {"example": {"data": _WALLET}}}}
    operation = {
        "parameters": [{"name": "p", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": answer},
    }
    paths = {"/api/v3/profiles/{p}/balances": {"get": operation}}
    info = {"title": "balances", "version": "1"}
    described = {"openapi": "3.0.3", "info": info, "paths": paths}
    file.write_text(json.dumps(described), encoding="utf-8")
    with _mock(["prism", "mock", str(file), "-h", "127.0.0.1", "-p"]) as server:
        yield server


_WALLET = {"reward_balance": 25, "point_balance": 1500, "point_balance_dollars": 15, "combined_balance_dollars": 40}  # fmt: skip
MOCKS = (("json-server", 3.0, _json_server), ("prism", 4.0, _prism))


@contextmanager
def _mock(command: list[str]) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(process.pid, root, "none", _until_answered(root + BALANCES))
    finally:
        process.terminate()
        process.wait()


def _until_answered(url: str) -> float:
    begun = now_s()
    while now_s() - begun < READY_S:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310  loopback
                return now_s() - begun
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit(f"{url} was not answered in {READY_S} seconds")
