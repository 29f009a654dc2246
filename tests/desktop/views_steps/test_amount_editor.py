"""The editor of an amount: what can be typed, what it says, and whose text stands in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.views.amount_editor import AmountEditor
from tests.desktop.views_steps.conftest import Stage


@pytest.fixture
def desk(stage: Stage) -> QWidget:
    """An editor and a second one to leave it for."""
    desk = QWidget()
    column = QVBoxLayout(desk)
    for name in ("first", "second"):
        editor = AmountEditor(desk)
        editor.setObjectName(name)
        editor.show_amount("0.00")
        column.addWidget(editor)
    stage(desk)
    return desk


@pytest.fixture
def editor(desk: QWidget) -> AmountEditor:
    found = desk.findChild(AmountEditor, "first")
    assert isinstance(found, AmountEditor)
    found.setFocus()
    return found


@pytest.fixture
def said(editor: AmountEditor) -> list[str]:
    said: list[str] = []
    editor.amount_edited.connect(said.append)
    return said


def leave(desk: QWidget) -> None:
    second = desk.findChild(AmountEditor, "second")
    assert second is not None
    second.setFocus()


def test_every_keystroke_that_leaves_an_amount_is_told(
    editor: AmountEditor, said: list[str]
) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "12.5")
    assert said == ["1", "12", "12", "12.5"]


def test_a_comma_is_told_as_a_point(editor: AmountEditor, said: list[str]) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "7,25")
    assert said[-1] == "7.25"


@pytest.mark.parametrize("typed", ["abc", "-", "+", "e", " "])
def test_what_cannot_be_an_amount_is_not_let_in(
    editor: AmountEditor, said: list[str], typed: str
) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    assert (editor.text(), said) == ("0.00", [])


@pytest.mark.parametrize("pasted", ["٣", "1 000", "1e3", "0x10", "1.234"])
def test_what_cannot_be_an_amount_cannot_be_pasted(
    editor: AmountEditor, said: list[str], pasted: str
) -> None:
    editor.selectAll()
    editor.insert(pasted)
    assert said == []


@pytest.mark.parametrize(
    ("shown", "typed", "left"), [("0", "1.5", "15"), ("0.000", "1.2345", "1.234")]
)
def test_as_many_decimals_as_the_currency_has(
    editor: AmountEditor, shown: str, typed: str, left: str
) -> None:
    editor.show_amount(shown)
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    assert editor.text() == left


def test_thousands_are_not_shown_where_one_types(editor: AmountEditor, said: list[str]) -> None:
    editor.show_amount("1,234.50")
    QTest.keyClick(editor, Qt.Key.Key_Home)
    QTest.keyClicks(editor, "9")
    assert (editor.text(), said) == ("91234.50", ["91234.50"])


def test_an_emptied_editor_says_so_at_once(editor: AmountEditor, said: list[str]) -> None:
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert said == [""]


def test_a_render_that_answers_the_typing_leaves_text_and_cursor_alone(
    editor: AmountEditor,
) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "25")
    QTest.keyClick(editor, Qt.Key.Key_Left)
    editor.show_amount("25.00")
    assert (editor.text(), editor.cursorPosition()) == ("25", 1)


def test_the_same_amount_rendered_again_leaves_the_typing_alone(editor: AmountEditor) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "2")
    editor.show_amount("2.00")
    editor.show_amount("2.00")
    assert editor.text() == "2"


def test_an_amount_that_changed_for_another_reason_is_shown_at_once(editor: AmountEditor) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "2")
    editor.show_amount("2.00")
    editor.show_amount("25.00")
    assert editor.text() == "25.00"


def test_the_sales_own_amount_is_shown_when_the_editing_is_over(
    desk: QWidget, editor: AmountEditor
) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, "999")
    editor.show_amount("25.00")
    leave(desk)
    assert editor.text() == "25.00"


def test_leaving_without_typing_says_nothing(
    desk: QWidget, editor: AmountEditor, said: list[str]
) -> None:
    leave(desk)
    assert said == []


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Down, -1),
        (Qt.Key.Key_PageUp, 10),
        (Qt.Key.Key_PageDown, -10),
    ],
)
def test_keys_step_and_the_stepped_amount_is_shown(
    qtbot: QtBot, editor: AmountEditor, key: Qt.Key, steps: int
) -> None:
    QTest.keyClicks(editor, "1")
    with qtbot.waitSignal(editor.amount_stepped, timeout=1000) as stepped:
        QTest.keyClick(editor, key)
    editor.show_amount("6.00")
    assert (stepped.args, editor.text()) == ([steps], "6.00")


def test_coming_to_the_editor_selects_what_the_next_digit_replaces(
    desk: QWidget, editor: AmountEditor
) -> None:
    leave(desk)
    editor.setFocus()
    assert editor.selectedText() == "0.00"
