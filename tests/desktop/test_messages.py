"""Every error and problem has a heading and a sentence of its own in the window; docs/errors.md lists them all.

``POSDESK_UPDATE_DOCS=1`` writes docs/errors.md anew from the code.
"""

import ast
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

import posdesk
from posdesk.desktop import messages
from posdesk.desktop.messages import PROBLEMS, sentence_of, title_of
from posdesk.desktop.sentences import SENTENCES
from posdesk.sale.errors import PosError
from posdesk.sale.phases.attention import CHOICES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "errors.md"
HEAD = """# Errors and problems

What posdesk says when something goes wrong: what happened, what was not lost, what to do. Codes are
never renamed; logs, journals and reports name them. This file is made from the code
(`POSDESK_UPDATE_DOCS=1 .venv/bin/python -m pytest tests/desktop/test_messages.py`).

| code | title | sentence | when |
|---|---|---|---|
"""


def _subclasses(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        yield from _subclasses(child)


@pytest.fixture(scope="module")
def errors() -> dict[str, type[PosError]]:
    """Every error of posdesk by its code, after every module was imported."""
    for found in pkgutil.walk_packages(posdesk.__path__, "posdesk."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    ours = (error for error in _subclasses(PosError) if error.__module__.startswith("posdesk."))
    return {error.code: error for error in ours}


def _problem_literals() -> set[str]:
    """Codes that the sources give as ``problem="…"`` or ``Problem("…")``."""
    found: set[str] = set()
    for path in (ROOT / "posdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = [word.value for word in node.keywords if word.arg == "problem"]
            if isinstance(node.func, ast.Name) and node.func.id == "Problem":
                given += node.args[:1]
            found |= {
                each.value
                for each in given
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
            }
    return found


def errors_document(errors: dict[str, type[PosError]]) -> str:
    """docs/errors.md: one row for each code, in order."""
    when = PROBLEMS | {
        code: (error.__doc__ or "").splitlines()[0].strip() for code, error in errors.items()
    }
    rows = (
        f"| `{code}` | {title_of(code)} | {sentence_of(code)} | {when[code]} |"
        for code in sorted(when)
    )
    return HEAD + "\n".join(rows) + "\n"


def test_an_errors_english_sentence_is_its_classs(errors: dict[str, type[PosError]]) -> None:
    differ = [code for code, error in errors.items() if sentence_of(code) != error.user_message]
    assert differ == []


def test_every_code_has_a_title_and_a_sentence_and_nothing_else_has(
    errors: dict[str, type[PosError]],
) -> None:
    known = set(errors) | set(PROBLEMS)
    assert set(SENTENCES) == known
    assert set(messages._TITLES) == known


def test_no_code_is_both_an_error_and_a_problem(errors: dict[str, type[PosError]]) -> None:
    assert set(errors) & set(PROBLEMS) == set()


def test_every_problem_that_the_sources_name_has_a_sentence() -> None:
    named = _problem_literals()
    assert "sale.balance_changed" in named
    assert named - set(SENTENCES) == set()


def test_every_reason_for_a_persons_decision_has_a_sentence() -> None:
    assert {f"sale.{why}" for why in CHOICES} - set(SENTENCES) == set()


def test_titles_are_headings_and_no_sentences() -> None:
    long = [code for code in SENTENCES if len(title_of(code)) > 32 or title_of(code).endswith(".")]
    assert long == []


def test_no_sentence_has_a_place_for_a_value() -> None:
    assert [code for code in SENTENCES if re.search(r"[{}<>]|%\w", sentence_of(code))] == []


def test_an_unknown_code_gets_the_general_words_and_is_named() -> None:
    assert title_of("till.from_tomorrow") == title_of("pos.unknown")
    assert "till.from_tomorrow" in sentence_of("till.from_tomorrow")


class _Shouting(QTranslator):
    """A language that can be told from English without a file."""

    def translate(
        self, context: str, source: str, /, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"{context}: {source.upper()}"


def test_titles_and_sentences_are_translated_when_they_are_asked_for(qapp: QApplication) -> None:
    language = _Shouting()
    QCoreApplication.installTranslator(language)
    try:
        assert title_of("terminal.offline") == "ErrorTitle: TERMINAL NOT REACHABLE"
        assert sentence_of("terminal.offline").startswith("Error: THE TERMINAL CANNOT BE REACHED.")
    finally:
        QCoreApplication.removeTranslator(language)


def test_the_list_of_errors_is_complete_and_current(errors: dict[str, type[PosError]]) -> None:
    expected = errors_document(errors)
    if os.environ.get("POSDESK_UPDATE_DOCS") == "1":
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == expected
