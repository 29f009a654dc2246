"""``posdesk journal`` as a person runs it: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest

from posdesk.cli import main
from posdesk.home.tenant import SANDBOX
from posdesk.home.tenants import Tenants
from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from posdesk.till.journal import Journal
from posdesk.till.journal_export import export_lines
from tests.sandbox.server.running import Sandbox, api_client
from tests.till.every_phase import TENANT_ID, fill
from tests.till.test_killed import kill_at

AT = Instant(1_760_000_000_000)


class Shell:
    """Runs the commands in a home of its own."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self.said = self.complained = ""

    def run(self, *words: str) -> int:
        code = main(["journal", *words, "--home", str(self.home)])
        told = self._capsys.readouterr()
        self.said, self.complained = told.out, told.err
        return code

    @property
    def answer(self) -> Any:
        return json.loads(self.said)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def references(shell: Shell) -> dict[Phase, str]:
    """A journal with a sale in every phase."""
    with Journal(shell.home / "journal.db") as journal:
        return {phase: reference for reference, phase in fill(journal).items()}


# list


def test_sales_that_are_not_finished_are_listed_first(
    shell: Shell, references: dict[Phase, str]
) -> None:
    assert shell.run("list", "--json") == 0
    assert [each["open"] for each in shell.answer] == [True] * 10 + [False] * 2
    assert {each["phase"] for each in shell.answer} == {phase.value for phase in Phase}
    recorded = next(each for each in shell.answer if each["phase"] == "recorded")
    assert (recorded["reference"], recorded["total"]) == (references[Phase.RECORDED], "175.00 AUD")


def test_the_table_says_the_same_and_nobodys_name(
    shell: Shell, references: dict[Phase, str]
) -> None:
    assert shell.run("list") == 0
    assert len(shell.said.splitlines()) == 13
    assert all(reference in shell.said for reference in references.values())
    assert "Asha" not in shell.said
    assert "\x1b" not in shell.said


