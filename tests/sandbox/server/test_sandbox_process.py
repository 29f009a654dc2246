"""The process: what it says when ready, how it ends, and what it says when it cannot start."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from posdesk.home import assets
from posdesk.sandbox.child import Endpoint, SandboxChild
from tests.sandbox.server.running import ASHA, Sandbox

COMMAND = [sys.executable, "-P", "-m", "posdesk.sandbox"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

Connect = Callable[[Endpoint], Sandbox]
Start = Callable[..., SandboxChild]


def _refused(*options: str) -> tuple[int, str]:
    """Start a sandbox that cannot start; its exit code and its sentence."""
    ended = subprocess.run(
        [*COMMAND, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stderr


def test_it_says_one_line_of_json_and_nothing_else() -> None:
    ended = subprocess.run(
        [*COMMAND, "--die-with-stdin"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (line,) = ended.stdout.splitlines()
    ready = json.loads(line)
    assert set(ready) == {"url", "token", "control_url", "control_token", "identity"}
    port = ready["url"].removeprefix("http://127.0.0.1:").removesuffix("/api/v3")
    assert port.isdecimal()
    assert ready["control_url"] == f"http://127.0.0.1:{port}/_sandbox"
    assert len({ready["token"], ready["control_token"]}) == 2
    assert ended.stderr == ""


def test_every_start_has_new_tokens(start: Start) -> None:
    first, second = (start().ready_blocking(60) for _ in range(2))
    assert len({first.token, second.token, first.control_token, second.control_token}) == 4


@posix
@pytest.mark.parametrize(("sent", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_cleanly(sent: signal.Signals, exit_code: int) -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(sent)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (exit_code, "")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells when a stranger ends")
def test_it_dies_with_a_parent_that_was_killed() -> None:
    parent = (
        "import sys\n"
        "from posdesk.sandbox.child import SandboxChild\n"
        "child = SandboxChild.start()\n"
        "child.ready_blocking(60)\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        watched = os.pidfd_open(int(process.stdout.readline()))
        process.kill()
    try:
        ended, _, _ = select.select([watched], [], [], 60)
    finally:
        os.close(watched)
    assert ended, "the sandbox outlived its parent"


def test_it_lives_on_without_stdin_unless_told_otherwise(connect: Connect) -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        endpoint = Endpoint.parse(process.stdout.readline())
        assert connect(endpoint).control.health().ready
        process.terminate()


def test_a_database_is_kept_across_restarts(start: Start, connect: Connect, tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    first = start(database)
    before = connect(first.ready_blocking(60))
    before.call("POST", f"/profiles/{ASHA}/redemptions", {"strategies": ["rewards"], "amount": 10})
    before.control.switches(dialects="reference")
    first.close()

    after = connect(start(database).ready_blocking(60))

    assert after.control.health().identity == before.endpoint.identity
    assert after.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"] == 15
    assert after.control.switches()["dialects"] == "reference"
    assert before.api.headers["authorization"] != after.api.headers["authorization"]
    old_token = {"Authorization": before.api.headers["authorization"]}
    assert after.api.get("/settings", headers=old_token).status_code == 401


def test_a_kill_loses_nothing_that_was_answered(
    start: Start, connect: Connect, tmp_path: Path
) -> None:
    database = tmp_path / "sandbox.db"
    child = start(database)
    sandbox = connect(child.ready_blocking(60))
    sandbox.call("POST", f"/profiles/{ASHA}/redemptions", {"strategies": ["rewards"], "amount": 10})
    os.kill(child.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    child.close()

    again = connect(start(database).ready_blocking(60))
    assert again.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"] == 15


@posix
def test_the_database_is_readable_by_its_user_only(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "sandbox.db").ready_blocking(60)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes["sandbox.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        exit_code, sentence = _refused("--port", str(other.getsockname()[1]))
    assert exit_code == 3
    assert "--port" in sentence


def test_a_database_in_use_is_told_in_a_sentence(start: Start, tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    start(database).ready_blocking(60)
    exit_code, sentence = _refused("--db", str(database))
    assert exit_code == 3
    assert "in use by another sandbox" in sentence


def test_a_seed_file_that_is_missing_or_malformed_is_told_in_a_sentence(tmp_path: Path) -> None:
    missing, malformed = tmp_path / "missing.json", tmp_path / "malformed.json"
    malformed.write_bytes(b'{"format": 1, "profiles": 7}')
    exit_code, sentence = _refused("--seed-file", str(missing))
    assert (exit_code, str(missing) in sentence) == (2, True)
    exit_code, sentence = _refused("--seed-file", str(malformed))
    assert (exit_code, "profiles: must be a list" in sentence) == (2, True)


def test_a_seed_file_fills_the_tenant(start: Start, connect: Connect, tmp_path: Path) -> None:
    seed = json.loads(assets.read_bytes("sandbox/seed.json"))
    (asha,) = (person for person in seed["profiles"] if person["id"] == ASHA)
    asha["first_name"] = "Asha-Maria"
    (tmp_path / "seed.json").write_text(json.dumps(seed), encoding="utf-8")
    sandbox = connect(start(seed_file=tmp_path / "seed.json").ready_blocking(60))
    assert sandbox.call("GET", f"/profiles/{ASHA}")["data"]["first_name"] == "Asha-Maria"


def test_a_file_that_is_no_sandbox_is_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"Dear Asha, " * 1000)
    exit_code, sentence = _refused("--db", str(letter))
    assert exit_code == 2
    assert letter.read_bytes() == b"Dear Asha, " * 1000
    assert "not a sandbox" in sentence


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    exit_code, sentence = _refused("--db", str(tmp_path / "no" / "such.db"))
    assert exit_code == 2
    assert "such.db" in sentence


@pytest.mark.parametrize(
    "options", [["--port", "http"], ["--port", "65536"], ["--nonsense"], ["extra"]]
)
def test_wrong_usage_exits_1(options: list[str]) -> None:
    assert _refused(*options)[0] == 1
