"""The basket: lines, totals, undo, the editor in place."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.model import BasketRow, NoticeScreen
from posdesk.desktop.views.line_editor import LineEdited, LineEditor
from posdesk.desktop.views.shell import ShellWindow
from tests.desktop import frame_samples as samples
from tests.desktop.changed import replace

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def basket(shell: ShellWindow) -> ShellWindow:
    shell.render_screen(samples.CHOOSE)
    return shell


def opened(window: ShellWindow) -> LineEditor:
    window.render_editor(samples.EDIT)
    editor = window.basket.editor()
    assert editor is not None
    return editor


def test_readers_hear_the_whole_line(basket: ShellWindow) -> None:
    model: QAbstractItemModel = basket.basket.list.model()
    said = model.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Gift Card, 1 × 50.00, not discountable, 50.00"


def test_due_is_shown_and_told_with_its_label(basket: ShellWindow) -> None:
    due = basket.findChild(QLabel, "basket.due")
    assert isinstance(due, QLabel)
    assert (due.text(), due.accessibleName()) == ("$175.00", "Due $175.00")


def test_fewer_totals_leave_none_of_the_old_ones_visible(basket: ShellWindow) -> None:
    fewer = replace(samples.BASKET, totals=samples.BASKET.totals[:1])
    basket.basket.render_screen(fewer)
    shown = [
        made.text()
        for made in basket.findChildren(QLabel)
        if made.objectName().startswith("basket.total.") and made.isVisible()
    ]
    assert shown == ["Subtotal", "250.00"]


def test_only_the_line_that_changed_is_told_to_have_changed(
    basket: ShellWindow, qtbot: QtBot
) -> None:
    rows = (
        *samples.LINES[:2],
        BasketRow(3, "Leather Belt", "2 × 25.00", "50.00"),
        samples.LINES[3],
    )
    model = basket.basket.list.model()
    told: list[int] = []
    model.dataChanged.connect(lambda top, bottom: told.extend((top.row(), bottom.row())))
    basket.basket.render_screen(replace(samples.BASKET, rows=rows))
    assert told == [2, 2]


def test_the_selection_survives_a_line_that_comes_before_it(basket: ShellWindow) -> None:
    basket.basket.select_line(3)
    rows = (BasketRow(9, "Socks", "1 × 5.00", "5.00"), *samples.LINES)
    basket.basket.render_screen(replace(samples.BASKET, rows=rows))
    assert basket.basket.selected_line() == 3


def test_a_line_that_is_gone_is_gone_from_the_list(basket: ShellWindow) -> None:
    basket.basket.render_screen(replace(samples.BASKET, rows=samples.LINES[1:]))
    model = basket.basket.list.model()
    assert [model.index(at, 0).data() for at in range(model.rowCount())] == [
        "Wool Scarf",
        "Leather Belt",
        "Gift Card",
    ]


def test_an_empty_basket_says_what_to_do_and_offers_the_last_one(
    shell: ShellWindow, qtbot: QtBot
) -> None:
    shell.render_screen(samples.START)
    empty = shell.findChild(QLabel, "basket.empty")
    assert isinstance(empty, QLabel)
    assert empty.isVisible()
    assert empty.text() == samples.EMPTY_BASKET.empty_text
    with qtbot.waitSignal(shell.basket.recall_requested, timeout=500):
        QTest.mouseClick(shell.basket.recall, Qt.MouseButton.LeftButton)


def test_delete_asks_to_remove_the_selected_line(basket: ShellWindow, qtbot: QtBot) -> None:
    basket.basket.select_line(2)
    with qtbot.waitSignal(basket.basket.remove_requested, timeout=500) as heard:
        QTest.keyClick(basket.basket.list, Qt.Key.Key_Delete)
    assert heard.args == [2]


def test_a_basket_that_is_closed_to_changes_asks_for_none(
    basket: ShellWindow, qtbot: QtBot
) -> None:
    basket.basket.render_screen(replace(samples.BASKET, editable=False))
    with (
        qtbot.assertNotEmitted(basket.basket.remove_requested),
        qtbot.assertNotEmitted(basket.basket.edit_requested),
    ):
        QTest.keyClick(basket.basket.list, Qt.Key.Key_Delete)
        basket.basket.request_edit()
    assert not basket.basket.add.isEnabled()


def test_the_editor_sends_what_was_typed(basket: ShellWindow, qtbot: QtBot) -> None:
    editor = opened(basket)
    QTest.keyClicks(editor.quantity, "3")
    editor.note.setText("gift wrap")
    with (
        qtbot.assertNotEmitted(basket.forward_requested),
        qtbot.waitSignal(basket.basket.line_saved, timeout=500) as heard,
    ):
        QTest.keyClick(editor.quantity, Qt.Key.Key_Return)
    assert heard.args == [LineEdited(2, "3", "45.00", "gift wrap")]


def test_a_refused_edit_says_why_and_keeps_what_was_typed(basket: ShellWindow) -> None:
    editor = opened(basket)
    editor.price.setText("abc")
    notice = NoticeScreen("That is no price", "Type an amount such as 45.00.")
    basket.render_editor(replace(samples.EDIT, notice=notice))
    shown = basket.findChild(QLabel, "line.notice.title")
    assert isinstance(shown, QLabel)
    assert shown.isVisible()
    assert editor.price.text() == "abc"


def test_escape_leaves_the_editor_before_it_goes_back(basket: ShellWindow, qtbot: QtBot) -> None:
    editor = opened(basket)
    with (
        qtbot.assertNotEmitted(basket.back_requested),
        qtbot.waitSignal(basket.basket.edit_cancelled, timeout=500),
    ):
        QTest.keyClick(editor.quantity, Qt.Key.Key_Escape)
    basket.render_editor(None)
    assert not editor.isVisible()


def test_the_arrow_keys_step_the_quantity_and_never_below_one(basket: ShellWindow) -> None:
    editor = opened(basket)
    QTest.keyClick(editor.quantity, Qt.Key.Key_Up)
    assert editor.quantity.text() == "2"
    for _ in range(3):
        QTest.keyClick(editor.quantity, Qt.Key.Key_Down)
    assert editor.quantity.text() == "1"


def test_letters_typed_over_the_list_select_nothing(basket: ShellWindow) -> None:
    basket.basket.select_line(1)
    QTest.keyClicks(basket.basket.list, "le")
    assert basket.basket.selected_line() == 1
