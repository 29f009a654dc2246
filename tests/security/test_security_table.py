"""docs/security.md is true: every row has its tests, every test and every file it names is there; and what no row needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coverage_rows import TESTS, is_in_the_tree

ROOT = TESTS.parent
TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`([\w/]+\.py::test_\w+)`")
# The rows that must be there, whatever else is added.
TOPICS = {
    "Qt rich text", "hostile text", "receipt", "CSV and spreadsheets", "logs", "wire list, crash, screen", "token",
    "TLS", "card data", "webhooks", "embedded servers", "scanner", "files of strangers", "remote images",
    "deep links", "local data", "business logic", "supply chain",
}  # fmt: skip
SOURCES = sorted((ROOT / "posdesk").rglob("*.py"))


def rows() -> dict[str, list[str]]:
    """The cells of each row by its topic."""
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]
    return {row[0]: row for row in cells}


def test_every_topic_has_its_row_and_every_row_four_cells() -> None:
    assert set(rows()) == TOPICS
    assert {topic: len(row) for topic, row in rows().items() if len(row) != 4} == {}


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_row_names_tests_that_are_there(topic: str) -> None:
    named = TEST.findall(rows()[topic][3])
    assert named != []
    assert [test for test in named if not is_in_the_tree(test)] == []


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_row_stands_where_it_says(topic: str) -> None:
    places = re.findall(r"`([\w/.]+)`", rows()[topic][2])
    roots = (ROOT / "posdesk", ROOT)
    assert [each for each in places if not any((root / each).exists() for root in roots)] == []


def test_a_test_that_is_not_there_is_noticed() -> None:
    (named,) = TEST.findall("`security/test_security_table.py::test_nobody_wrote_this`")
    assert not is_in_the_tree(named)


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_evaluates_unpickles_or_runs_what_it_reads() -> None:
    banned = {"eval", "exec", "os.system", "os.popen", "pickle.loads", "marshal.loads"}
    found = [
        f"{path.name}: {name}"
        for path in SOURCES
        for name, call in _calls(path)
        if name in banned or any(word.arg == "shell" for word in call.keywords)
    ]
    modules = {"pickle", "marshal", "shelve", "dill"}
    found += [
        f"{path.name}: {name}"
        for path in SOURCES
        for name in _imported(path)
        if name.partition(".")[0] in modules
    ]
    assert found == []


def test_nothing_opens_what_it_is_given() -> None:
    openers = {"webbrowser", "PySide6.QtGui.QDesktopServices", "PySide6.QtWidgets.QTextBrowser"}
    found = [
        f"{path.name}: {name}" for path in SOURCES for name in _imported(path) if name in openers
    ]
    assert found == []
    assert [path for path in SOURCES if "setUrlHandler" in path.read_text(encoding="utf-8")] == []


def test_labels_are_made_in_one_place() -> None:
    """A label that is made elsewhere could take a customer's name for markup."""
    makers = {path.name for path in SOURCES for name, _ in _calls(path) if name == "QLabel"}
    heirs = {
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base) in {"QLabel", "QTextEdit", "QTextBrowser", "QMessageBox"}
    }
    assert makers | heirs == {"plain.py"}
