"""``posdesk rewards import`` that is told to stop: what has left is answered and told, the rest is not sent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.proxy import Proxy
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

ROOT = Path(__file__).parents[2]
BATCH = r"POST .*/rewards/batch$"
ROWS = 120


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_has_left_is_told_and_the_rest_is_not_sent(
    sandbox: Sandbox, tmp_path: Path, number: signal.Signals
) -> None:
    rows = [f"asha@example.test,thank-you,{5 + row // 100}.{row % 100:02}" for row in range(ROWS)]
    (tmp_path / "thanks.csv").write_text("\n".join(["email,definition,value", *rows]))
    before = len(plain_http.rewards(sandbox))
    command = [sys.executable, "-m", "posdesk", "rewards", "import", str(tmp_path / "thanks.csv")]
    with Proxy(sandbox.endpoint) as proxy:
        gate = proxy.hold(BATCH)
        with subprocess.Popen(
            [*command, "--home", str(tmp_path / "home"), "--url", proxy.endpoint.url, "--json"],
            cwd=ROOT,
            env={**os.environ, "POSDESK_TOKEN": sandbox.endpoint.token},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert gate.come.wait(30)
            process.send_signal(number)
            gate.open.set()
            said, errors = process.communicate(timeout=60)
    told = json.loads(said)
    assert (process.returncode, errors) == (130, "")
    assert told["issued"] + told["accepted"] > 0
    assert told["not_sent"] > 0
    assert sum(told[each] for each in ("issued", "accepted", "not_sent")) == ROWS
    assert proxy.count(BATCH) == 1
    assert len(plain_http.rewards(sandbox)) > before
