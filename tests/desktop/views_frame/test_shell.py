"""The window: keys and buttons end in signals, sheets open inside it, closing is asked for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.keymap import ACTIONS, rows
from posdesk.desktop.look.controls import label
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ActionScreen
from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.shell import ShellWindow
from tests.desktop import frame_samples as samples
from tests.desktop.changed import replace

K = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def chosen(shell: ShellWindow) -> ShellWindow:
    shell.render_screen(samples.CHOOSE)
    return shell


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def test_enter_continues(chosen: ShellWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chosen.forward_requested, timeout=500):
        press(chosen, K.Key_Return)


def test_enter_does_nothing_while_the_step_cannot_go_on(chosen: ShellWindow, qtbot: QtBot) -> None:
    waiting = replace(samples.CHOOSE, forward=ActionScreen("Redeem 25.00", "Enter", enabled=False))
    chosen.render_screen(waiting)
    with qtbot.assertNotEmitted(chosen.forward_requested):
        press(chosen, K.Key_Return)


def test_enter_after_a_search_text_is_the_search_and_not_the_step(
    chosen: ShellWindow, qtbot: QtBot
) -> None:
    chosen.top.focus_scan()
    QTest.keyClicks(chosen.top.scan, "asha")
    with (
        qtbot.assertNotEmitted(chosen.forward_requested),
        qtbot.waitSignal(chosen.top.scan_submitted, timeout=500) as heard,
    ):
        press(chosen, K.Key_Return)
    assert heard.args == ["asha"]


def test_escape_goes_back_and_shift_escape_voids(chosen: ShellWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chosen.void_requested), qtbot.waitSignal(chosen.back_requested):
        press(chosen, K.Key_Escape)
    with qtbot.assertNotEmitted(chosen.back_requested), qtbot.waitSignal(chosen.void_requested):
        press(chosen, K.Key_Escape, SHIFT)


def test_a_hidden_button_is_not_pressed_by_its_key(shell: ShellWindow, qtbot: QtBot) -> None:
    shell.render_screen(samples.START)
    with qtbot.assertNotEmitted(shell.void_requested), qtbot.assertNotEmitted(shell.back_requested):
        press(shell, K.Key_Escape, SHIFT)
        press(shell, K.Key_Escape)


@pytest.mark.parametrize(
    ("key", "modifier", "told"),
    [
        (K.Key_F5, NONE, "most"),
        (K.Key_F6, NONE, "clear"),
        (K.Key_F7, NONE, "outcome"),
        (K.Key_F8, NONE, "pay"),
        (K.Key_N, CTRL, "new"),
        (K.Key_0, CTRL, "normal"),
    ],
)
def test_keys_of_the_step_are_told_by_their_id(
    chosen: ShellWindow, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, told: str
) -> None:
    with qtbot.waitSignal(chosen.key_pressed, timeout=500) as heard:
        press(chosen, key, modifier)
    assert heard.args == [told]


def test_keys_of_the_basket_work_from_the_scan_box(chosen: ShellWindow, qtbot: QtBot) -> None:
    chosen.top.focus_scan()
    with qtbot.waitSignal(chosen.basket.undo_requested, timeout=500):
        press(chosen, K.Key_Z, CTRL)
    with qtbot.waitSignal(chosen.basket.edit_requested, timeout=500) as heard:
        press(chosen, K.Key_F4)
    assert heard.args == [4]


def test_undo_in_a_typed_text_undoes_the_typing(chosen: ShellWindow, qtbot: QtBot) -> None:
    chosen.top.focus_scan()
    QTest.keyClicks(chosen.top.scan, "x")
    with qtbot.assertNotEmitted(chosen.basket.undo_requested):
        press(chosen, K.Key_Z, CTRL)
    assert chosen.top.scan.text() == ""


def test_f3_opens_the_products_in_the_window_and_escape_closes_them(
    chosen: ShellWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(chosen.products_requested, timeout=500):
        press(chosen, K.Key_F3)
    chosen.render_products(samples.PRODUCTS)
    sheet = chosen.area.open_sheet_now()
    assert sheet is not None
    assert sheet.window() is chosen
    with qtbot.assertNotEmitted(chosen.back_requested):
        press(chosen, K.Key_Escape)
    assert chosen.area.open_sheet_now() is None


def test_enter_in_the_products_adds_the_marked_one_and_stays(
    chosen: ShellWindow, qtbot: QtBot
) -> None:
    chosen.open_products()
    chosen.render_products(samples.PRODUCTS)
    press(chosen, K.Key_Down)
    with (
        qtbot.assertNotEmitted(chosen.forward_requested),
        qtbot.waitSignal(chosen.product_chosen, timeout=500) as heard,
    ):
        press(chosen, K.Key_Return)
    assert heard.args == ["SCARF-WOO"]
    assert chosen.area.open_sheet_now() is not None


def test_typing_in_the_products_asks_for_those_that_match(
    chosen: ShellWindow, qtbot: QtBot
) -> None:
    chosen.open_products()
    with qtbot.waitSignal(chosen.product_filter_edited, timeout=500) as heard:
        press(chosen, K.Key_S)
    assert heard.args == ["s"]


def test_a_recent_sale_is_opened_by_enter_and_a_voided_one_recalled(
    chosen: ShellWindow, qtbot: QtBot
) -> None:
    chosen.open_recent()
    chosen.render_recent(samples.RECENT)
    press(chosen, K.Key_Down)
    recall = chosen.findChild(QWidget, "recent.recall")
    assert isinstance(recall, QWidget)
    press(chosen, K.Key_Up)
    assert not recall.isEnabled()
    press(chosen, K.Key_Down)
    with qtbot.waitSignal(chosen.sale_opened, timeout=500) as opened:
        press(chosen, K.Key_Return)
    with qtbot.waitSignal(chosen.sale_recalled, timeout=500) as recalled:
        QTest.mouseClick(recall, Qt.MouseButton.LeftButton)
    assert opened.args == recalled.args == ["S01-1-000658-a1b2c3"]


def test_help_shows_every_key_of_the_table(chosen: ShellWindow) -> None:
    press(chosen, K.Key_F1)
    sheet = chosen.area.open_sheet_now()
    assert sheet is not None
    shown = {child.accessibleName() for child in sheet.findChildren(QWidget)}
    assert {f"{row.key}: {row.action}" for row in rows()} <= shown
    assert len(rows()) == len(ACTIONS)


def test_no_key_opens_a_dialog(chosen: ShellWindow) -> None:
    for key in (K.Key_F1, K.Key_F3, K.Key_F4, K.Key_F10, K.Key_F12):
        press(chosen, key)
    assert not chosen.findChildren(QDialog)
    assert QApplication.activeModalWidget() is None


def test_f10_folds_the_dock_and_opens_it_again(chosen: ShellWindow) -> None:
    before = chosen.dock.height()
    press(chosen, K.Key_F10)
    QTest.qWait(0)
    assert chosen.dock.is_folded()
    assert chosen.dock.height() < before
    press(chosen, K.Key_F10)
    assert not chosen.dock.is_folded()


def test_panels_that_the_first_picture_lacks_are_made_when_first_opened(
    chosen: ShellWindow,
) -> None:
    chosen.dock.render_journal(samples.JOURNAL)
    assert chosen.dock.panel(Tab.JOURNAL) is None
    assert chosen.basket.editor() is None
    chosen.dock.show_tab(Tab.JOURNAL)
    panel = chosen.dock.panel(Tab.JOURNAL)
    assert panel is not None
    assert panel.table.model().rowCount() == len(samples.JOURNAL)


def test_the_body_of_a_step_stays_alive_behind_the_next(chosen: ShellWindow) -> None:
    one, other = label("one", Role.BODY), label("other", Role.BODY)
    chosen.set_body(one)
    chosen.set_below(other)
    assert one.isVisible()
    third = label("third", Role.BODY)
    chosen.set_body(third)
    chosen.set_below(None)
    assert (one.isVisible(), other.isVisible(), third.isVisible()) == (False, False, True)
    chosen.set_body(one)
    assert (one.isVisible(), third.isVisible()) == (True, False)


def test_closing_is_asked_for_and_granted(shell: ShellWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(shell.closed), qtbot.waitSignal(shell.close_requested):
        shell.close()
    assert shell.isVisible()
    with qtbot.waitSignal(shell.closed):
        shell.finish_close()
    assert not shell.isVisible()


def test_the_title_names_the_tenant_and_the_simulation(chosen: ShellWindow) -> None:
    assert chosen.windowTitle() == "posdesk · Sandbox · SIMULATION"


@pytest.mark.parametrize("size", [(1100, 700), (1440, 900), (3840, 2160)])
def test_the_three_columns_keep_their_order_and_their_room(
    chosen: ShellWindow, size: tuple[int, int]
) -> None:
    chosen.resize(*size)
    QTest.qWait(0)
    basket, step, customer = (
        chosen.basket.mapTo(chosen, chosen.basket.rect().topLeft()).x(),
        chosen.area.mapTo(chosen, chosen.area.rect().topLeft()).x(),
        chosen.customer.mapTo(chosen, chosen.customer.rect().topLeft()).x(),
    )
    assert basket < step < customer
    assert chosen.area.width() > chosen.basket.width()
    assert chosen.area.forward.width() >= chosen.area.forward.sizeHint().width()
