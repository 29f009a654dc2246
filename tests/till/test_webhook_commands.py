"""``posdesk webhooks`` as a person runs it: a process that listens, a sandbox that sends, exit codes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from posdesk.cli import main
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.webhook_samples import SECRET


@pytest.fixture
def secret_file(tmp_path: Path, sandbox: Sandbox) -> Path:
    file = tmp_path / "secret"
    file.write_text(sandbox.call("GET", "/settings/environment")["data"][0]["value"])
    file.chmod(0o600)
    return file


@pytest.fixture
def ready_line(tmp_path: Path, sandbox: Sandbox) -> Path:
    file = tmp_path / "ready.json"
    file.write_text(json.dumps(asdict(sandbox.endpoint)))
    return file


@pytest.fixture
def in_front() -> Iterator[None]:
    """Ctrl+C reaches what a test starts, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def listener(secret_file: Path, home: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "posdesk", "webhooks", "listen"]
    command += ["--secret-file", str(secret_file), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def test_a_listener_says_where_it_is_and_what_it_heard(
    tmp_path: Path, sandbox: Sandbox, secret_file: Path, ready_line: Path
) -> None:
    with listener(secret_file, tmp_path / "home") as process:
        ready = line_of(process)
        assert ready["customers"] == 0
        sending = ["webhooks", "send", "profile.updated", "--sandbox", str(ready_line)]
        sending += ["--url", ready["listening"], "--profile", ASHA, "--times", "2"]
        assert main(sending) == 0
        told = [line_of(process), line_of(process)]
        assert [each["outcome"] for each in told] == ["changed", "replayed"]
        assert told[0] == {
            "event": "profile.updated",
            "profile": ASHA[:8],
            "outcome": "changed",
            "status": 200,
        }
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=30)
        assert (process.returncode, rest, errors) == (0, "", "")
    assert (tmp_path / "home" / "directory.db").exists()


@pytest.mark.usefixtures("in_front")
def test_an_interrupted_listener_says_so_by_its_exit_code(
    tmp_path: Path, secret_file: Path
) -> None:
    with listener(secret_file, tmp_path / "home") as process:
        line_of(process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (130, "")


def test_without_a_secret_nothing_is_listened_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["webhooks", "listen", "--home", str(tmp_path)]) == 2
    shared = tmp_path / "shared"
    shared.write_text(SECRET)
    shared.chmod(0o644)
    assert main(["webhooks", "listen", "--secret-file", str(shared)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert SECRET not in said.err
    assert "chmod 600" in said.err


def test_the_sandbox_may_be_named_by_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSDESK_CONTROL_URL", sandbox.endpoint.control_url)
    monkeypatch.setenv("POSDESK_CONTROL_TOKEN", sandbox.endpoint.control_token)
    assert main(["webhooks", "send", "profile.updated"]) == 3  # nobody subscribed
    assert "No active webhook" in capsys.readouterr().err
    body = {"trigger": "profile.updated", "url": "http://127.0.0.1:9/in", "namespace": "n"}
    sandbox.call("POST", "/webhooks", body)
    assert main(["webhooks", "send", "profile.updated"]) == 0
    assert json.loads(capsys.readouterr().out) == {"event": "profile.updated", "deliveries": [1]}


@pytest.mark.parametrize(
    "words",
    [
        ["webhooks", "send"],
        ["webhooks", "send", "profile.updated"],
        ["webhooks", "send", "profile.updated", "--sandbox", "/nowhere/ready.json"],
        ["webhooks", "listen", "--port", "70000"],
        ["webhooks", "shout"],
    ],
)
def test_wrong_words_are_wrong_usage(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("POSDESK_CONTROL")]:
        monkeypatch.delenv(name)
    assert main(words) == 1