def test_a_list_can_be_one_tenants_and_short(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("list", "--tenant", "sandbox", "--json") == 0
    assert shell.answer == []
    assert shell.run("list", "--tenant", TENANT_ID, "--limit", "3", "--json") == 0
    assert [each["reference"] for each in shell.answer] == list(references.values())[:3]


def test_a_sale_that_cannot_be_read_is_listed_as_that(
    shell: Shell, references: dict[Phase, str]
) -> None:
    with Journal(shell.home / "journal.db") as journal:
        journal.write(
            "UPDATE event SET body = '{' WHERE reference = ?", (references[Phase.PAYING],)
        )
    assert shell.run("list", "--json") == 0
    phases = {each["reference"]: each["phase"] for each in shell.answer}
    assert phases[references[Phase.PAYING]] == "unreadable"


def test_beside_an_open_till_it_can_be_listed_too(shell: Shell) -> None:
    with Journal(shell.home / "journal.db") as journal:
        fill(journal)
        assert shell.run("list", "--json") == 0
    assert len(shell.answer) == 12


@pytest.mark.parametrize("words", [["list"], ["show", "x"], ["export"], ["recover"]])
def test_without_a_journal_it_says_so_and_makes_none(shell: Shell, words: list[str]) -> None:
    assert shell.run(*words) == 2
    assert "no journal" in shell.complained
    assert shell.said == ""
    assert list(shell.home.iterdir()) == []


def test_an_older_posdesks_journal_is_said_and_not_changed_by_reading(shell: Shell) -> None:
    with closing(apsw.Connection(str(shell.home / "journal.db"))) as db:
        db.execute((Path(__file__).parent / "fixtures" / "journal-v1.sql").read_text("utf-8"))
    assert shell.run("list") == 3
    assert "older posdesk" in shell.complained
    Journal(shell.home / "journal.db").close()
    assert shell.run("list", "--json") == 0
    assert len(shell.answer) == 12


# show


def test_a_sale_is_shown_in_three_lanes(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("show", references[Phase.RECORDED]) == 0
    head, *rows = shell.said.splitlines()
    tenant, terminal = head.index("tenant"), head.index("terminal")
    (asked,) = [row for row in rows if "→ R1.create" in row]
    (answered,) = [row for row in rows if "← POST" in row]
    (charged,) = [row for row in rows if "→ T1.charge" in row]
    assert asked.index("→") == answered.index("←") == tenant
    assert charged.index("→") == terminal
    assert rows[0].startswith("2025-10-09 08:53:20.000   SaleOpened")
    assert "Asha" not in shell.said


def test_a_sale_is_shown_as_json_without_people(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("show", references[Phase.CHOOSING], "--json") == 0
    assert [row["seq"] for row in shell.answer] == list(range(1, len(shell.answer) + 1))
    assert "Asha" not in shell.said
    assert "Linen Shirt" in shell.said


def test_a_tenants_text_does_not_steer_the_terminal(shell: Shell) -> None:
    reference = "S01-1-000001-k3f9q2"
    with Journal(shell.home / "journal.db") as journal:
        opening = ev.SaleOpened(AT, reference, Terms(AUD))
        nasty = ev.TenderUnknown(AT, 1, "terminal \x1b[2J\x07 gone\r\nforged line")
        journal.append(reference, TENANT_ID, 1, [opening, nasty], Phase.PAYING)
    assert shell.run("show", reference) == 0
    assert not set(shell.said) & set("\x1b\x07\r")
    assert len(shell.said.splitlines()) == 3


def test_a_sale_that_nobody_knows_is_said(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("show", "S01-1-999999-k3f9q2") == 3
    assert "no such sale" in shell.complained


# export


def test_an_export_is_the_canonical_one(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("export") == 0
    with Journal(shell.home / "journal.db", read_only=True) as journal:
        assert shell.said.splitlines() == list(export_lines(journal))
    assert "Asha" not in shell.said


def test_people_are_in_it_once_and_only_when_asked_for(
    shell: Shell, references: dict[Phase, str]
) -> None:
    assert shell.run("export", "--with-personal-data") == 0
    assert "Asha Nguyen" in shell.said
    assert shell.run("export") == 0
    assert "Asha" not in shell.said


def test_an_exported_file_is_the_owners_alone(shell: Shell, references: dict[Phase, str]) -> None:
    path = shell.home / "out.jsonl"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o644)
    assert shell.run("export", "--to", str(path), "--reference", references[Phase.OPEN]) == 0
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {each["reference"] for each in lines} == {references[Phase.OPEN]}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert shell.said == ""


def test_an_export_that_cannot_be_written_is_said(
    shell: Shell, references: dict[Phase, str]
) -> None:
    assert shell.run("export", "--to", str(shell.home / "missing" / "out.jsonl")) == 3
    assert "could not be saved" in shell.complained


def test_csv_has_a_row_an_event_and_no_formula(shell: Shell) -> None:
    with Journal(shell.home / "journal.db") as journal:
        opening = ev.SaleOpened(AT, "=cmd()", Terms(AUD))
        journal.append("=cmd()", "@tenant", 1, [opening, ev.TimePassed(AT)], Phase.OPEN)
    assert shell.run("export", "--format", "csv") == 0
    head, *rows = csv.reader(io.StringIO(shell.said))
    assert head == ["reference", "tenant_id", "seq", "time_utc", "type", "v", "body"]
    assert [row[:5] for row in rows] == [
        ["'=cmd()", "'@tenant", "1", "2025-10-09T08:53:20.000+00:00", "SaleOpened"],
        ["'=cmd()", "'@tenant", "2", "2025-10-09T08:53:20.000+00:00", "TimePassed"],
    ]
    assert json.loads(rows[0][6])["terms"]["currency"] == {"code": "AUD"}


def test_a_history_is_what_the_checker_reads(
    shell: Shell, references: dict[Phase, str], tmp_path: Path
) -> None:
    history = tmp_path / "history.jsonl"
    one = references[Phase.RECORDED]
    words = ("export", "--format", "history", "--reference", one, "--to", str(history))
    assert shell.run(*words) == 0
    told = [json.loads(line) for line in history.read_text("utf-8").splitlines()]
    assert {line["reference"] for line in told} == {one}
    assert ("record", "ok") in {(line["op"], line["kind"]) for line in told}
    assert shell.run("audit", "--history", str(history), "--at-rest") == 0


@pytest.mark.parametrize(
    ("since", "found"), [("2025-10-09", 12), ("2025-10-09T08:53:21", 0), ("2025-10-10", 0)]
)
def test_an_export_can_begin_at_a_time(
    shell: Shell, references: dict[Phase, str], since: str, found: int
) -> None:
    assert shell.run("export", "--since", since) == 0
    assert len({json.loads(line)["reference"] for line in shell.said.splitlines()}) == found


def test_a_time_that_is_none_is_wrong_usage(shell: Shell, references: dict[Phase, str]) -> None:
    assert shell.run("export", "--since", "yesterday") == 1
    assert "like 2026-11-21" in shell.complained


# recover


@pytest.mark.parametrize(
    ("point", "phase", "step"),
    [
        ("between redemption and payment", "voided", "reversed R2"),
        ("paid", "recorded", "recorded"),
    ],
)
def test_what_a_killed_till_left_is_brought_to_rest(
    shell: Shell, point: str, phase: str, step: str
) -> None:
    with SandboxChild.start(shell.home / "sandbox.db") as child:
        endpoint = child.ready_blocking(60)
        with Control(endpoint, timeout_s=20) as control, api_client(endpoint) as api:
            kill_at(point, Sandbox(endpoint, control, api), shell.home)
    assert shell.run("recover", "--json") == 0
    (sale,) = shell.answer["sales"]
    assert sale["phase"] == phase
    assert step in sale["done"]
    assert shell.run("recover") == 0
    assert shell.said == "nothing was left unfinished\n"


def test_while_the_till_is_open_nothing_is_recovered(shell: Shell) -> None:
    with Journal(shell.home / "journal.db", program="the till"):
        assert shell.run("recover") == 3
    assert f"the till, process {os.getpid()} on " in shell.complained
    assert "Another posdesk has this till's journal open" in shell.complained


def a_tenant(home: Path, url: str) -> None:
    """A tenant's file that says where it is."""
    tenant = replace(SANDBOX, name=TENANT_ID, title="Acme", url=url)
    Tenants(home / "tenants").save(tenant)


def test_a_tenant_that_cannot_be_reached_is_said_and_nothing_is_done(
    shell: Shell, references: dict[Phase, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSDESK_TOKEN", "a-token")
    # Port 9 of this machine: nobody listens.
    a_tenant(shell.home, "http://127.0.0.1:9/api/v3")
    assert shell.run("recover", "--tenant", TENANT_ID) == 3
    assert shell.run("list", "--json") == 0
    assert sum(each["open"] for each in shell.answer) == 10


def test_without_a_token_it_is_wrong_usage(
    shell: Shell, references: dict[Phase, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POSDESK_TOKEN", raising=False)
    a_tenant(shell.home, "http://127.0.0.1:9/api/v3")
    assert shell.run("recover", "--tenant", TENANT_ID) == 1
    assert "POSDESK_TOKEN" in shell.complained


def test_what_waits_for_a_person_is_told_with_another_code(
    shell: Shell,
    references: dict[Phase, str],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POSDESK_TOKEN", sandbox.endpoint.token)
    a_tenant(shell.home, sandbox.endpoint.url)
    assert shell.run("recover", "--tenant", TENANT_ID, "--wait-s", "5") == 4
    assert f"{references[Phase.ATTENTION]}  attention" in shell.said


def test_what_is_left_on_another_computer_is_told_and_can_be_taken_over(
    shell: Shell, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSDESK_TOKEN", sandbox.endpoint.token)
    a_tenant(shell.home, sandbox.endpoint.url)
    with Journal(shell.home / "journal.db", machine=lambda: "another") as journal:
        reference = f"S01-1-000001-{journal.installation}"
        opening = ev.SaleOpened(AT, reference, Terms(AUD))
        journal.append(reference, TENANT_ID, 1, [opening], Phase.OPEN)

    assert shell.run("recover", "--tenant", TENANT_ID) == 4
    assert f"{reference}  was begun on another computer" in shell.said
    assert shell.run("list", "--json") == 0
    assert [each["elsewhere"] for each in shell.answer] == [True]
    assert shell.run("recover", "--tenant", TENANT_ID, "--moved") == 0
    assert shell.run("list", "--json") == 0
    assert [(each["phase"], each["elsewhere"]) for each in shell.answer] == [("voided", False)]
