"""``posdesk faults`` and ``--faults`` as a person types them: what is said, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from posdesk import cli
from posdesk.home.faults import files
from posdesk.home.faults.kinds import KINDS
from posdesk.home.faults.operations import operations
from posdesk.home.faults.plan import Fault, FaultPlan, Nth
from posdesk.sandbox.child import Endpoint
from posdesk.sandbox.control import Control

GOOD = FaultPlan(
    (Fault("lost", "*", "answer_lost"), Fault("spent", "*", "balance_spent", on=False))
)
BAD = 'format = 1\n[[fault]]\nname = "x"\noperation = "*"\nkind = "no"\n'


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.toml"
    files.save(path, GOOD)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.toml"
    path.write_text(BAD)
    return path


def test_a_good_file_is_said_to_be_good(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["faults", "check", str(good)]) == 0
    assert capsys.readouterr().out == "good.toml is good. Faults: 2, of them on: 1.\n"


@pytest.mark.parametrize("words", [["faults", "check"], ["--faults"], ["sandbox", "--faults"]])
def test_a_bad_file_exits_2_with_the_reason_wherever_it_is_given(
    bad: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, str(bad)]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "bad.toml, fault 1 (x), kind" in captured.err


def test_every_kind_and_operation_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["faults", "list"]) == 0
    said = capsys.readouterr().out
    for kind in KINDS.values():
        assert f"  {kind.name} " in said
        assert kind.sentence in said
        for parameter in kind.parameters:
            assert parameter.sentence in said
    for name in operations():
        assert f"  {name} " in said


def test_the_list_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["faults", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [kind["name"] for kind in found["kinds"]] == list(KINDS)
    assert {"*", "any write", *operations()} == {*found["operations"]} - {"any read"}
    delay = found["kinds"][0]
    assert delay["side"] == "transport"
    assert delay["parameters"][0]["may_be"] == "1 to 3600000"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], (None, None)),
        (["--home", "h"], ("h", None)),
        (["--faults", "f"], (None, "f")),
        (["--home", "h", "--faults", "f"], ("h", "f")),
        (["--faults", "f", "--home", "h"], ("h", "f")),
        (["--home=h", "--faults=f"], ("h", "f")),
    ],
)
def test_the_window_is_opened_with_what_was_said(
    words: list[str], expected: tuple[str | None, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str | None, str | None]] = []

    def open_till(home: Path | None, faults: Path | None) -> int:
        opened.append((str(home) if home else None, str(faults) if faults else None))
        return 0

    monkeypatch.setattr(cli, "_till", open_till)
    assert cli.main(words) == 0
    assert opened == [expected]


@pytest.mark.parametrize(
    "words", [["--faults"], ["--faults", "--home"], ["--home", "a", "--home"], ["--fault", "x"]]
)
def test_words_that_are_none_are_wrong_usage(words: list[str]) -> None:
    assert cli.main(words) == 1


@pytest.mark.parametrize("child", [True, False])
def test_a_sandbox_is_started_with_faults(tmp_path: Path, *, child: bool) -> None:
    path = tmp_path / "both.json"
    spent = Fault("spent", "balances.read", "balance_spent", when=Nth(3))
    files.save(path, FaultPlan((spent, Fault("lost", "*", "answer_lost"))))
    command = [sys.executable, "-m", "posdesk", "sandbox", "--faults", str(path)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*command, *(["--die-with-stdin"] if child else [])],
        stdin=pipe, stdout=pipe, stderr=pipe, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        with Control(Endpoint.parse(process.stdout.readline())) as control:
            assert [each.fault for each in control.faults()] == [spent]
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert said == (
        "posdesk sandbox: 1 faults of both.json are the till's to make: posdesk --faults.\n"
    )
