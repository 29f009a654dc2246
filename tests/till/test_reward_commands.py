"""``posdesk rewards import`` as a person runs it: exit codes, what it says, and what the tenant has afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from posdesk.cli import main
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

GOOD = (
    "email,definition,value\nasha@example.test,thank-you,5.00\nasha@example.test,thank-you,6.00\n"
)
WRONG = GOOD + "asha@example.test,thank-you,seven\n"


class Shell:
    """Runs the command at the sandbox with a list of its own."""

    def __init__(self, sandbox: Sandbox, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.sandbox, self.folder, self._capsys = sandbox, folder, capsys
        self.said = self.complained = ""

    def run(self, text: str, *options: str, url: str = "") -> int:
        path = self.folder / "thanks.csv"
        path.write_text(text, encoding="utf-8")
        words = ["rewards", "import", str(path), "--home", str(self.folder / "home")]
        code = main([*words, "--url", url or self.sandbox.endpoint.url, *options])
        told = self._capsys.readouterr()
        self.said, self.complained = told.out, told.err
        return code

    @property
    def answer(self) -> Any:
        return json.loads(self.said)


@pytest.fixture
def shell(
    sandbox: Sandbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    monkeypatch.setenv("POSDESK_TOKEN", sandbox.endpoint.token)
    return Shell(sandbox, tmp_path, capsys)


def test_a_good_list_is_issued_once(shell: Shell) -> None:
    before = len(plain_http.rewards(shell.sandbox))
    assert shell.run(GOOD) == 0
    assert "2 good rows, 0 wrong\n2 issued\n" in shell.said
    assert shell.run(GOOD, "--json") == 0
    assert (shell.answer["issued"], shell.answer["there"]) == (0, 2)
    assert shell.run(GOOD, "--name", "once more", "--json") == 0
    assert shell.answer["issued"] == 2
    assert len(plain_http.rewards(shell.sandbox)) == before + 4


def test_a_list_with_a_wrong_row_is_not_sent_unless_told_to(shell: Shell) -> None:
    before = len(plain_http.rewards(shell.sandbox))
    assert shell.run(WRONG) == 4
    assert "row 4: value: not an amount" in shell.said
    assert "nothing was sent" in shell.said
    assert len(plain_http.rewards(shell.sandbox)) == before
    assert shell.run(WRONG, "--skip-wrong", "--report", str(shell.folder), "--json") == 4
    assert (shell.answer["issued"], shell.answer["wrong"]) == (2, 1)
    report = Path(shell.answer["report"]).read_text(encoding="utf-8")
    assert [line.split(",")[1] for line in report.splitlines()[1:]] == ["issued", "issued", "wrong"]


def test_a_check_sends_nothing(shell: Shell) -> None:
    before = len(plain_http.rewards(shell.sandbox))
    assert shell.run(GOOD, "--check") == 0
    assert "2 good rows" in shell.said
    assert len(plain_http.rewards(shell.sandbox)) == before


def test_a_refused_row_is_an_exit_code(shell: Shell) -> None:
    assert shell.run(GOOD + "nobody@example.test,thank-you,1\n", "--json") == 4
    assert (shell.answer["issued"], shell.answer["refused"]) == (2, 1)


def test_a_file_that_is_no_list_is_another(shell: Shell) -> None:
    assert shell.run("a,b\n1,2\n") == 2
    assert "needs a column for the customer" in shell.complained
    assert (
        main(["rewards", "import", str(shell.folder / "none.csv"), "--url", "http://127.0.0.1:9"])
        == 2
    )


def test_a_tenant_that_is_not_there_or_has_no_token_is_another(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shell.run(GOOD, url="http://127.0.0.1:9/api/v3") == 3
    monkeypatch.delenv("POSDESK_TOKEN")
    assert shell.run(GOOD) == 1
    assert "POSDESK_TOKEN" in shell.complained
