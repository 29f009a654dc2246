"""No text that a person can see stands outside of tr() and translate(), anywhere in the window's room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import posdesk.desktop

ROOM = Path(posdesk.desktop.__file__).parent
TRANSLATES = {"tr", "translate", "QT_TRANSLATE_NOOP", "QT_TR_NOOP"}
# Where a text goes on the screen, or to a reader of it.
SHOWS = {
    "setText",
    "setWindowTitle",
    "setToolTip",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setStatusTip",
    "setWhatsThis",
    "drawText",
}
# Factories of the room whose first argument is a text, or whose last is.
MAKES = {"label": 0, "muted": 0, "paragraph": 0, "button": 0, "pill": 0, "named": 2}
# Figures, keys, signs and the product's own name are the same in every language.
SAME = re.compile(r"(F\d{1,2}|posdesk|[^A-Za-z]*)")
SCREENS = re.compile(r"[A-Z]\w*(Screen|Row|Choice|Figure)")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def name_of(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts in ``node`` that no translation stands around."""
    if isinstance(node, ast.Call) and name_of(node) in TRANSLATES:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def shown(call: ast.Call) -> list[ast.expr]:
    """The arguments of ``call`` that reach the screen."""
    name = name_of(call)
    if name in SHOWS:
        return list(call.args)
    if name in MAKES:
        return call.args[MAKES[name] : MAKES[name] + 1]
    return []


def found(source: str) -> Iterator[str]:
    """``line: text`` of every text that a person could see untranslated."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        seen = [each for argument in shown(node) for each in literals(argument)]
        made = list(literals(node)) if SCREENS.fullmatch(name_of(node)) else []
        for line, text in seen:
            if not SAME.fullmatch(text):
                yield f"{line}: {text}"
        yield from (f"{line}: {text}" for line, text in made if SENTENCE.search(text))


def test_no_visible_text_is_outside_of_a_translation() -> None:
    wrong = [
        f"{path.relative_to(ROOM)}:{each}"
        for path in sorted(ROOM.rglob("*.py"))
        for each in found(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_the_search_itself_finds_what_it_should() -> None:
    guilty = (
        "x.setText('Take payment')",
        "button('Close', 'a.b', self)",
        "named(w, 'a.b', 'Close it')",
        "NoticeScreen(translate('S', 'Ok'), 'Nothing was lost.')",
        "x.setToolTip(f'Hello {name}')",
        "x.setText(self.tr('a') + ' and more')",
    )
    innocent = (
        "x.setText(self.tr('Take payment'))",
        "button('', 'a.b', self)",
        "named(w, 'a.b', self.tr('Close it'))",
        "x.setText('posdesk')",
        "x.setText('−')",
        "log.error('cannot start: %s', error)",
    )
    assert [text for text in guilty if not list(found(text))] == []
    assert [text for text in innocent if list(found(text))] == []
