"""``posdesk journal audit`` as a person runs it: a home's files, a tenant's books, a history, and exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import apsw
import pytest

from posdesk.cli import main
from posdesk.till.audit_files import journal_sales
from posdesk.till.audit_history import audit_history
from posdesk.till.audit_story import history_of, written_lines
from tests.sandbox.server.running import Sandbox
from tests.till.audit_day import Day, live_a_day

CLEAN, USAGE, UNREADABLE, COULD_NOT_RUN, VIOLATIONS = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Place:
    """A home with a day in its files, and the tenant's books and control endpoint beside it."""

    home: Path
    day: Day
    books: Path
    endpoint: Path


@pytest.fixture(scope="module")
def lived(
    _running_sandbox: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    shared, switches = _running_sandbox
    shared.control.return_to_real_time()
    shared.control.switches(**switches)
    shared.control.reset()
    home = tmp_path_factory.mktemp("lived")
    day = live_a_day(shared, home)
    books, endpoint = home / "books.json", home / "ready.json"
    books.write_text(json.dumps(day.books))
    endpoint.write_text(json.dumps(asdict(shared.endpoint)))
    yield Place(home, day, books, endpoint)
    shared.control.return_to_real_time()


@pytest.fixture
def place(lived: Place, tmp_path: Path) -> Place:
    """A copy of it that a test may spoil."""
    home = tmp_path / "home"
    shutil.copytree(lived.home, home)
    return Place(home, lived.day, home / "books.json", home / "ready.json")


def run(*words: str | Path) -> int:
    return main(["journal", "audit", *map(str, words)])


def test_a_clean_home_is_clean_by_itself_and_beside_its_books(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--home", place.home, "--at-rest") == CLEAN
    assert run("--home", place.home, "--books", place.books, "--at-rest") == CLEAN
    assert run("--home", place.home, "--sandbox", place.endpoint) == CLEAN
    told = "6 sales: 0 lost, 0 doubled, 0 unexplained\n"
    assert capsys.readouterr().out == told * 3


def test_what_is_lost_is_told_and_the_exit_code_says_so(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    books = deepcopy(place.day.books)
    gone = place.day.transaction(books, "by_credit")
    books["transactions"].remove(gone)
    place.books.write_text(json.dumps(books))
    assert run("--home", place.home, "--books", place.books) == VIOLATIONS
    told = capsys.readouterr().out.splitlines()
    reference = place.day.names["by_credit"]
    assert (
        f"lost: {reference}: paid and recorded, and the tenant has no transaction (D4 I4)" in told
    )
    assert told[-1].startswith("6 sales: 1 lost, 0 doubled,")


def test_json_says_the_same_in_one_line(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (place.home / "terminal.db").unlink()
    for each in place.home.glob("terminal.db-*"):
        each.unlink()
    books = deepcopy(place.day.books)
    books["transactions"].append({**place.day.transaction(books, "sold"), "id": "9001"})
    place.books.write_text(json.dumps(books))
    assert run("--home", place.home, "--books", place.books, "--json") == VIOLATIONS
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["sales"], told["lost"], told["doubled"]) == (6, 0, 1)
    assert told["violations"][0] == {
        "harm": "doubled",
        "invariant": "D4 I4",
        "reference": place.day.names["sold"],
        "mark": "",
        "detail": told["violations"][0]["detail"],
    }


def test_a_spoiled_row_is_a_violation_and_hides_no_other_sale(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    database = apsw.Connection(str(place.home / "journal.db"))
    database.execute(
        "UPDATE event SET body = '{' WHERE seq = 2 AND reference = ?", (place.day.names["voided"],)
    )
    database.close()
    assert run("--home", place.home) == VIOLATIONS
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "6 sales: 0 lost, 0 doubled, 2 unexplained"
    assert all(place.day.names["voided"] in line for line in told[:-1])


def test_nothing_is_changed_and_a_journal_that_is_in_use_is_read(place: Place) -> None:
    journal = place.home / "journal.db"
    owner = apsw.Connection(str(journal))
    owner.pragma("journal_mode", "wal")
    before = journal.read_bytes()
    try:
        assert run("--home", place.home) == CLEAN
    finally:
        assert journal.read_bytes() == before
        owner.close()


def test_books_of_one_of_two_tenants_must_say_whose(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    database = apsw.Connection(str(place.home / "journal.db"))
    voided = place.day.names["voided"]
    database.execute("UPDATE sale SET tenant_id = 'other' WHERE reference = ?", (voided,))
    database.close()
    assert run("--home", place.home, "--books", place.books) == USAGE
    assert "--tenant" in capsys.readouterr().err
    named = f"sandbox:{place.day.identity}"
    words = ("--home", place.home, "--books", place.books, "--tenant", named)
    # The sale of the other tenant is not there any more to account for its row, which was reversed: clean.
    assert run(*words) == CLEAN


def test_books_from_two_places_are_one_too_many(place: Place) -> None:
    words = ("--books", place.books, "--sandbox", place.endpoint)
    assert run("--home", place.home, *words) == USAGE


@pytest.mark.parametrize("content", ["", "{}", '{"format": 9}', '{"format": 1, "credits": 5}'])
def test_books_that_cannot_be_read_check_nothing(
    place: Place, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place.books.write_text(content)
    assert run("--home", place.home, "--books", place.books) == UNREADABLE
    assert "nothing was checked" in capsys.readouterr().err


def test_a_home_without_a_journal_is_not_made(tmp_path: Path) -> None:
    assert run("--home", tmp_path / "nowhere") == UNREADABLE
    assert not (tmp_path / "nowhere").exists()


def test_a_sandbox_that_does_not_answer_is_no_verdict(place: Place) -> None:
    ready = json.loads(place.endpoint.read_text())
    gone = {**ready, "control_url": "http://127.0.0.1:9/_sandbox"}
    place.endpoint.write_text(json.dumps(gone))
    assert run("--home", place.home, "--sandbox", place.endpoint) == COULD_NOT_RUN


def test_a_journal_told_as_a_history_passes_and_shows_what_is_taken_out_of_it(
    place: Place, tmp_path: Path
) -> None:
    lines = [
        line
        for _, rows in journal_sales(place.home / "journal.db")
        for line in written_lines(history_of(rows))
    ]
    whole, broken = tmp_path / "whole.jsonl", tmp_path / "broken.jsonl"
    whole.write_text("\n".join(lines))
    assert audit_history(lines).sales == 6
    assert run("--history", whole, "--at-rest") == CLEAN
    sold = f'"{place.day.names["sold"]}"'
    broken.write_text(
        "\n".join(line for line in lines if sold not in line or '"record"' not in line)
    )
    assert run("--history", broken, "--at-rest") == VIOLATIONS
    assert run("--history", tmp_path / "none.jsonl") == UNREADABLE
